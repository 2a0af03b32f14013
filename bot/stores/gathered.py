"""What editors learn from use: masked questions without an answer, thumbs up and down, and how often entries are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.editors.gaps.asked import Asked
from bot.editors.reviews.votes import Vote
from bot.errors import UndringError
from bot.stores.database import address_of, migrate, open_engine
from bot.stores.tables import feedback, unanswered, usage
from bot.wording import say

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Gathered:
    """All of it, tied to no person."""

    asked: tuple[Asked, ...] = ()
    votes: tuple[Vote, ...] = ()
    usage: dict[str, int] = field(default_factory=dict)


async def gather(database: str) -> Gathered:
    """Return what is kept in `database`; raises UndringError when it cannot be reached."""
    return await read_from(database, read_gathered)


async def read_from(database: str, read: Callable[[AsyncEngine], Awaitable[Read]]) -> Read:
    """Return what `read` reads in a database that is opened for it alone; raises UndringError when it cannot be reached."""
    if address_of(database).database in (None, "", ":memory:"):
        raise UndringError(say("data_in_memory"))
    try:
        engine = open_engine(database)
        try:
            await migrate(engine)
            return await read(engine)
        finally:
            await engine.dispose()
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        raise UndringError(say("data_no_database", why=type(error).__name__)) from error


async def read_gathered(engine: AsyncEngine) -> Gathered:
    """Return what is kept, from an open database."""
    async with engine.connect() as connection:
        asked = await connection.execute(select(unanswered.c.question, unanswered.c.at))
        votes = await connection.execute(select(feedback.c.entry, feedback.c.verdict, feedback.c.at))
        used = await _used(connection)
        return Gathered(tuple(Asked(row.question, 1, row.at) for row in asked), tuple(_votes(votes)), used)


async def read_used(engine: AsyncEngine) -> dict[str, int]:
    """Return how often each entry was shown, as far back as is kept."""
    async with engine.connect() as connection:
        return await _used(connection)


async def _used(connection: AsyncConnection) -> dict[str, int]:
    shown = await connection.execute(
        select(usage.c.name, func.sum(usage.c.count)).where(usage.c.what == "entry").group_by(usage.c.name)
    )
    return {name: int(count) for name, count in shown}


def _votes(rows: Iterable[tuple[str | None, str, float]]) -> Iterable[Vote]:
    return (Vote(entry, verdict == "like", at) for entry, verdict, at in rows if entry)
