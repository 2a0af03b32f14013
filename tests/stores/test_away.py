"""The database gone, full or read-only: turns are answered all the same, and what was to be kept is kept when it is back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.conversation.keeping import Claim, Settled
from bot.conversation.memory import Focus, Memory, Person
from bot.stores import shared_turns, tables
from bot.stores.store import Store
from tests.stores.conftest import KEY, settings_for
from tests.stores.databases import binaries, control, postgres
from tests.stores.test_turns import MEMORY, turn


@pytest.fixture
def server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL of our own, to stop and start."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed here; test.sh installs it where it can")
    with postgres() as held:
        yield held


async def states(store: Store) -> list[str]:
    async with store.engine.connect() as connection:
        return list((await connection.execute(select(tables.claim.c.state))).scalars())


async def test_postgresql_gone_and_back(server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    address, home = server
    monkeypatch.setattr(shared_turns, "AWAY_FOR", 0.0)
    store = Store(settings_for(address), KEY)
    await store.open()
    await turn(store.turns, "before", MEMORY)
    await asyncio.to_thread(control, home, "stop")
    during = MEMORY.with_sector("nav")
    assert await turn(store.turns, "during", during) == MEMORY, "the replica that answered before still knows"
    assert await turn(store.turns, "during too", during) == during
    assert await turn(store.turns, "stranger", Memory(Person("sfo")), "d", "q") == Memory()
    assert await store.turns.claim(Claim("during", "c", "p")) == Settled(200, {"card": "æøå"}), "copies are known here meanwhile"
    assert not await store.is_ready()
    await asyncio.to_thread(control, home, "start")
    assert await store.writer.drain(20)
    assert await store.is_ready() and await states(store) == ["done"] * 4
    other = Store(settings_for(address), KEY)
    assert await other.turns.recall("c", "p") == during
    await other.close()
    await store.close()


async def test_what_the_database_knows_is_not_lost_to_a_turn_that_could_not_read_it(
    server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, home = server
    monkeypatch.setattr(shared_turns, "AWAY_FOR", 0.0)
    first = Store(settings_for(address), KEY)
    await first.open()
    await turn(first.turns, "before", MEMORY)
    await first.close()
    second = Store(settings_for(address), KEY)
    await asyncio.to_thread(control, home, "stop")
    assert await turn(second.turns, "during", Memory(Person(language="en"), Focus("taushetsplikt"))) == Memory()
    await asyncio.to_thread(control, home, "start")
    assert await second.writer.drain(20)
    kept = await second.turns.recall("c", "p")
    assert kept.person == Person("skole", "en", ("reminders",)) and kept.focus.entry_id == "taushetsplikt"
    await second.close()


async def test_a_service_that_starts_without_its_database_finds_it_later(server: tuple[str, Path]) -> None:
    address, home = server
    await asyncio.to_thread(control, home, "stop")
    store = Store(settings_for(address, LEASE=0.5), KEY)
    await store.start()
    assert not await store.is_ready()
    await turn(store.turns, "during", MEMORY)
    await asyncio.to_thread(control, home, "start")
    async with asyncio.timeout(20):
        while not await store.is_ready():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await store.writer.drain(20) and await states(store) == ["done"]
    await store.close()


async def sqlite_store(tmp_path: Path) -> Store:
    store = Store(settings_for(f"sqlite:///{tmp_path / 'store.sqlite3'}"), KEY)
    await store.open()
    return store


async def test_a_full_disk_and_room_again(tmp_path: Path) -> None:
    store = await sqlite_store(tmp_path)
    await turn(store.turns, "before", MEMORY)
    async with store.engine.connect() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1"))
    for n in range(200):
        await turn(store.turns, f"during {n}", MEMORY.with_sector("nav"), f"c{n}", f"p{n}")
    assert store.writer.failing
    async with store.engine.connect() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert await store.writer.drain(20) and len(await states(store)) == 201
    await store.close()


async def test_a_folder_that_cannot_be_written_stops_nobody() -> None:
    store = Store(settings_for("sqlite:////proc/store.sqlite3"), KEY)
    await store.start()
    assert not await store.is_ready()
    assert await turn(store.turns, "one", MEMORY) == Memory()
    await store.close()
    # aiosqlite's thread of a connection that failed still reports to the loop when all is over.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)
