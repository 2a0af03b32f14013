"""What turns ask of SQLite, each in one visit to its thread: by the driver, every statement of a transaction is three."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.memory import Memory
from bot.stores.remembering import remembered, select_memory
from bot.stores.statements import ORDER, Kind, Statements
from bot.tracing import note, span

Given = TypeVar("Given")
Row: TypeAlias = dict[str, Any]
Ready: TypeAlias = list[tuple[str, str, list[Any]]]
"""Statements, each with its table and the values of its rows."""
FAULTS_OF_A_ROW = (sqlite3.DataError, sqlite3.IntegrityError)


class SqliteVisits:
    """Writes rows and reads memory by the same statements as elsewhere, compiled once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        statements = Statements(engine)
        self._writes = {kind: (statements[kind].table.name, *self._compiled(statements[kind])) for kind in ORDER}
        """By kind: the table, the statement, and the columns in its order."""
        self._select, self._asked = self._compiled(select_memory())
        self._names = [column.name for column in select_memory().selected_columns]

    async def write(self, rows_by_kind: Sequence[tuple[Kind, list[Row]]]) -> None:
        """Write all, in this order and in one transaction, or nothing; raises what sqlite3 raises."""
        ready = [self._ready(kind, rows) for kind, rows in rows_by_kind]
        await self._visit(lambda connection: _in_one_go(connection, ready))

    async def recall(self, conversation: str, person: str) -> tuple[Memory, float]:
        """Return what is remembered, and when the person was last written down."""
        wanted = {"conversation": conversation, "person": person}
        values = [wanted[name] for name in self._asked]
        with span("store"):
            note(operation="select", table="person")
            held = await self._visit(lambda connection: connection.execute(self._select, values).fetchone())
        return remembered(SimpleNamespace(**dict(zip(self._names, held, strict=True))))

    def _compiled(self, statement: Any) -> tuple[str, tuple[str, ...]]:
        made = statement.compile(dialect=self._engine.dialect)
        return made.string, tuple(made.positiontup)

    async def _visit(self, work: Callable[[sqlite3.Connection], Given]) -> Given:
        held = await self._engine.raw_connection()
        driver: Any = held.driver_connection
        try:
            # What aiosqlite's own methods are made of; the version is pinned, and the store's tests would tell.
            given: Given = await driver._execute(work, driver._conn)
            return given
        except asyncio.CancelledError:
            # Nobody else has the connection before the thread is done with it.
            await driver._execute(_nothing)
            raise
        finally:
            held.close()

    def _ready(self, kind: Kind, rows: list[Row]) -> tuple[str, str, list[Any]]:
        table, statement, names = self._writes[kind]
        return table, _for_rows(statement, len(names), len(rows)), [row[name] for row in rows for name in names]


@lru_cache(maxsize=64)
def _for_rows(statement: str, columns: int, rows: int) -> str:
    """Return an insert of one row as an insert of many.

    Row by row the driver lets go of the interpreter and takes it back, twice for each, and wakes the event loop's thread
    every time: that cost more than the rows did.
    """
    one = f"({', '.join('?' * columns)})"
    return statement.replace(f"VALUES {one}", f"VALUES {', '.join([one] * rows)}", 1)


def _in_one_go(connection: sqlite3.Connection, ready: Ready) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table, statement, values in ready:
            with span("store"):
                note(operation="insert", table=table)
                connection.execute(statement, values)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _nothing() -> None:
    pass
