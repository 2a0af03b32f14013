"""Scheduled work that runs once, however many replicas there are: whoever takes the row, does the work."""

from __future__ import annotations

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Work
from bot.stores.database import insert_for
from bot.stores.replica import Replica
from bot.stores.tables import job

log = structlog.get_logger()
LEASE = 300.0
"""Seconds a replica has for the work before another may take it: it may have died."""
SKEW = 60.0
"""Seconds that the clocks of two replicas may differ, and more."""


class SqlJobs:
    """Jobs in a table; PostgreSQL skips rows others hold, SQLite has one writer at a time."""

    def __init__(self, engine: AsyncEngine, replica: Replica) -> None:
        self._engine = engine
        self._replica = replica

    async def run_due(self, name: str, every: float, work: Work) -> bool:
        """Run `work` if `name` is due and no other replica has it; tell whether it ran."""
        if not await self._take(name, every):
            return False
        await work()
        now = self._replica.now()
        done = update(job).where(job.c.name == name, job.c.owner == self._replica.name)
        async with self._engine.begin() as connection:
            await connection.execute(done.values(next_at=now + every, until=0.0, owner="", ran_at=now))
        log.info("job_done", job=name)
        return True

    async def _take(self, name: str, every: float) -> bool:
        now = self._replica.now()
        new = insert_for(self._engine)(job).values(name=name, next_at=now, owner="", until=0.0)
        due = (
            select(job.c.name)
            .where(
                job.c.name == name,
                # Due further off than is possible: the clock has been set back since.
                or_(job.c.next_at <= now, job.c.next_at > now + every + SKEW),
                or_(job.c.until < now, job.c.until > now + LEASE + SKEW),
            )
            .with_for_update(skip_locked=True)
        )
        take = update(job).where(job.c.name.in_(due)).values(owner=self._replica.name, until=now + LEASE)
        async with self._engine.begin() as connection:
            await connection.execute(new.on_conflict_do_nothing())
        async with self._engine.begin() as connection:
            return (await connection.execute(take)).rowcount > 0
