"""What is shown of a guided path; the trail of steps is all that a card needs to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from bot.guide.entry import Sector

Part: TypeAlias = Literal["", "law", "contacts"]
PathWord: TypeAlias = Literal["path_gone", "path_left"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone is in a path: the steps from the first to the one that stands on the card; ids only."""

    path_id: str
    trail: tuple[str, ...]
    sector: Sector | None = None
    """The workplace chosen on the way."""
    any_sector: bool = False
    """True when the person would rather not say."""


@dataclass(frozen=True, slots=True)
class ShowPathStep:
    """One step of a path."""

    place: Place
    part: Part = ""
    """The law or the contacts of its entry, beneath, once asked for."""


@dataclass(frozen=True, slots=True)
class ShowPathSummary:
    """What was chosen, what to do now, whom to call, the law and the dates; nothing of the child or the person."""

    place: Place
    on: date


@dataclass(frozen=True, slots=True)
class ShowPathWord:
    """A plain word about a path, and the ways on."""

    word: PathWord
    path_id: str | None = None
    place: Place | None = None


PathShow: TypeAlias = ShowPathStep | ShowPathSummary | ShowPathWord
