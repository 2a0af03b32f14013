"""The whole store: one database, and everything that is kept in it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy import text

from bot.settings import Settings
from bot.stores.courses import SqlProgress
from bot.stores.database import is_in_memory, migrate, open_engine
from bot.stores.jobs import SqlJobs
from bot.stores.people import SqlPeople
from bot.stores.records import SqlFeedback, SqlSent, SqlUnanswered, SqlUsage
from bot.stores.reminders import SqlReminders
from bot.stores.replica import Replica
from bot.stores.retention import Retention, purge_limits
from bot.stores.sealing import Seal
from bot.stores.shared_turns import SharedTurns
from bot.stores.sole_turns import SoleTurns
from bot.stores.sqlite_visits import SqliteVisits
from bot.stores.tickets import SqlTickets
from bot.stores.writing import Writer

log = structlog.get_logger()
PURGE_EVERY = 3600.0
MIGRATION_PATIENCE = 60.0
LAST_PATIENCE = 10.0
"""Seconds to write down what is left before leaving."""


class Store:
    """Everything kept, on one database; `start` before the first turn, `close` after the last."""

    def __init__(self, settings: Settings, key: bytes) -> None:
        self.engine = open_engine(settings.database)
        self.is_shared = self.engine.dialect.name == "postgresql"
        self.seal = seal = Seal(key)
        self.replica = Replica(self.engine, settings.LEASE)
        visits = None if self.is_shared else SqliteVisits(self.engine)
        self.writer = Writer(self.engine, visits)
        self.people = SqlPeople(self.engine, seal, self.writer)
        self.turns: SharedTurns | SoleTurns
        if visits is None:
            self.turns = SharedTurns(self.engine, self.writer, self.people, self.replica, seal)
        else:
            self.turns = SoleTurns(self.engine, visits, self.writer, self.people, self.replica, seal)
        wanted = settings.KEEP_UNANSWERED_DAYS > 0
        self.unanswered = SqlUnanswered(self.engine, self.writer, self.replica, wanted)
        self.feedback = SqlFeedback(self.writer, self.replica)
        self.sent = SqlSent(self.engine, self.writer, self.replica)
        self.usage = SqlUsage(self.writer, self.replica)
        self.jobs = SqlJobs(self.engine, self.replica)
        self.progress = SqlProgress(self.engine, self.replica)
        self.reminders = SqlReminders(self.engine, self.replica, seal)
        self.tickets = SqlTickets(self.engine, self.replica, seal)
        self.retention = Retention(self.engine, purge_limits(settings), self.replica)
        self._is_open = False
        self._leaving = asyncio.Event()
        self._tending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Bring the tables up to date and tend them; without a database turns are answered, and it is looked for again."""
        try:
            await self.open()
        except Exception as error:  # Wrong, away or full: the operator sees it here and in /readyz.
            log.error("database_away", error=type(error).__name__)
        self._tending = asyncio.create_task(self._tend())

    async def open(self) -> None:
        """Bring the tables up to date; raises when the database cannot be reached."""
        async with asyncio.timeout(MIGRATION_PATIENCE):
            await migrate(self.engine)
        await self.replica.beat()
        if isinstance(self.turns, SoleTurns):
            await self.turns.start()
        self._is_open = True

    async def is_ready(self) -> bool:
        """Tell whether the database answers, with our tables in it."""
        if not self._is_open:
            return False
        try:
            async with asyncio.timeout(2):
                async with self.engine.connect() as connection:
                    await connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    async def close(self) -> None:
        """Write down what is left, say goodbye, and let go."""
        self._leaving.set()
        if self._tending is not None:
            # Not cut off in the middle of a statement, unless the database is gone.
            _, late = await asyncio.wait([self._tending], timeout=2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if not is_in_memory(self.engine):  # What is in memory alone ends with us, whether written or not.
            self.usage.write()
            await self.writer.drain(LAST_PATIENCE)
        await self.writer.stop()
        try:
            if self._is_open:
                await asyncio.wait_for(self.replica.leave(), 2)
        except Exception as error:  # The lease says it for us.
            log.warning("leave_failed", error=type(error).__name__)
        await self.engine.dispose()

    async def _tend(self) -> None:
        while not self._leaving.is_set():
            try:
                if not self._is_open:
                    await self.open()
                await self.tend()
            except Exception as error:  # The database is away: the next round finds it, or says so again.
                log.warning("tending_failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), self.replica.lease / 3)

    async def tend(self) -> None:
        """Show that we live, see whether others changed a file, and purge when it is due."""
        await self.replica.beat()
        if isinstance(self.turns, SoleTurns) and not is_in_memory(self.engine):
            async with self.engine.connect() as connection:
                self.turns.notice_changes((await connection.execute(text("PRAGMA data_version"))).scalar_one())
        if self.replica.is_steady:
            await self.jobs.run_due("purge", PURGE_EVERY, self._purge)

    async def _purge(self) -> None:
        await self.retention.purge()
