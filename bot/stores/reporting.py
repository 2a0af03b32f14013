"""What the monthly report reads: counts, from either database, with nobody in them but course progress, counted here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.editors.report.kept import Counts, Kept, LessonRow, count_courses
from bot.editors.report.months import MONTHS, Month
from bot.editors.reviews.votes import Vote
from bot.guide.courses import Course
from bot.stores.gathered import read_from
from bot.stores.tables import feedback, person, progress, ticket, usage


async def report_from(database: str, month: Month, courses: Mapping[str, Course], since: float = 0.0) -> Kept:
    """Return what is kept about a month in `database`, and the votes `since`; raises UndringError when it cannot be reached."""
    return await read_from(database, lambda engine: read_month(engine, month, courses, since))


async def read_month(engine: AsyncEngine, month: Month, courses: Mapping[str, Course], since: float = 0.0) -> Kept:
    """Return what is kept about a month, from an open database."""
    async with engine.connect() as connection:
        by_month = await _by_month(connection, month)
        entries = await _counted(connection, usage.c.name, func.sum(usage.c.count), _entries_of(month))
        used = await _counted(connection, usage.c.name, func.sum(usage.c.count), usage.c.what == "entry")
        given = _within(feedback.c.at, month)
        disliked = await _counted(connection, feedback.c.entry, func.count(), and_(given, feedback.c.verdict == "dislike"))
        tickets = await _counted(connection, ticket.c.status, func.count(), _within(ticket.c.created, month))
        reasons = await _reasons(connection, given)
        people, answers = count_courses(await _lessons(connection, month), courses, month)
        lately = select(feedback.c.entry, feedback.c.verdict, feedback.c.at).where(feedback.c.at >= since)
        votes = await connection.execute(lately)
        thumbs = tuple(Vote(entry, verdict == "like", at) for entry, verdict, at in votes if entry)
    return Kept(
        by_month["outcome"], by_month["notice"], entries, used, reasons, disliked, tickets, people, answers, thumbs
    )  # fmt: skip


def _within(column: ColumnElement[float], month: Month) -> ColumnElement[bool]:
    return and_(column >= month.start, column < month.end)


def _entries_of(month: Month) -> ColumnElement[bool]:
    return and_(usage.c.what == "entry", usage.c.day >= f"{month.key}-01", usage.c.day < f"{month.before(-1).key}-01")


async def _counted(connection: AsyncConnection, name: Any, count: Any, where: ColumnElement[bool]) -> Counts:
    rows = await connection.execute(select(name, count).where(where).group_by(name))
    return {key or "": int(held) for key, held in rows}


async def _by_month(connection: AsyncConnection, month: Month) -> Mapping[str, Mapping[str, Counts]]:
    """Return outcomes and notices, by month and name, for the months that end with this one."""
    of = func.substr(usage.c.day, 1, 7).label("month")
    first, after = f"{month.before(MONTHS - 1).key}-01", f"{month.before(-1).key}-01"
    rows = await connection.execute(
        select(usage.c.what, of, usage.c.name, func.sum(usage.c.count))
        .where(usage.c.what.in_(("outcome", "notice")), usage.c.day >= first, usage.c.day < after)
        .group_by(usage.c.what, of, usage.c.name)
    )
    found: dict[str, dict[str, dict[str, int]]] = {"outcome": defaultdict(dict), "notice": defaultdict(dict)}
    for what, key, name, count in rows:
        found[what][key][name] = int(count)
    return found


async def _reasons(connection: AsyncConnection, given: ColumnElement[bool]) -> Mapping[str, Counts]:
    rows = await connection.execute(
        select(feedback.c.verdict, feedback.c.reason, func.count()).where(given).group_by(feedback.c.verdict, feedback.c.reason)
    )
    found: dict[str, dict[str, int]] = {"like": {}, "dislike": {}}
    for verdict, reason, count in rows:
        found.setdefault(verdict, {})[reason or ""] = int(count)
    return found


async def _lessons(connection: AsyncConnection, month: Month) -> list[LessonRow]:
    """Return all the lessons of those who did something in a course that month."""
    active = select(progress.c.person).where(_within(progress.c.updated, month))
    columns = (progress.c.person, person.c.sector, progress.c.course, progress.c.lesson, progress.c.state, progress.c.updated)
    joined = progress.outerjoin(person, person.c.person == progress.c.person)
    rows = await connection.execute(select(*columns).select_from(joined).where(progress.c.person.in_(active)))
    return [LessonRow(*row) for row in rows]
