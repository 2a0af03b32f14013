"""This process among its equals: a name, a sign of life, and the time they agree on."""

from __future__ import annotations

import secrets
import time

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.stores.database import database_time, insert_for
from bot.stores.tables import replica

log = structlog.get_logger()
JUMP = 3600.0
"""Seconds that no honest clock is set by in one go."""
STEADY_AFTER = 86_400.0
"""Seconds a clock that jumped must stand before anything is deleted by it: time for someone to mend it."""


class Replica:
    """One running process; its clock is the database's, carried forward by one that cannot be set."""

    def __init__(self, engine: AsyncEngine, lease: float) -> None:
        self.name = secrets.token_hex(8)
        self.lease = lease
        self._engine = engine
        self._ahead = time.time() - time.monotonic()
        self._has_beaten = False
        self._steady_from = 0.0

    def now(self) -> float:
        """Return the time all replicas agree on, in seconds since 1970."""
        return time.monotonic() + self._ahead

    @property
    def is_steady(self) -> bool:
        """Tell whether the clock may be trusted to say what is old."""
        return time.monotonic() >= self._steady_from

    async def beat(self) -> None:
        """Show that this replica lives, and set its clock."""
        self._set(await database_time(self._engine) - time.monotonic())
        alive = insert_for(self._engine)(replica).values(name=self.name, seen=self.now())
        alive = alive.on_conflict_do_update(index_elements=["name"], set_={"seen": alive.excluded.seen})
        async with self._engine.begin() as connection:
            await connection.execute(alive)

    def _set(self, ahead: float) -> None:
        jumped = ahead - self._ahead
        if self._has_beaten and abs(jumped) > JUMP:
            log.error("clock_jumped", seconds=round(jumped))
            self._steady_from = time.monotonic() + STEADY_AFTER
        self._ahead, self._has_beaten = ahead, True

    async def leave(self) -> None:
        """Say goodbye, so that nobody waits for us."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(replica).where(replica.c.name == self.name))

    def is_gone(self, owner: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition that the owner of a row lives no more."""
        # Not seen in the future either: a clock that was set back must not keep the dead alive.
        lately = replica.c.seen.between(self.now() - self.lease, self.now() + self.lease)
        return owner.not_in(select(replica.c.name).where(lately))
