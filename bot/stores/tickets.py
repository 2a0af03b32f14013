"""Questions handed over to humans; who asked lies sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Ticket, TicketStatus
from bot.stores.replica import Replica
from bot.stores.sealing import Seal
from bot.stores.tables import ticket

_SEALED = ("asker", "channel")


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

    async def change(self, ticket_id: str, was: TicketStatus, to: TicketStatus, **fields: Any) -> bool:
        """Move a ticket on, with further fields; tell whether it still was as said, so that two cannot take it."""
        values = {name: self._seal.seal(value) if name in _SEALED else value for name, value in fields.items()}
        one = update(ticket).where(and_(ticket.c.id == ticket_id, ticket.c.status == was))
        async with self._engine.begin() as connection:
            return (await connection.execute(one.values(status=to, updated=self._replica.now(), **values))).rowcount > 0

    async def waiting(self) -> tuple[Ticket, ...]:
        """Return the tickets that are not closed, oldest first."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(ticket).where(ticket.c.status != "closed").order_by(ticket.c.created))
            return tuple(self._read(row) for row in found)

    def _read(self, row: Any) -> Ticket:
        held: dict[str, Any] = {
            name: self._seal.open(value) if name in _SEALED else value for name, value in row._mapping.items()
        }
        return Ticket(**held)
