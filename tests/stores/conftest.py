"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.settings import Settings, read_settings
from bot.stores.store import Store
from tests.stores.databases import binaries, postgres

KEY = b"a key for tests"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[tuple[str, Path]]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed here; test.sh installs it where it can")
    with postgres() as held:
        yield held


def fresh_database(server: str, name: str) -> str:
    """Make an empty database and return its address."""
    import asyncio

    from sqlalchemy.ext.asyncio import create_async_engine

    async def make() -> None:
        engine = create_async_engine(server.replace("postgresql:", "postgresql+asyncpg:"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        await engine.dispose()

    asyncio.run(make())
    return server.replace("/postgres?", f"/{name}?")


_count = iter(range(10_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    server, _ = request.getfixturevalue("postgres_server")
    return fresh_database(server, f"test{next(_count)}")


Open = Callable[..., Awaitable[Store]]


@pytest.fixture
async def replicas(address: str) -> AsyncIterator[Open]:
    """Open stores on one database, as replicas would; closed after the test."""
    opened: list[Store] = []

    async def make(**changed: Any) -> Store:
        store = Store(settings_for(address, **changed), KEY)
        await store.open()
        opened.append(store)
        return store

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
async def store(replicas: Open) -> Store:
    return await replicas()


def settings_for(address: str, **changed: Any) -> Settings:
    return read_settings(_env_file=None, DATABASE_URL=address, PERSON_KEY=KEY.decode(), **changed)
