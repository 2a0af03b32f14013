"""What the desk's pages show of an entry, of the list, of reviews and of gaps: plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.editors.reviews.opened import Opened
from bot.editors.reviews.queue import State, review_state
from bot.errors import Fault
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.matching.language import fold
from bot.wording import say


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list."""

    entry: Entry
    state: State
    errors: int
    warnings: int


def rows_of(guide: Guide, opened: Opened, faults: Iterable[Fault], asked: str, kind: str) -> list[Row]:
    """Return the entries of a kind that hold all the words asked for: those with them in the name first."""
    words = [fold(word) for word in asked.lower().split()]
    counts: dict[str, list[int]] = {}
    for fault in faults:
        counts.setdefault(fault.file, [0, 0])[fault.level == "warning"] += 1
    found = []
    for entry in guide:
        rank = _rank(entry, words)
        if rank is not None and kind in ("", entry.kind):
            errors, warnings = counts.get(guide.places[entry.id][0], (0, 0))
            found.append((rank, fold(entry.title), Row(entry, review_state(entry, opened, date.today()), errors, warnings)))
    return [row for *_, row in sorted(found, key=lambda one: one[:2])]


def _rank(entry: Entry, words: list[str]) -> int | None:
    """Return how near the name is to what was asked for; None when a word is nowhere in the entry."""
    names = fold(" ".join((entry.title, entry.id, *entry.aliases)).lower())
    whole = names + fold(" ".join(("", *entry.examples, entry.answer, entry.more or "")).lower())
    if not all(word in whole for word in words):
        return None
    if all(word in fold(entry.title.lower()) for word in words):
        return 0
    return 1 if all(word in names for word in words) else 2


def reason_text(reason: str) -> str:
    """Return why a review was opened, in words: the cause, and what it is about."""
    cause, _, about = reason.partition(" ")
    words = {"law": say("desk_cause_law"), "link": say("desk_cause_link"), "feedback": say("desk_cause_feedback")}
    return f"{words.get(cause, cause)} {about}".strip()


STATES: Mapping[State, str] = {
    "opened": "desk_state_opened", "overdue": "desk_state_overdue",
    "never": "desk_state_never", "reviewed": "desk_state_reviewed",
}  # fmt: skip
