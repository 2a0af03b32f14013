"""Writes that nobody waits for: after the reply, many in one transaction, kept until the database takes them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.stores.statements import KEYS, ORDER, Kind, Statements

log = structlog.get_logger()

MOST_AT_ONCE = 500
MOST_WAITING = 50_000
"""Rows kept while the database is away; beyond this the oldest give way."""
LONGEST_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write: which statement, and its values."""

    kind: Kind
    values: dict[str, Any]


class Writer:
    """Takes rows at once and writes them soon; `drain` before leaving."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._statements = Statements(engine)
        self._waiting: deque[Write] = deque(maxlen=MOST_WAITING)
        self._after: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._pause = 0.05
        self._stopping = asyncio.Event()
        self.failing = False

    def stage(self, writes: list[Write], after: Callable[[], None] | None = None) -> None:
        """Take rows to write; `after` is called when they are written, or when the database is known to be away."""
        if not writes and after is None:
            return
        self._waiting.extend(writes)
        if after is not None and self.failing:
            after()
        elif after is not None:
            self._after.append(after)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def write(self, writes: list[Write]) -> None:
        """Take rows and wait until they are written, or until the database is known to be away."""
        written = asyncio.Event()
        self.stage(writes, written.set)
        await written.wait()

    async def drain(self, patience: float) -> bool:
        """Wait until everything is written, at most `patience` seconds; tell whether it is."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=patience)
        if self._waiting:
            log.error("rows_not_written", count=len(self._waiting))
        return not self._waiting

    async def stop(self) -> None:
        """Try no more; what is under way is let finish, unless it takes long."""
        self._stopping.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        while (self._waiting or self._after) and not self._stopping.is_set():
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
            after, self._after = self._after, []
            try:
                await self._write_or_split(batch)
            except BaseException as error:
                # Back in the order they came; someone waiting for a turn in the same conversation waits no more.
                self._waiting.extendleft(reversed(batch))
                _call(after)
                if not isinstance(error, Exception):
                    raise
                await self._rest(error)
            else:
                self.failing, self._pause = False, 0.05
                _call(after)

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
        except (DataError, IntegrityError) as error:
            # One row the database will never take must not hold up the others.
            if len(batch) == 1:
                log.error("row_refused", kind=batch[0].kind, error=type(error).__name__)
                return
            for one in batch:
                await self._write_or_split([one])

    async def _write(self, batch: list[Write]) -> None:
        async with self._engine.begin() as connection:
            for kind in ORDER:
                # In one order everywhere, so that two replicas never hold what the other waits for.
                rows = sorted((one.values for one in batch if one.kind == kind), key=KEYS[kind])
                if rows:
                    await connection.execute(self._statements[kind], rows)


def _call(after: list[Callable[[], None]]) -> None:
    for one in after:
        one()
