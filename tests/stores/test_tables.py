"""Migrations give the tables the code knows, on both databases, once, however many replicas start."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.stores import database
from bot.stores.database import address_of, migrate, open_engine
from bot.stores.store import Store
from bot.stores.tables import HEAD, metadata
from tests.stores.conftest import Open


async def test_migrations_give_the_tables_the_code_knows(store: Store) -> None:
    def differences(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_several_replicas_may_start_at_once(address: str) -> None:
    engines = [open_engine(address) for _ in range(3)]
    await asyncio.gather(*(migrate(engine) for engine in engines))
    async with engines[0].connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all() == [HEAD]
    for engine in engines:
        await engine.dispose()


async def test_tables_that_are_as_they_should_be_need_no_migration(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engines = [open_engine(address), open_engine(address), open_engine("sqlite:///:memory:")]
    await migrate(engines[0])
    monkeypatch.setattr(database, "_upgrade", lambda _: pytest.fail("migrated again"))
    for engine in engines[1:]:
        await migrate(engine)
        async with engine.connect() as connection:
            assert not (await connection.execute(text("SELECT * FROM person"))).all()
    for engine in engines:
        await engine.dispose()


async def test_code_rolled_back_starts_on_a_newer_database(replicas: Open) -> None:
    first = await replicas()
    async with first.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    assert await (await replicas()).is_ready()


async def test_downgrade_takes_every_table_away(store: Store) -> None:
    def down(connection: Connection) -> list[str]:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "bot/stores/migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return [name for name in inspect(connection).get_table_names() if name != "alembic_version"]

    async with store.engine.begin() as connection:
        assert await connection.run_sync(down) == []
        await connection.rollback()


def test_addresses_get_the_async_driver_and_tls() -> None:
    url = address_of("postgres://u:p@h:1/d?sslmode=require")
    assert (url.drivername, dict(url.query)) == ("postgresql+asyncpg", {"ssl": "require"})
    assert address_of("sqlite:///x.db").drivername == "sqlite+aiosqlite"


async def test_what_is_left_open_is_rolled_back_before_the_next(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    await migrate(engine)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("BEGIN IMMEDIATE")
        await driver.execute("INSERT INTO usage (day, what, name, count) VALUES ('2026-11-25', 'outcome', 'half', 1)")
    async with engine.connect() as connection:
        assert not (await connection.execute(text("SELECT * FROM usage"))).all()
    await engine.dispose()


@pytest.mark.parametrize(("busy", "opens"), [(3, True), (10_000, False)])
def test_a_new_file_that_someone_else_is_opening_is_waited_for_but_not_for_ever(busy: int, opens: bool) -> None:
    """SQLite says so at once, whatever its timeout, to who comes second in making a file WAL: seen once in 600 openings."""

    class Opening:
        isolation_level: str | None = ""
        asked: ClassVar[list[str]] = []

        def cursor(self) -> Opening:
            return self

        def execute(self, statement: str) -> None:
            self.asked.append(statement)
            if "journal_mode" in statement and self.asked.count(statement) <= busy:
                raise sqlite3.OperationalError("database is locked")

        def close(self) -> None:
            self.asked.append("closed")

    opening = Opening()
    with nullcontext() if opens else pytest.raises(sqlite3.OperationalError):
        database._prepare_sqlite(opening, None)
    assert (opening.asked[-1] == "closed") is opens
    assert opening.asked.count("PRAGMA journal_mode=WAL") > 3
