"""Turns of one replica among several: the database decides who answers, and what is remembered."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Claim, Settled
from bot.conversation.memory import Memory
from bot.errors import StillAnswering
from bot.stores.batching import Batcher
from bot.stores.claims import Claims
from bot.stores.in_memory import InMemoryLedger, InMemoryNotebook
from bot.stores.people import SqlPeople
from bot.stores.remembering import recall, remembered, rows_for
from bot.stores.replica import Replica
from bot.stores.sealing import Seal
from bot.stores.settling import claim_row, settled_of
from bot.stores.writing import Writer

log = structlog.get_logger()
PATIENCE = 5.0
LONGEST_WAIT = 12.0
"""Seconds to wait for another replica's answer; Teams gives up at fifteen."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.25
AWAY_FOR = 2.0
"""Seconds to go on without the database after it failed, before it is asked again."""


@dataclass(slots=True)
class Opened:
    """A turn under way here: what was remembered before it, and what is to be remembered after."""

    lane: asyncio.Lock
    memory: Memory
    seen: float | None
    """When the person was last written down; None where the database could not be read."""
    after: Memory | None = None


class SharedTurns:
    """Ledger and notebook over a database that other replicas use too."""

    def __init__(self, engine: AsyncEngine, writer: Writer, people: SqlPeople, replica: Replica, seal: Seal) -> None:
        self._engine = engine
        self._writer = writer
        self._people = people
        self._replica = replica
        self._seal = seal
        self._claims = Claims(engine, replica)
        self._opening = Batcher(self._claims.open)
        self._here = InMemoryLedger()
        self._last = InMemoryNotebook()
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._opened: dict[tuple[str, str], Opened] = {}
        self._tasks: set[asyncio.Future[None]] = set()
        self._away_until = 0.0

    async def claim(self, claim: Claim) -> Settled | None:
        """Return None when the activity is ours to answer, else what it was answered with."""
        claim = self._named(claim)
        settled = await self._here.claim(claim)
        if settled is not None:
            return settled
        lane = self._lanes.setdefault(claim.person, asyncio.Lock())
        try:
            await lane.acquire()
            try:
                settled = await self._ask(claim, lane)
            except BaseException:
                lane.release()
                self._undo(claim)
                raise
        except BaseException:
            self._here.drop(claim)
            raise
        if settled is not None:
            lane.release()
            self._here.end(claim, settled)
        return settled

    def _named(self, claim: Claim) -> Claim:
        return replace(claim, key=self._seal.name(claim.key))

    def _undo(self, claim: Claim) -> None:
        # Cancelled or tired of waiting: what may have been claimed meanwhile must not block a later copy.
        task = asyncio.ensure_future(self._give_back(claim))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _give_back(self, claim: Claim) -> None:
        try:
            await self._claims.give_back(claim)
        except Exception as error:  # Then the lease gives it back.
            log.warning("release_failed", error=type(error).__name__)

    async def _ask(self, claim: Claim, lane: asyncio.Lock) -> Settled | None:
        pause, until = FIRST_PAUSE, time.monotonic() + LONGEST_WAIT
        while True:
            try:
                row = await self._row(claim)
                if row is None or row.state != "done":
                    if row is not None and row.state == "open" and row.owner == self._replica.name:
                        self._open(claim, lane, *remembered(row))
                        return None
                    if await self._claims.take_over(claim):
                        continue
                elif claim.repeatable:
                    async with self._engine.connect() as connection:
                        self._open(claim, lane, *await recall(connection, claim.conversation, claim.person))
                    return None
                else:
                    return settled_of(row)
            except Exception as error:  # Better answered without the database than not at all.
                self._note_away(error)
                self._open(claim, lane, await self._last.recall(claim.conversation, claim.person), None)
                return None
            if time.monotonic() > until:
                raise StillAnswering
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _row(self, claim: Claim) -> Any:
        if time.monotonic() < self._away_until:
            raise TimeoutError
        for tries_left in (2, 1, 0):
            try:
                return await asyncio.wait_for(self._opening(claim), PATIENCE)
            except DBAPIError:  # A connection from before the database restarted, or a deadlock: at once again.
                if not tries_left:
                    raise
        return None

    def _note_away(self, error: Exception) -> None:
        if time.monotonic() >= self._away_until:
            log.error("ledger_failed", error=type(error).__name__)
            self._away_until = time.monotonic() + AWAY_FOR

    def _open(self, claim: Claim, lane: asyncio.Lock, memory: Memory, seen: float | None) -> None:
        self._opened[claim.conversation, claim.person] = Opened(lane, memory, seen)

    async def settle(self, claim: Claim, settled: Settled) -> None:
        """Note the answer and what the turn remembered, together; what Teams is told to forget is written down first."""
        claim = self._named(claim)
        opened = self._opened.pop((claim.conversation, claim.person))
        rows = [claim_row(claim, settled, self._replica)]
        if opened.after is not None:
            now = self._replica.now()
            before = opened.memory if opened.seen is not None else None
            rows += rows_for(claim.conversation, claim.person, opened.after, before, opened.seen or 0.0, now)
            self._last.put(claim.conversation, claim.person, opened.after)
        if claim.repeatable:
            self._writer.stage(rows, opened.lane.release)
        else:
            try:
                await self._writer.write(rows)
            finally:
                opened.lane.release()
        self._here.end(claim, settled)

    async def release(self, claim: Claim) -> None:
        """Give the activity back unanswered."""
        claim = self._named(claim)
        opened = self._opened.pop((claim.conversation, claim.person))
        await self._give_back(claim)
        self._here.drop(claim)
        opened.lane.release()

    async def recall(self, conversation: str, person: str) -> Memory:
        """Return what is remembered: read together with the claim, for a claimed turn."""
        opened = self._opened.get((conversation, person))
        if opened is not None:
            return opened.memory
        async with self._engine.connect() as connection:
            return (await recall(connection, conversation, person))[0]

    async def keep(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember; written down when the turn is settled."""
        opened = self._opened.get((conversation, person))
        if opened is not None:
            opened.after = memory
            return
        self._writer.stage(rows_for(conversation, person, memory, None, 0.0, self._replica.now()))

    async def forget(self, person: str) -> None:
        """Erase everything about a person before anyone is told so."""
        self._last.drop(person)
        await self._people.erase(person)
