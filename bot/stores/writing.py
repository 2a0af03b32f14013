"""Writes that nobody waits for: after the reply, many in one transaction, kept until the database takes them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from typing import Any

import structlog
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.stores.sqlite_visits import FAULTS_OF_A_ROW, SqliteVisits
from bot.stores.statements import KEYS, ORDER, Kind, Statements, Write

log = structlog.get_logger()

MOST_AT_ONCE = 400
"""Rows in one transaction: few and large, since each visit to the database costs the event loop more than many rows do."""
MOST_WAITING = 50_000
"""Rows kept while the database is away; beyond this the oldest give way."""
LONGEST_PAUSE = 2.0
GATHERING = 0.1
"""Seconds that rows nobody waits for are gathered, to be written in one go."""
COMPANY = 0.001
"""Seconds that rows someone waits for are gathered, where they are not alone."""


class Writer:
    """Takes rows at once and writes them soon; `drain` before leaving."""

    def __init__(self, engine: AsyncEngine, sqlite: SqliteVisits | None = None) -> None:
        self._engine = engine
        self._statements = Statements(engine)
        self._sqlite = sqlite
        self._waiting: deque[Write] = deque(maxlen=MOST_WAITING)
        self._staged = self._done = 0
        """Rows taken so far, and those no longer waiting: written, refused for good, or given way."""
        self._moved = asyncio.Event()
        self._after: list[tuple[int, Callable[[], None], bool]] = []
        self._task: asyncio.Task[None] | None = None
        self._pause = 0.05
        self._stopping = asyncio.Event()
        self._wanted = asyncio.Event()
        """Set when someone waits for what is staged: nothing more is gathered then."""
        self.failing = False

    def stage(self, writes: list[Write], after: Callable[[], None] | None = None, waits: bool = True) -> None:
        """Take rows to write; `after` is called when they are written, or when the database is known to be away.

        `waits` is false for who only wants to be told: nothing is hurried for them.
        """
        if not writes and after is None:
            return
        self._done += max(0, len(self._waiting) + len(writes) - MOST_WAITING)
        self._staged += len(writes)
        self._waiting.extend(writes)
        if after is not None and self.failing:
            after()
        elif after is not None:
            self._after.append((self._staged, after, waits))
            if waits:
                self._wanted.set()
        if self._task is None or self._task.done():
            # What is written belongs to many turns: in a trace it stands alone, not under the turn that came first.
            self._task = asyncio.create_task(self._run(), context=Context())

    async def write(self, writes: list[Write]) -> None:
        """Take rows and wait until they are written, or until the database is known to be away."""
        written = asyncio.Event()
        self.stage(writes, written.set)
        await written.wait()

    async def drain(self, patience: float) -> bool:
        """Wait until all that has been taken is written, at most `patience` seconds; tell whether it is.

        What others bring meanwhile is not waited for: under load there is always something.
        """
        goal = self._staged
        self._wanted.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._done < goal and self._task is not None and not self._task.done():
                    await self._moved.wait()
        if self._done < goal:
            log.error("rows_not_written", count=goal - self._done)
        return self._done >= goal

    async def stop(self) -> None:
        """Try no more; what is under way is let finish, unless it takes long."""
        self._stopping.set()
        self._wanted.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while (self._waiting or self._after) and not self._stopping.is_set():
                await self._gather()
                await self._run_once([self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))])
        finally:
            self._tell()

    async def _gather(self) -> None:
        if not any(waits for *_, waits in self._after) and len(self._waiting) < MOST_AT_ONCE:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), GATHERING)
        elif len(self._after) > 1:  # Where several wait there are soon more, and one visit to the database serves them all.
            await asyncio.sleep(COMPANY)
        self._wanted.clear()

    async def _run_once(self, batch: list[Write]) -> None:
        try:
            await self._write_or_split(batch)
        except BaseException as error:
            # Back in the order they came; someone waiting for a turn in the same conversation waits no more.
            self._done += max(0, len(self._waiting) + len(batch) - MOST_WAITING)
            self._waiting.extendleft(reversed(batch))
            self._call(self._staged)
            if not isinstance(error, Exception):
                raise
            await self._rest(error)
        else:
            self.failing, self._pause = False, 0.05
            self._done += len(batch)
            self._call(self._done)
        self._tell()

    def _call(self, upto: int) -> None:
        """Call those who wait for rows up to a count."""
        now = [one for one in self._after if one[0] <= upto]
        self._after = [one for one in self._after if one[0] > upto]
        for _, call, _ in now:
            call()

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _rest(self, error: Exception) -> None:
        if not self.failing:
            log.error("write_failed", error=type(error).__name__, waiting=len(self._waiting))
        self.failing = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _write_or_split(self, batch: list[Write]) -> None:
        try:
            await self._write(batch)
        except (DataError, IntegrityError, *FAULTS_OF_A_ROW) as error:
            # One row the database will never take must not hold up the others.
            if len(batch) == 1:
                log.error("row_refused", kind=batch[0].kind, error=type(error).__name__)
                return
            for one in batch:
                await self._write_or_split([one])

    async def _write(self, batch: list[Write]) -> None:
        by_kind: dict[Kind, list[dict[str, Any]]] = {}
        for one in batch:
            by_kind.setdefault(one.kind, []).append(one.values)
        wanted = [(kind, by_kind[kind]) for kind in ORDER if kind in by_kind]
        if self._sqlite is not None:
            await self._sqlite.write(wanted)
            return
        async with self._engine.begin() as connection:
            for kind, rows in wanted:
                # In one order everywhere, so that two replicas never hold what the other waits for.
                await connection.execute(self._statements[kind], sorted(rows, key=KEYS[kind]))
