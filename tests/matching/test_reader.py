"""A question becomes weighted terms: own words in full, what they may also mean with less."""

from __future__ import annotations

import pytest

from bot.guide.words import Words
from bot.matching.language import stem
from bot.matching.reader import Reader

WORDS = Words(
    synonyms={"slår": ("vold",)},
    abbreviations={"bv": ("barnevernet",), "ke": ("kompetanse",)},
    nynorsk={"uroa": "bekymret"},
    english={"bruise": ("blåmerke",)},
    skip=("jeg", "er", "the", "a"),
)
VOCABULARY = {
    stem(word) for word in ("barnevernet", "vold", "bekymret", "blåmerke", "barnevern", "vakt", "meldeplikt", "taushetsplikt")
}


@pytest.fixture
def reader() -> Reader:
    return Reader(WORDS, VOCABULARY)


ADDED = [
    ("bv", "barnevernet"), ("han slår", "vold"), ("eg er uroa", "bekymret"), ("a bruise", "blåmerke"), ("barnevernsvakt", "vakt"),
    ("barne vern", "barnevern"), ("taushetsplkit", "taushetsplikt"), ("medleplikt", "meldeplikt"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ADDED)
def test_what_words_may_also_mean_is_added_with_less_weight(reader: Reader, text: str, wanted: str) -> None:
    read = reader.read(text)
    assert 0 < read.terms[stem(wanted)] < 1
    assert stem(wanted) not in read.own


def test_an_abbreviation_is_a_whole_token(reader: Reader) -> None:
    assert stem("kompetanse") not in reader.read("ikke").terms


def test_skipped_words_say_nothing_unless_alone(reader: Reader) -> None:
    assert reader.read("jeg er vold").content == ("vold",)
    assert reader.read("jeg er").content == ("jeg", "er")


@pytest.mark.parametrize("text", ["", "🙂🙂", "\x00\x01", "x" * 100_000, "a " * 50_000, "§§§", "<b>&amp;</b>"])
def test_anything_can_be_read(reader: Reader, text: str) -> None:
    reader.read(text)
