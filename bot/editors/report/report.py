"""The report of a month, as anybody may see it: no number in it is small, and none can be subtracted to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.editors.report.hiding import Parts
from bot.editors.report.months import Month
from bot.editors.reviews.queue import Trust


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, one bar of a plot."""

    label: str
    count: int | None
    """None where it is hidden."""
    share: int | None = None
    """In whole per cent of the table's sum, where both may be shown."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, and their sum where it may be shown."""

    rows: tuple[Row, ...]
    total: int | None

    @property
    def hides(self) -> bool:
        """Tell whether any number is hidden."""
        return self.total is None or any(row.count is None for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return self.total == 0

    def of(self, key: str) -> Row:
        """Return the row with a key."""
        return next(row for row in self.rows if row.key == key)


def table_of(parts: Parts, labels: Mapping[str, str]) -> Table:
    """Return the parts of a sum as a table, in the order of `labels`."""
    return Table(tuple(Row(label, parts.cells.get(key, 0), parts.share(key), key) for key, label in labels.items()), parts.total)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything in it."""

    month: Month
    made: date
    is_over: bool
    """False while the month still runs: the figures are those so far."""
    cut: frozenset[str]
    """Which of `usage`, `feedback`, `progress` and `ticket` are no longer kept for the whole month."""
    turns: tuple[Row, ...]
    """Answers per month, from the first month with any."""
    outcomes: Table
    asked: Table
    """The entries most answered with."""
    thumbs: Table
    liked: Table
    disliked: Table
    """Thumbs down by the reason given."""
    entries_disliked: tuple[Row, ...]
    dangers: tuple[Row, ...]
    """Notices of danger per month, beside `turns`."""
    personal: int | None
    tickets: Table
    courses: Table
    lessons: Table
    reviews: Table
    trust: Trust

    @property
    def danger(self) -> int | None:
        """Return how often the notice of danger stood above an answer this month."""
        return self.dangers[-1].count

    @property
    def change(self) -> int | None:
        """Return how many per cent more (or fewer) answers than the month before, where both are known."""
        now, before = self.turns[-1].count, self.turns[-2].count if len(self.turns) > 1 else None
        return round(100 * (now - before) / before) if now is not None and before else None
