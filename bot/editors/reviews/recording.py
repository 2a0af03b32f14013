"""Record a review in the entry's own YAML, keeping its comments, order and layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.editors.laws.watch import LawData, prints_of, provisions_of
from bot.editors.writing.fields import Unwritable, with_fields
from bot.editors.writing.files import open_file, put_in_place
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.wording import say

_ROLE_NAMES = re.compile(r"^[A-ZÆØÅ][a-zæøåéü]+(?:[ -][A-ZÆØÅ][a-zæøåéü]*\.?)+$")
_LONG_AS_A_ROLE = 12
"""Letters in a word that is a role and no name, even with a capital letter."""


def require_role(role: str, mask: Callable[[str], str]) -> str:
    """Return the role, tidied; raises UndringError when it holds a person's name, an address or a number."""
    tidy = " ".join(role.split())
    named = mask(tidy) != tidy or (_ROLE_NAMES.match(tidy) and max(map(len, tidy.split())) < _LONG_AS_A_ROLE)
    if not 3 <= len(tidy) <= 80 or re.search(r"[@\d<>]", tidy) or named:
        raise UndringError(say("review_role", role=tidy))
    return tidy


def fingerprints_of(guide: Guide, entry_id: str, data: LawData) -> dict[str, str]:
    """Return the fingerprints of the law texts that the entry cites and that are at hand."""
    prints = {one: prints_of(guide.provisions[one], data.laws) for one in provisions_of(guide.entries[entry_id])}
    return {one: value for one, value in prints.items() if value}


def record_review(file: Path, role: str, day: date, prints: Mapping[str, str]) -> None:
    """Write the review into `file`, whole or not at all; raises UndringError when it cannot be read back alike."""
    held = open_file(file)
    values: dict[str, Any] = {"reviewed": str(day), "reviewer": role}
    if prints:
        values["fingerprints"] = dict(sorted(prints.items()))
    try:
        fresh = with_fields(held.text, values)
    except Unwritable as error:
        raise UndringError(say("review_unreadable", file=file)) from error
    put_in_place(held, fresh)
