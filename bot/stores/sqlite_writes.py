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
        self._compiled: dict[tuple[Kind, frozenset[str]], tuple[str, tuple[str, ...]]] = {}

    async def write(self, rows_by_kind: list[tuple[Kind, list[Row]]]) -> None:
        """Write all, in this order and in one transaction, or nothing; raises what sqlite3 raises."""
        ready = [self._ready(kind, rows) for kind, rows in rows_by_kind]
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            # What aiosqlite's own methods are made of; the version is pinned, and the store's tests would tell.
            await driver._execute(_in_one_go, driver._conn, ready)

    def _ready(self, kind: Kind, rows: list[Row]) -> tuple[str, str, list[tuple[Any, ...]]]:
        statement, names = self._sql(kind, rows[0])
        return self._statements[kind].table.name, statement, [tuple(row[name] for name in names) for row in rows]

    def _sql(self, kind: Kind, row: Row) -> tuple[str, tuple[str, ...]]:
        known = self._compiled.get((kind, frozenset(row)))
        if known is None:
            made = self._statements[kind].compile(dialect=self._engine.dialect, column_keys=list(row))
            known = self._compiled[kind, frozenset(row)] = made.string, tuple(made.positiontup)
        return known


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
