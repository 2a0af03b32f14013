"""This process among its equals: a name, a sign of life, and the time they agree on."""

from __future__ import annotations

import secrets
import time

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.stores.database import database_time, insert_for
from bot.stores.tables import replica


class Replica:
    """One running process; its clock is the database's, carried forward by one that cannot be set."""

    def __init__(self, engine: AsyncEngine, lease: float) -> None:
        self.name = secrets.token_hex(8)
        self.lease = lease
        self._engine = engine
        self._ahead = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the time all replicas agree on, in seconds since 1970."""
        return time.monotonic() + self._ahead

    async def beat(self) -> None:
        """Show that this replica lives, and set its clock."""
        self._ahead = await database_time(self._engine) - time.monotonic()
        alive = insert_for(self._engine)(replica).values(name=self.name, seen=self.now())
        alive = alive.on_conflict_do_update(index_elements=["name"], set_={"seen": alive.excluded.seen})
        async with self._engine.begin() as connection:
            await connection.execute(alive)

    async def leave(self) -> None:
        """Say goodbye, so that nobody waits for us."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(replica).where(replica.c.name == self.name))

    def is_gone(self, owner: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition that the owner of a row lives no more."""
        return owner.not_in(select(replica.c.name).where(replica.c.seen > self.now() - self.lease))
