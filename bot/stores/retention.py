"""What is kept too long goes: one rule per kind, from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Column, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.settings import Settings
from bot.stores import tables
from bot.stores.replica import Replica

log = structlog.get_logger()
DAY = 86_400.0
SENT_DAYS = 30
"""Days in which a thumb is still put down to the very answer it stands under."""


def purge_limits(settings: Settings) -> dict[str, float]:
    """Return how many seconds each kind is kept."""
    return {
        "person": settings.KEEP_PERSON_DAYS * DAY,
        "focus": settings.KEEP_CONVERSATION_HOURS * 3600,
        "claim": settings.KEEP_ACTIVITY_HOURS * 3600,
        "feedback": settings.KEEP_FEEDBACK_DAYS * DAY,
        "sent": SENT_DAYS * DAY,
        "unanswered": settings.KEEP_UNANSWERED_DAYS * DAY,
        "usage": settings.KEEP_USAGE_DAYS * DAY,
        "progress": settings.KEEP_PROGRESS_DAYS * DAY,
        "reminder": settings.KEEP_REMINDER_DAYS * DAY,
        "ticket": settings.KEEP_TICKET_DAYS * DAY,
        "replica": DAY,
    }


def _aged(kind: str) -> Column[Any]:
    table = tables.metadata.tables[kind]
    return next(table.c[name] for name in ("seen", "at", "updated") if name in table.c)


class Retention:
    """Deletes rows that are older than their kind is kept."""

    def __init__(self, engine: AsyncEngine, limits: Mapping[str, float], replica: Replica) -> None:
        self._engine = engine
        self._limits = limits
        self._replica = replica

    async def purge(self) -> dict[str, int]:
        """Delete what is due; return how many rows of each kind went."""
        gone = {}
        for kind, keep in self._limits.items():
            async with self._engine.begin() as connection:
                await self._mend(connection, kind)
                gone[kind] = (await connection.execute(self._too_old(kind, self._replica.now() - keep))).rowcount
        log.info("purged", **gone)
        return gone

    async def _mend(self, connection: AsyncConnection, kind: str) -> None:
        """Count what a wrong clock wrote down as of the future from today, so that it does not stay for ever."""
        if kind == "usage":
            return
        table, now = tables.metadata.tables[kind], self._replica.now()
        aged = _aged(kind)
        await connection.execute(update(table).where(aged > now + DAY).values({aged.name: now}))

    def _too_old(self, kind: str, before: float) -> Any:
        table = tables.metadata.tables[kind]
        if kind == "usage":
            from datetime import UTC, datetime

            return delete(table).where(table.c.day < datetime.fromtimestamp(before, UTC).date().isoformat())
        chosen = delete(table).where(_aged(kind) < before)
        # A reminder someone still gets is in use, however long ago it was asked for.
        return chosen.where(table.c.stopped) if kind == "reminder" else chosen
