"""The words' index: kept in the cache it says the same as when counted, and a file that is not whole is counted anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.matching import terms
from bot.matching.bank import Bank, Phrase
from bot.matching.terms import TermIndex

PHRASES = (
    Phrase(0, "hvem har meldeplikt", "title"),
    Phrase(1, "skolefravær", "title"),
    Phrase(1, "fravær fra skolen", "example"),
)
BANK = Bank(("a", "b"), PHRASES, ("Alle ansatte har meldeplikt.", "Skolen følger opp."))
ASKED = {"meldeplikt": 1.0, "skol": 0.5, "finnes-ikke": 1.0}


def test_what_is_kept_says_the_same_as_what_was_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, counted = TermIndex(BANK), TermIndex(BANK, tmp_path)
    monkeypatch.setattr(terms, "_counted", lambda _: pytest.fail("counted again"))
    kept = TermIndex(BANK, tmp_path)
    assert plain.score(ASKED).min() > 0
    for one in (counted, kept):
        assert np.array_equal(one.score(ASKED), plain.score(ASKED)) and one.vocabulary == plain.vocabulary
        assert one.shares(ASKED, 0) == plain.shares(ASKED, 0) and one.rarity("skol") == plain.rarity("skol")


@pytest.mark.parametrize("left", [0, 100, 900])
def test_a_file_that_is_not_whole_is_counted_anew(tmp_path: Path, left: int) -> None:
    counted = TermIndex(BANK, tmp_path).score(ASKED)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])
    assert np.array_equal(TermIndex(BANK, tmp_path).score(ASKED), counted)


def test_arrays_that_do_not_fit_each_other_are_counted_anew(tmp_path: Path) -> None:
    counted = TermIndex(BANK, tmp_path).score(ASKED)
    (file,) = tmp_path.iterdir()
    with np.load(file) as held:
        arrays = dict(held)
    for name, wrong in (("numbers", arrays["numbers"] + 9), ("impacts", arrays["impacts"][1:]), ("ends", arrays["ends"][1:])):
        np.savez(file, **{**arrays, name: wrong})
        assert np.array_equal(TermIndex(BANK, tmp_path).score(ASKED), counted)


def test_other_words_and_other_places_of_them_are_kept_apart(tmp_path: Path) -> None:
    for phrases, bodies in ((PHRASES, BANK.bodies), (PHRASES[:2], BANK.bodies), (PHRASES, ("", "")), (PHRASES[:0], ("", ""))):
        TermIndex(Bank(BANK.ids, phrases, bodies), tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
    empty = TermIndex(Bank(BANK.ids, (), ("", "")), tmp_path)
    assert not empty.vocabulary and not empty.score(ASKED).any()
