"""Months of the calendar, as people write them and as they are read from what is kept (UTC, like the days there)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import UndringError
from bot.wording import say

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR, LAST_YEAR = 2000, 9000
MONTHS = 12
"""How many months stand beside each other in a report."""


def _names() -> list[str]:
    return say("report_months").split()


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One month."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """Return the month as 2026-10."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        """Return the month as people say it: oktober 2026."""
        return f"{_names()[self.number - 1]} {self.year}"

    @property
    def start(self) -> float:
        """Return its first second, since 1970."""
        return datetime(self.year, self.number, 1, tzinfo=UTC).timestamp()

    @property
    def end(self) -> float:
        """Return the first second after it."""
        return self.before(-1).start

    def before(self, count: int) -> Month:
        """Return the month that comes `count` months earlier."""
        months = self.year * 12 + self.number - 1 - count
        return Month(months // 12, months % 12 + 1)

    def back(self, count: int) -> tuple[Month, ...]:
        """Return the `count` months that end with this one, oldest first."""
        return tuple(self.before(at) for at in reversed(range(count)))


def month_of(at: float) -> Month:
    """Return the month a second lies in."""
    day = datetime.fromtimestamp(at, UTC)
    return Month(day.year, day.month)


def chosen_month(written: str | None, now: float) -> Month:
    """Return the month asked for, the last whole one when none is; raises UndringError for what is none, or not begun."""
    if written is None:
        return month_of(now).before(1)
    found = _WRITTEN.fullmatch(written.strip()) if written.isascii() else None
    year, number = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (FIRST_YEAR <= year < LAST_YEAR and 1 <= number <= 12):
        raise UndringError(say("report_bad_month", month=written[:40], example=month_of(now).before(1).key))
    if Month(year, number).start > now:
        raise UndringError(say("report_future_month", month=Month(year, number).name))
    return Month(year, number)
