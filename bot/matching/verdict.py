"""What the matcher says of a question: found, unsure, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with its calibrated score: the share of such answers that are right."""

    entry_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The person's own words point at one entry."""

    ranked: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """A few entries may be meant; the first `offered` of them are worth showing."""

    ranked: tuple[Candidate, ...]
    offered: int = 4


@dataclass(frozen=True, slots=True)
class Concern:
    """A worried story about a child: never refused, never given one bare answer."""

    ranked: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Outside the field, or nothing near enough."""

    ranked: tuple[Candidate, ...]
    elsewhere: bool = False
    """True when another municipality is named."""
    far: bool = False
    """True when it is clearly of another matter altogether, so that nothing talked of before it is meant."""


Verdict: TypeAlias = Found | Unsure | Concern | Nothing
