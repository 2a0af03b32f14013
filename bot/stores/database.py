"""Open the database in the settings, and bring its tables up to this code."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from bot.errors import SettingsFault
from bot.stores.tables import HEAD, metadata
from bot.wording import say

log = structlog.get_logger()

MIGRATION_LOCK = 7_301_845
"""The number replicas agree on, so that one migrates at a time."""
_until_alone = Retrying(
    retry=retry_if_exception_type(sqlite3.OperationalError),
    stop=stop_after_delay(1),
    wait=wait_random(0.005, 0.02),
    reraise=True,
)
"""A new file is made WAL by one process at a time, and SQLite has no patience of its own with that."""
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
PATIENCE = 5.0
"""Seconds a statement may take before we go on without it."""


def address_of(given: str) -> URL:
    """Return a database's address with the async driver, and TLS asked for as asyncpg wants it; raises SettingsFault."""
    scheme, _, rest = given.partition("://")
    try:
        url = make_url(f"{_DRIVERS.get(scheme, scheme)}://{rest}")
    except (ArgumentError, ValueError) as error:  # ValueError for a port that is no number.
        raise SettingsFault(say("setting_database")) from error
    if url.drivername == "postgresql+asyncpg" and "sslmode" in url.query:
        url = url.update_query_dict({"ssl": url.query["sslmode"]}).difference_update_query(["sslmode"])
    return url


def open_engine(given: str) -> AsyncEngine:
    """Return an engine; nothing is connected yet."""
    url = address_of(given)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_async_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_timeout=PATIENCE,
        pool_recycle=1800,
        connect_args={"timeout": PATIENCE, "command_timeout": PATIENCE},
    )


def _open_sqlite(url: URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # One connection: writers of one file stand in line anyway, and a database in memory is its connection.
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=PATIENCE,
        pool_reset_on_return=None,
        connect_args={"timeout": PATIENCE},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    event.listen(engine.sync_engine, "reset", _reset_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # We say BEGIN ourselves, so that tables are made in a transaction too and nobody reads what will not be written.
    connection.isolation_level = None
    cursor = connection.cursor()
    for attempt in _until_alone:
        with attempt:
            cursor.execute("PRAGMA journal_mode=WAL")
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _reset_sqlite(connection: Any, _record: object, _state: object) -> None:
    # As the pool would itself, but for what was never begun: that would be one more visit to SQLite's thread each time.
    if connection.driver_connection.in_transaction:
        connection.rollback()


def insert_for(engine: AsyncEngine) -> Any:
    """Return the dialect's insert, which knows ON CONFLICT."""
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert


async def migrate(engine: AsyncEngine) -> None:
    """Bring the tables up to this code; one replica does it, the others wait."""
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATION_LOCK})
        if is_in_memory(engine):
            await connection.run_sync(metadata.create_all)
            return
        if await _revision(connection) == HEAD:
            return
        await connection.run_sync(_upgrade)


def is_in_memory(engine: AsyncEngine) -> bool:
    """Tell whether the database is gone with the process."""
    return engine.dialect.name == "sqlite" and engine.url.database in (None, "", ":memory:")


async def _revision(connection: AsyncConnection) -> str | None:
    """Return which revision the tables are at: read plainly, for a start where nothing is to be done needs no Alembic."""

    def read(sync: Connection) -> str | None:
        held = inspect(sync).has_table("alembic_version")
        return sync.execute(text("SELECT version_num FROM alembic_version")).scalar() if held else None

    return await connection.run_sync(read)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        # A newer release has been here. Its tables only add to ours, so rolling back the code works.
        log.warning("database_newer_than_code", error=str(error)[:200])


async def database_time(engine: AsyncEngine) -> float:
    """Return the database's own time, which replicas share; a file's is this machine's."""
    if engine.dialect.name != "postgresql":
        return time.time()
    async with engine.connect() as connection:
        return float((await connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))).scalar_one())


def backup(source: Path, target: Path) -> None:
    """Copy an SQLite database in use, whole and consistent."""
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as held, sqlite3.connect(target) as copy:
        held.backup(copy)
    held.close()
    copy.close()
