"""The review queue: every entry that waits, under the role that should look at it, and the trust number of the guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from bot.editors.reviews.opened import Opened
from bot.guide.entry import Entry
from bot.guide.guide import Guide, is_review_overdue

State: TypeAlias = Literal["opened", "overdue", "never", "reviewed"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry in the queue, and why it is there."""

    id: str
    title: str
    role: str
    state: State
    reviewed: str | None
    every: str
    reasons: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the row of `reviews --json`."""
        return {**asdict(self), "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the guide can be trusted: the share reviewed in time, plainly and weighted by use (0..1)."""

    share: float
    weighted: float
    reviewed: int
    entries: int


def review_state(entry: Entry, opened: Opened, today: date) -> State:
    """Return where the entry stands."""
    if entry.reviewed is None:
        return "never"
    if entry.id in opened:
        return "opened"
    return "overdue" if is_review_overdue(entry, today) else "reviewed"


def review_queue(guide: Guide, opened: Opened, today: date) -> list[Waiting]:
    """Return what waits for review: opened ones first, then overdue, then those never reviewed."""
    order = ("opened", "overdue", "never")
    found = []
    for entry in guide:
        state: State = "opened" if entry.id in opened else review_state(entry, opened, today)
        if state != "reviewed":
            reviewed = str(entry.reviewed) if entry.reviewed else None
            reasons = tuple(opened.get(entry.id, ()))
            found.append(Waiting(entry.id, entry.title, entry.reviewer or "", state, reviewed, entry.review_every, reasons))
    return sorted(found, key=lambda one: (one.role, order.index(one.state), one.id))


def trust(guide: Guide, opened: Opened, today: date, usage: Mapping[str, int] | None = None) -> Trust:
    """Return the trust number; without `usage` every entry counts alike, with it each counts one and its uses."""
    good = {entry.id for entry in guide if review_state(entry, opened, today) == "reviewed"}
    weight = {entry.id: 1 + max(0, (usage or {}).get(entry.id, 0)) for entry in guide}
    whole = sum(weight.values())
    weighted = sum(weight[entry_id] for entry_id in good) / whole if whole else 0.0
    return Trust(len(good) / len(guide) if len(guide) else 0.0, weighted, len(good), len(guide))
