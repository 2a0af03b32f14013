"""Norwegian as people type it meets itself."""

from __future__ import annotations

import pytest

from bot.matching.language import LONGEST_QUESTION, fold, folded, normalise, stem, tokens

SAME = [
    ("blåmerke", "blaamerke"), ("blåmerke", "blamerke"), ("bekymringsmeldingene", "bekymringsmelding"), ("pårørende", "paaroerende"),
    ("skolefravær", "skolefravaer"), ("SFO", "sfo"), ("e\u0301n", "én"), ("bla\u030amerke", "blåmerke"), ("meldeplikten", "meldeplikt"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_have_one_stem(one: str, other: str) -> None:
    assert [stem(word) for word in tokens(one)] == [stem(word) for word in tokens(other)]


def test_sections_and_numbers_stay_whole() -> None:
    assert tokens("§ 13-2 og 116 111, klasse 9A") == ["13-2", "og", "116111", "klasse", "9", "a"]


def test_noise_is_only_space() -> None:
    assert normalise("  \x00HVA\u200b\n er\t det ") == "hva er det"
    assert folded("«Hva» er: Ærlig?") == "hva er arlig"
    assert fold("aarsak") == "arsak"


def test_huge_text_is_read_in_part() -> None:
    assert len(normalise("å" * 200_000)) == LONGEST_QUESTION
