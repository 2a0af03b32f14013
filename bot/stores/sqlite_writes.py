"""A batch of rows into SQLite in one visit to its thread: by the driver, each statement of a transaction is three."""

from __future__ import annotations

import sqlite3
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.stores.statements import Kind, Statements
from bot.tracing import note, span

Row: TypeAlias = dict[str, Any]
Ready: TypeAlias = list[tuple[str, str, list[tuple[Any, ...]]]]
"""Statements, each with its table and the values of its rows."""
FAULTS_OF_A_ROW = (sqlite3.DataError, sqlite3.IntegrityError)


class SqliteWrites:
    """Writes rows by the same statements as elsewhere, compiled once."""

    def __init__(self, engine: AsyncEngine, statements: Statements) -> None:
        self._engine = engine
        self._statements = statements
        self._compiled: dict[Kind, tuple[str, str, tuple[str, ...]]] = {}
        """By kind: the table, the statement, and the columns in its order."""

    async def write(self, rows_by_kind: list[tuple[Kind, list[Row]]]) -> None:
        """Write all, in this order and in one transaction, or nothing; raises what sqlite3 raises."""
        ready = [self._ready(kind, rows) for kind, rows in rows_by_kind]
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            # What aiosqlite's own methods are made of; the version is pinned, and the store's tests would tell.
            await driver._execute(_in_one_go, driver._conn, ready)

    def _ready(self, kind: Kind, rows: list[Row]) -> tuple[str, str, list[tuple[Any, ...]]]:
        if kind not in self._compiled:
            made = self._statements[kind].compile(dialect=self._engine.dialect)
            self._compiled[kind] = made.statement.table.name, made.string, tuple(made.positiontup)
        table, statement, names = self._compiled[kind]
        return table, statement, [tuple(row[name] for name in names) for row in rows]


def _in_one_go(connection: sqlite3.Connection, ready: Ready) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table, statement, rows in ready:
            with span("store"):
                note(operation="insert", table=table)
                connection.executemany(statement, rows)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
