"""When the weekly term comes, in Norwegian time, and which term it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.guide.guide import Guide

OSLO = ZoneInfo("Europe/Oslo")
DAYS = range(7)
HOURS = range(7, 21)
"""Hours one may choose: no clock is ever set forward or back within them."""


def next_time(now: float, weekday: int, hour: int) -> float:
    """Return the first time after `now` that it is `hour` on `weekday` in Norway; both as seconds since 1970."""
    here = datetime.fromtimestamp(now, UTC).astimezone(OSLO)
    for ahead in range(9):
        then = (here + timedelta(days=ahead)).date()
        due = datetime(then.year, then.month, then.day, hour, tzinfo=OSLO).timestamp()
        if then.weekday() == weekday and due > now:
            return due
    raise ValueError(weekday)


def norwegian_date(at: float) -> date:
    """Return the date in Norway at a time in seconds since 1970."""
    return datetime.fromtimestamp(at, UTC).astimezone(OSLO).date()


def next_term(guide: Guide, person: str, shown: Collection[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return a term the person has not been shown, and all shown with it; from the start when there is none left.

    Each person meets the terms in an order of their own, which stays the same.
    """
    terms = sorted(
        (entry.id for entry in guide if entry.kind == "glossary"), key=lambda one: sha256(f"{person} {one}".encode()).digest()
    )
    if not terms:
        return None, tuple(shown)
    known = [one for one in shown if one in guide.entries]
    left = [one for one in terms if one not in known]
    return (left[0], (*known, left[0])) if left else (terms[0], (terms[0],))
