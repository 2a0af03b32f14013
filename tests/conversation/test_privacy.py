"""Masking: what is personal goes, what is not stays, and no text is slow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.masking import masking_for
from bot.guide.guide import Guide

TABLES = [
    yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("privacy_cases.yaml", "privacy_frames.yaml")
]
CASES: dict[str, list[Any]] = {part: [row for table in TABLES for row in table[part]] for part in ("personal", "harmless")}
Mask = Callable[[str], tuple[str, bool]]
_built: list[Mask] = []


@pytest.fixture(scope="module")
def mask(guide: Guide) -> Mask:
    _built[:] = [masking_for(guide)]
    return _built[0]


@pytest.mark.parametrize("row", CASES["personal"], ids=lambda row: row[0][:60])
def test_personal_data_goes(mask: Mask, row: list[str]) -> None:
    text, *secrets = row
    masked, found = mask(text)
    assert found
    assert [secret for secret in secrets if secret.casefold() in masked.casefold()] == []


@pytest.mark.parametrize("text", CASES["harmless"])
def test_what_is_harmless_stays(mask: Mask, text: str) -> None:
    assert mask(text) == (text, False)


def test_the_guide_passes(mask: Mask, guide: Guide) -> None:
    texts = [
        text
        for entry in guide
        for text in (
            entry.title, *entry.aliases, *entry.examples, entry.answer, entry.more, entry.who, entry.when,
            *(one.answer for one in (entry.nn, entry.en) if one), *(f"Ring {phone.number}" for phone in entry.phones),
        )
        if text
    ]  # fmt: skip
    assert [(text, mask(text)[0]) for text in texts if mask(text)[1]] == []


KEPT = [
    ("Mvh Solveig", "Mvh [navn]"),
    ("Per-Åge’s datter", "[navn]’s datter"),
    ("Bakken-familien", "[navn]-familien"),
    ("Hei Kari Anne Hansen!", "Hei [navn]!"),
    ("Liv er viktig", "[navn] er viktig"),
    ("liv er viktig", "liv er viktig"),
    ("Fjell skole ringte om Lars", "Fjell skole ringte om [navn]"),
    ("mor til Larses venn", "mor til [navn]es venn"),
    ("fnr 01021345678, tlf 41234567", "fnr [fødselsnummer], tlf [telefon]"),
    ("sak 24/01234", "sak [nummer]"),
]


@pytest.mark.parametrize(("text", "masked"), KEPT)
def test_only_what_is_personal_is_replaced(mask: Mask, text: str, masked: str) -> None:
    assert mask(text)[0] == masked


@pytest.mark.parametrize("row", CASES["personal"][::7], ids=lambda row: row[0][:60])
def test_masking_twice_is_masking_once(mask: Mask, row: list[str]) -> None:
    once = mask(row[0])[0]
    assert mask(once)[0] == once


BIRTH_NUMBERS = [
    "01021312345",
    "41021312345",
    "01421312345",
    "01661312345",
    "01811312345",
    "010213 12345",
    "01.02.13.123.45",
    "01 02 13 123 45",
]


@pytest.mark.parametrize("number", BIRTH_NUMBERS)
def test_every_scheme_of_birth_numbers(mask: Mask, number: str) -> None:
    assert mask(f"han har {number} sa mor")[0] == "han har [fødselsnummer] sa mor"


PHONES = [
    "41234567",
    "41 23 45 67",
    "412 34 567",
    "4123 4567",
    "412-34-567",
    "41.23.45.67",
    "+47 412 34 567",
    "0047 41234567",
    "+48 601 234 567",
]


@pytest.mark.parametrize("number", PHONES)
def test_every_grouping_of_phone_numbers(mask: Mask, number: str) -> None:
    assert mask(f"ring {number} i dag")[0] == "ring [telefon] i dag"


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_masked_without_failing(text: str) -> None:
    for mask in _built:
        masked, found = mask(text)
        assert found or len(masked) <= len(text)


HOSTILE = ["a" * 100_000, "Aa " * 33_000, "a-" * 50_000, "1 " * 50_000, "12" * 50_000, "a.b@" * 25_000, "Ka'" * 33_000, "bor i A " * 12_000,
           "Kvelgrad Ørmst og " * 5_500, "født " * 20_000, "_a" * 50_000, "krøllalfa " * 10_000, "snap: " * 16_000, "A. " * 33_000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_is_read_to_the_end(mask: Mask, text: str) -> None:
    masked, _ = mask(text)
    assert len(masked) <= 60_000
