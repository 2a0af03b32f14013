"""What `train` keeps is all a start reads: nothing is learned or counted again, so that an image on a read-only disk starts quickly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot import wiring
from bot.matching import learned, terms
from bot.matching.likeness import LikenessIndex
from bot.settings import Settings
from bot.wiring import learned_matcher, train_matcher
from tests.conftest import Write, entry_text


def test_a_start_after_training_learns_and_counts_nothing(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("fravær", "mobbing", "flytting", "permisjon")
    loading = write({f"national/guide/oppslag-{number}.yaml": entry_text(name) for number, name in enumerate(names)})
    settings = Settings(_env_file=None, CACHE=tmp_path / "cache")
    monkeypatch.setattr(wiring, "load_model", lambda _: (None, "none here"))
    assert "none here" in train_matcher(loading.guide, settings, None)
    kinds = sorted(file.name.partition("-")[0] for file in settings.CACHE.glob("*.npz"))
    assert kinds == ["learned", "letters", "terms"]
    for owner, name in ((learned, "_fit"), (terms, "_counted"), (LikenessIndex, "_count")):
        monkeypatch.setattr(owner, name, lambda *_: pytest.fail("done again"))
    assert learned_matcher(loading.guide, settings).match("hva er mobbing")


def test_learning_the_same_twice_gives_the_same(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("fravær", "mobbing", "flytting", "permisjon")
    loading = write({f"national/guide/oppslag-{number}.yaml": entry_text(name) for number, name in enumerate(names)})
    monkeypatch.setattr(wiring, "load_model", lambda _: (None, "none here"))
    kept = []
    for turn in ("first", "second"):
        train_matcher(loading.guide, Settings(_env_file=None, CACHE=tmp_path / turn), None)
        kept.append(np.load(next((tmp_path / turn).glob("learned-*.npz")), allow_pickle=False))
    assert kept[0].files == kept[1].files and all(np.array_equal(kept[0][name], kept[1][name]) for name in kept[0].files)
