"""A comparison reads and learns each thing once: counted at the sentence model and at the learning, not by the clock."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import diff as command
from bot.cli.main import app
from bot.editors.diff.sharing import SharedModel
from bot.matching import learned
from bot.matching.hashing import features
from bot.matching.learned import Learned, Lessons
from bot.matching.model import Floats
from tests.conftest import entry_text
from tests.editors.diff.test_diff import written

Read = Counter[str]
Run = Callable[[Path, Path], list[dict[str, object]]]


class CountingModel:
    """Vectors of letters, and how often each text was read."""

    name = "counting-1"

    def __init__(self) -> None:
        self.read: Read = Counter()

    def vectors(self, texts: Sequence[str]) -> Floats:
        self.read.update(texts)
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            columns, values = features(text)
            np.add.at(row, columns % 384, values)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> CountingModel:
    found = CountingModel()
    monkeypatch.setattr(command, "load_model", lambda _: (found, ""))
    return found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Compare two folders, with a cache of its own and one written question of many sentences."""
    monkeypatch.setenv("CACHE", str(tmp_path / "cache"))
    (tmp_path / "q").mkdir()
    text = "Vi lurer på noe i avdelingen. Hva gjør vi med gamma nå, og hvem kan hjelpe oss?"
    (tmp_path / "q" / "q.yaml").write_text(f'- {{q: "{text}", accept: [gamma]}}\n', encoding="utf-8")

    def compare(old: Path, new: Path) -> list[dict[str, object]]:
        done = CliRunner().invoke(app, ["diff", str(old), str(new), "--questions", str(tmp_path / "q"), "--json"])
        assert done.exit_code == 0, done.output
        rows: list[dict[str, object]] = json.loads(done.stdout)
        return rows

    return compare


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    same = {name.lower(): entry_text(name) for name in ("Alfa", "Beta", "Gamma")}
    return written(tmp_path / "old", **same), written(tmp_path / "new", **same | {"gamma": entry_text("Gamma", examples=13)})


def test_no_text_is_read_twice_whichever_side_asks(run: Run, folders: tuple[Path, Path], model: CountingModel) -> None:
    run(*folders)
    assert model.read["Gamma spørsmål 12"] == 1
    assert [text for text, count in model.read.items() if count > 1] == []


def test_what_was_learned_before_is_not_read_again(run: Run, folders: tuple[Path, Path], model: CountingModel) -> None:
    run(*folders)
    model.read.clear()
    run(*folders)
    assert "Alfa spørsmål 3" not in model.read


def test_a_shared_model_says_what_the_model_says() -> None:
    model = CountingModel()
    shared = SharedModel(model)
    texts = ["en", "to", "en", "tre"]
    shared.vectors(["to"])
    np.testing.assert_array_equal(shared.vectors(texts), CountingModel().vectors(texts))
    assert model.read == Counter({"en": 1, "to": 1, "tre": 1}) and shared.name == model.name


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The content hash of everything that is learned, each time it is."""
    keys: list[str] = []
    fit = learned._fit

    def counted(lessons: Lessons, *rest: Any) -> Learned:
        keys.append(lessons.key)
        return fit(lessons, *rest)

    monkeypatch.setattr(learned, "_fit", counted)
    return keys


def test_each_side_is_learned_once_and_not_again(
    run: Run, folders: tuple[Path, Path], model: CountingModel, fitted: list[str]
) -> None:
    run(*folders)
    run(*folders)
    assert len(fitted) == len(set(fitted)) == 2


def test_what_both_sides_learn_alike_is_learned_once(run: Run, tmp_path: Path, model: CountingModel, fitted: list[str]) -> None:
    names = {name.lower(): entry_text(name) for name in ("Alfa", "Beta", "Gamma")}
    other = names | {"gamma": names["gamma"].replace("Gjør dette først.", "Gjør noe helt annet først.")}
    run(written(tmp_path / "old", **names), written(tmp_path / "new", **other))
    assert len(fitted) == 1


def test_nothing_is_learned_or_asked_when_no_answer_can_differ(
    run: Run, tmp_path: Path, model: CountingModel, fitted: list[str]
) -> None:
    names = {name.lower(): entry_text(name) for name in ("Alfa", "Beta", "Gamma")}
    other = names | {"gamma": names["gamma"].replace("Handlingsplanen", "Samordningsavtalen")}
    assert run(written(tmp_path / "old", **names), written(tmp_path / "new", **other)) == []
    assert (fitted, model.read) == ([], Counter())
