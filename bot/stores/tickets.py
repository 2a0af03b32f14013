"""Questions handed over to humans; who asked lies sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards.handoff_shown import TicketStatus
from bot.conversation.keeping import Ticket
from bot.stores.replica import Replica
from bot.stores.sealing import Seal
from bot.stores.tables import ticket

_SEALED = ("asker", "channel")
_WAITING = ("open", "taken", "answered")


class SqlTickets:
    """A row per question handed over."""

    def __init__(self, engine: AsyncEngine, replica: Replica, seal: Seal) -> None:
        self._engine = engine
        self._replica = replica
        self._seal = seal

    async def open(self, held: Ticket) -> None:
        """Keep a new ticket."""
        now = self._replica.now()
        values = {
            "id": held.id,
            "kind": held.kind,
            "person": held.person,
            "question": held.question.replace("\x00", ""),
            "status": held.status,
            "asker": self._seal.seal(held.asker),
            "channel": self._seal.seal(held.channel),
            "taken_by": held.taken_by,
            "answer": held.answer,
            "created": now,
            "updated": now,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(ticket).values(values))

    async def get(self, ticket_id: str) -> Ticket | None:
        """Return a ticket, None for one that is gone."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(ticket).where(ticket.c.id == ticket_id))).one_or_none()
        return self._read(row) if row else None

    async def change(self, ticket_id: str, was: TicketStatus, to: TicketStatus, by: str = "", **fields: Any) -> bool:
        """Move a ticket on; tell whether it still was as said (and taken `by` that person), so that two cannot take it."""
        one = update(ticket).where(and_(ticket.c.id == ticket_id, ticket.c.status == was))
        if by:
            one = one.where(ticket.c.taken_by == by)
        values = {"status": to, "updated": self._replica.now(), **self._values(fields)}
        async with self._engine.begin() as connection:
            return (await connection.execute(one.values(**values))).rowcount > 0

    async def note(self, ticket_id: str, **fields: Any) -> None:
        """Note how far a ticket has come on its way; it is no younger for that."""
        async with self._engine.begin() as connection:
            await connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(**self._values(fields)))

    async def of(self, person: str) -> tuple[Ticket, ...]:
        """Return what a person has handed over, newest first."""
        return await self._all(ticket.c.person == person, ticket.c.created.desc())

    async def waiting(self) -> tuple[Ticket, ...]:
        """Return the tickets that someone still waits for, oldest first."""
        return await self._all(ticket.c.status.in_(_WAITING), ticket.c.created)

    async def all(self) -> tuple[Ticket, ...]:
        """Return every ticket, newest first."""
        return await self._all(true(), ticket.c.created.desc())

    async def _all(self, which: ColumnElement[bool], order: Any) -> tuple[Ticket, ...]:
        async with self._engine.connect() as connection:
            found = await connection.execute(select(ticket).where(which).order_by(order, ticket.c.id))
            return tuple(self._read(row) for row in found)

    def _values(self, fields: dict[str, Any]) -> dict[str, Any]:
        sealed = {name: self._seal.seal(value) for name, value in fields.items() if name in _SEALED}
        return {name: value.replace("\x00", "") if isinstance(value, str) else value for name, value in fields.items()} | sealed

    def _read(self, row: Any) -> Ticket:
        held: dict[str, Any] = {
            name: self._seal.open(value) if name in _SEALED else value for name, value in row._mapping.items()
        }
        return Ticket(**held)
