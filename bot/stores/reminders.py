"""Reminders: each due one is taken by one replica, which has some minutes to send it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Reminder
from bot.stores.database import insert_for
from bot.stores.replica import Replica
from bot.stores.sealing import Seal
from bot.stores.tables import reminder

LEASE = 300.0
"""Seconds to send a reminder before another replica may take it: ours may have died."""

SHOWN = "shown"
"""Where the ids of what was sent lie, sealed with the reference."""


class SqlReminders:
    """A row per person and kind."""

    def __init__(self, engine: AsyncEngine, replica: Replica, seal: Seal) -> None:
        self._engine = engine
        self._replica = replica
        self._seal = seal

    async def keep(self, held: Reminder) -> None:
        """Remember, one of each kind per person."""
        values = {
            "weekday": held.weekday,
            "hour": held.hour,
            "next_at": held.next_at,
            "reference": self._sealed(held),
            "stopped": held.stopped,
            "owner": "",
            "until": 0.0,
            "updated": self._replica.now(),
        }
        kept = insert_for(self._engine)(reminder).values(person=held.person, kind=held.kind, **values)
        async with self._engine.begin() as connection:
            await connection.execute(kept.on_conflict_do_update(index_elements=["person", "kind"], set_=values))

    async def of(self, person: str) -> tuple[Reminder, ...]:
        """Return a person's reminders."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(reminder).where(reminder.c.person == person).order_by(reminder.c.kind))).all()
        return tuple(self._read(row) for row in rows)

    async def stop(self, person: str, kind: str) -> None:
        """Send no more of this kind."""
        await self._change(person, kind, stopped=True)

    async def take_due(self, most: int = 20) -> tuple[Reminder, ...]:
        """Return reminders due now, for this replica to send; others leave them alone for some minutes."""
        now = self._replica.now()
        due = (
            select(reminder.c.person, reminder.c.kind)
            .where(reminder.c.next_at <= now, reminder.c.until < now, reminder.c.stopped.is_(False))
            .order_by(reminder.c.next_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        take = update(reminder).where(tuple_(reminder.c.person, reminder.c.kind).in_(due))
        async with self._engine.begin() as connection:
            rows = await connection.execute(take.values(owner=self._replica.name, until=now + LEASE).returning(reminder))
            return tuple(self._read(row) for row in rows)

    async def sent(self, held: Reminder, next_at: float) -> None:
        """Note that a reminder was sent, and when its next is due."""
        await self._change(held.person, held.kind, next_at=next_at, reference=self._sealed(held), owner="", until=0.0)

    async def _change(self, person: str, kind: str, **values: Any) -> None:
        one = update(reminder).where(and_(reminder.c.person == person, reminder.c.kind == kind))
        async with self._engine.begin() as connection:
            await connection.execute(one.values(**values, updated=self._replica.now()))

    def _read(self, row: Any) -> Reminder:
        reference = dict(self._seal.open(row.reference))
        shown = tuple(reference.pop(SHOWN, ()))
        return Reminder(row.person, row.kind, row.weekday, row.hour, row.next_at, reference, bool(row.stopped), shown)

    def _sealed(self, held: Reminder) -> bytes:
        return self._seal.seal({**held.reference, SHOWN: list(held.shown)} if held.shown else held.reference)
