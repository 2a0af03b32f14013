"""Propose a place for each theme: another name, an example, a new entry, or outside the guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.editors.gaps.themes import Theme
from bot.matching.build import Matcher
from bot.matching.language import tokens
from bot.matching.verdict import Candidate, Nothing, Verdict

Place: TypeAlias = Literal["alias", "example", "new", "outside", "review"]
NEAREST = 3
_NAME_WORDS = 3
"""A question of so few words is a name of the thing, not a way to ask."""
_LEAST_SCORE = 0.15
_FAR_OUTSIDE = 2.0
"""Log-odds below the gate: nobody would look for this in the guide."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a theme belongs: in an entry, in a new one, among what the guide declines; or an entry that must be looked at."""

    kind: Place
    entry: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A theme, the entries nearest to it, and the proposed place."""

    theme: Theme
    nearest: tuple[Candidate, ...]
    proposal: Proposal


def gap_of(theme: Theme, matcher: Matcher) -> Gap:
    """Return the theme with its nearest entries and a proposed place."""
    verdict = matcher.match(theme.title)
    ranked = verdict.ranked[:NEAREST]
    return Gap(theme, ranked, _proposal(theme.title, verdict, matcher))


def _proposal(text: str, verdict: Verdict, matcher: Matcher) -> Proposal:
    if isinstance(verdict, Nothing) and (verdict.elsewhere or _is_far(text, matcher)):
        return Proposal("outside", None, text)
    best = verdict.ranked[0] if verdict.ranked else None
    if best is None or isinstance(verdict, Nothing) or best.score < _LEAST_SCORE:
        return Proposal("new", None, text)
    return Proposal("alias" if len(tokens(text)) <= _NAME_WORDS else "example", best.entry_id, text)


def _is_far(text: str, matcher: Matcher) -> bool:
    evidence = matcher.witness.gather(text)
    odds = matcher.fusion.field_odds(evidence, matcher.fusion.probabilities(evidence))
    return odds < matcher.fusion.limits.in_field - _FAR_OUTSIDE
