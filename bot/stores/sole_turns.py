"""Turns of the only process on a database: it decides in memory, and writes down after the reply."""

from __future__ import annotations

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Claim, Settled
from bot.conversation.memory import Memory
from bot.stores.database import is_in_memory
from bot.stores.in_memory import REMEMBERED, InMemoryLedger, InMemoryNotebook
from bot.stores.people import SqlPeople
from bot.stores.remembering import rows_for
from bot.stores.replica import Replica
from bot.stores.sealing import Seal
from bot.stores.settling import claim_row, settled_of
from bot.stores.sqlite_visits import SqliteVisits
from bot.stores.tables import claim as claims
from bot.stores.writing import Writer

log = structlog.get_logger()


class SoleTurns:
    """Ledger and notebook of a process that has its database to itself, as with SQLite."""

    def __init__(
        self, engine: AsyncEngine, sqlite: SqliteVisits, writer: Writer, people: SqlPeople, replica: Replica, seal: Seal
    ) -> None:
        self._engine = engine
        self._sqlite = sqlite
        self._writer = writer
        self._people = people
        self._replica = replica
        self._seal = seal
        self._outlives_us = not is_in_memory(engine)
        self._ledger = InMemoryLedger()
        self._notebook = InMemoryNotebook()
        self._seen: dict[str, float] = {}
        self._under_way: dict[str, Claim] = {}
        """By key, the claims being answered, by their sealed names."""
        self._changes: int | None = None

    async def start(self) -> None:
        """Take up the activities answered before this process began."""
        newest = select(claims).where(claims.c.state == "done").order_by(claims.c.at.desc()).limit(REMEMBERED)
        async with self._engine.connect() as connection:
            for row in reversed((await connection.execute(newest)).all()):
                before = Claim(row.activity, "", "")
                await self._ledger.claim(before)
                await self._ledger.settle(before, settled_of(row))

    async def claim(self, claim: Claim) -> Settled | None:
        """Return None when the activity is ours to answer, else what it was answered with."""
        named = self._sealed(claim)
        settled = await self._ledger.claim(named)
        if settled is None:
            self._under_way[claim.key] = named
        return settled

    async def settle(self, claim: Claim, settled: Settled) -> None:
        """Note the answer; what Teams is told to forget is written down first."""
        claim = self._named(claim)
        row = claim_row(claim, settled, self._replica)
        if claim.repeatable or not self._outlives_us:
            self._writer.stage([row])
        else:
            await self._writer.write([row])
        self._ledger.end(claim, settled)

    async def release(self, claim: Claim) -> None:
        """Give the activity back unanswered."""
        self._ledger.drop(self._named(claim))

    async def recall(self, conversation: str, person: str) -> Memory:
        """Return what is remembered, from memory where it can be."""
        known = self._notebook.known(conversation, person)
        if known is not None:
            return known
        try:
            memory, seen = await self._sqlite.recall(conversation, person)
        except Exception as error:  # Better answered without memory than not at all.
            log.warning("recall_failed", error=type(error).__name__)
            return await self._notebook.recall(conversation, person)
        if (known := self._notebook.known(conversation, person)) is not None:
            return known
        if (who := self._notebook.person(person)) is not None:
            # Newer than the database, where it may not have been written down yet.
            memory = Memory(who, memory.focus)
        else:
            self._note_seen(person, seen)
        self._notebook.put(conversation, person, memory)
        return memory

    async def keep(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember at once; written down in a moment."""
        before = self._notebook.known(conversation, person)
        now = self._replica.now()
        rows = rows_for(conversation, person, memory, before, self._seen.get(person, 0.0), now)
        if before is not None:
            self._notebook.put(conversation, person, memory)
        if any(row.kind == "person" for row in rows):
            self._note_seen(person, now)
        self._writer.stage(rows)

    async def forget(self, person: str) -> None:
        """Erase everything about a person, here and in the database, before anyone is told so."""
        self._notebook.drop(person)
        self._seen.pop(person, None)
        await self._people.erase(person)

    def _named(self, claim: Claim) -> Claim:
        """Return a claim by its sealed name, which it has had since it was made."""
        return self._under_way.pop(claim.key, None) or self._sealed(claim)

    def _sealed(self, claim: Claim) -> Claim:
        return Claim(self._seal.name(claim.key), claim.conversation, claim.person, claim.keep_body, claim.repeatable)

    def notice_changes(self, changes: int) -> None:
        """Forget what was read when another process, such as `data erase`, has changed the database."""
        if self._changes is not None and changes != self._changes:
            self._notebook.clear()
            self._seen.clear()
        self._changes = changes

    def _note_seen(self, person: str, at: float) -> None:
        if len(self._seen) > 100_000:
            self._seen.clear()
        self._seen[person] = at
