"""What is kept about a person, in every table: shown and erased."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Holdings
from bot.stores.sealing import Seal
from bot.stores.tables import PERSONAL, claim
from bot.stores.writing import Writer

PATIENCE = 5.0

_INNER = frozenset({"owner", "until"})
"""How the replicas share their work: not about the person."""


class SqlPeople:
    """Goes through all tables with rows about persons."""

    def __init__(self, engine: AsyncEngine, seal: Seal, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._seal = seal

    async def holdings(self, person: str) -> Holdings:
        """Return everything kept about a person, sealed references opened."""
        await self._writer.drain(PATIENCE)
        found: dict[str, tuple[dict[str, Any], ...]] = {}
        async with self._engine.connect() as connection:
            for table in PERSONAL:
                rows = await connection.execute(select(table).where(table.c.person == person))
                shown = tuple(self._shown(dict(row._mapping)) for row in rows)
                if shown:
                    found[table.name] = shown
        return Holdings(found)

    async def erase(self, person: str) -> int:
        """Erase everything about a person, in one go; a turn under way drops its own trace when it ends."""
        if not await self._writer.drain(PATIENCE):
            raise TimeoutError  # What waits to be written would come back after the erasure.
        gone = 0
        async with self._engine.begin() as connection:
            for table in PERSONAL:
                mine = delete(table).where(table.c.person == person)
                if table is claim:
                    mine = mine.where(claim.c.state != "open")
                gone += (await connection.execute(mine)).rowcount
        return gone

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in row.items() if name not in _INNER and value is not None}
        for name, value in shown.items():
            if isinstance(value, bytes):
                shown[name] = self._seal.open(value)
            elif name in ("answers", "consents", "body"):
                shown[name] = json.loads(value)
        return shown
