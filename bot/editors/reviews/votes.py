"""Thumbs up and down, counted per entry: many thumbs down ask for a review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from bot.editors.reviews.opened import Opened, open_for_feedback
from bot.guide.guide import Guide

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Vote:
    """One thumb, on the entry that was shown, on a day (seconds since 1970); tied to nobody."""

    entry: str
    is_up: bool
    at: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How many thumbs down, within how many days, open a review; they must also be more than half."""

    down: int = 5
    days: float = 30


def counted(votes: Iterable[Vote], guide: Guide, now: float, days: float) -> dict[str, tuple[int, int]]:
    """Return for each entry the thumbs up and down of the last `days`; those before its last approval are settled."""
    found: dict[str, tuple[int, int]] = {}
    for vote in votes:
        entry = guide.entries.get(vote.entry)
        if entry is None or vote.at < now - days * DAY:
            continue
        if entry.reviewed and vote.at < datetime.combine(entry.reviewed, time.min, UTC).timestamp() + DAY:
            continue
        up, down = found.get(vote.entry, (0, 0))
        found[vote.entry] = (up + vote.is_up, down + (not vote.is_up))
    return found


def badly_rated(counts: Mapping[str, tuple[int, int]], rule: Rule) -> list[str]:
    """Return the entries that the rule opens a review of."""
    return sorted(entry for entry, (up, down) in counts.items() if down >= rule.down and down > up)


def disliked(guide: Guide, votes: Iterable[Vote], rule: Rule, now: float) -> list[str]:
    """Return the entries that the votes of late open a review of."""
    return badly_rated(counted(votes, guide, now, rule.days), rule)


def open_by_votes(layers: Sequence[Path], guide: Guide, votes: Iterable[Vote], rule: Rule, now: float) -> int:
    """Open a review of every entry that the rule finds badly rated; return how many are new."""
    return open_for_feedback(layers, disliked(guide, votes, rule, now))


def with_feedback(opened: Opened, bad: Iterable[str], today: str) -> Opened:
    """Return the open reviews together with those that feedback opens now, whether or not they are written down yet."""
    merged = {entry: dict(causes) for entry, causes in opened.items()}
    for entry in bad:
        merged.setdefault(entry, {}).setdefault("feedback", today)
    return merged
