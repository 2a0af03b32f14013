"""The letters' arrays: kept in the cache they say the same as when counted, and a file that is not whole is counted anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.matching.bank import Bank, Phrase
from bot.matching.likeness import LikenessIndex

BANK = Bank(
    ("a", "b"),
    (Phrase(0, "hvem har meldeplikt", "title"), Phrase(0, "når har jeg meldeplikt", "example"), Phrase(1, "skolefravær", "title"),
     Phrase(1, "hva gjør jeg med skolefravær", "example")),
    ("", ""),
)  # fmt: skip
ASKED = "har skolen meldeplikt om fravær"


def test_what_is_kept_says_the_same_as_what_was_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = LikenessIndex(BANK, frozenset({"hva"}), tmp_path).phrases(ASKED)
    assert len(list(tmp_path.iterdir())) == 1 and counted.max() > 0.2
    monkeypatch.setattr(LikenessIndex, "_count", lambda *_: pytest.fail("counted again"))
    assert np.array_equal(LikenessIndex(BANK, frozenset({"hva"}), tmp_path).phrases(ASKED), counted)


@pytest.mark.parametrize("left", [0, 100, 700])
def test_a_file_that_is_not_whole_is_counted_anew(tmp_path: Path, left: int) -> None:
    counted = LikenessIndex(BANK, frozenset(), tmp_path).phrases(ASKED)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert np.array_equal(LikenessIndex(BANK, frozenset(), tmp_path).phrases(ASKED), counted)


def test_other_phrasings_and_other_words_to_skip_are_kept_apart(tmp_path: Path) -> None:
    LikenessIndex(BANK, frozenset(), tmp_path)
    LikenessIndex(BANK, frozenset({"har"}), tmp_path)
    LikenessIndex(Bank(BANK.ids, BANK.phrases[:3], BANK.bodies), frozenset(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert LikenessIndex(BANK, frozenset(), tmp_path / "file" / "cache").phrases(ASKED).max() > 0.2
