"""Writing down while there is always more to write, as under load."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.conversation.memory import Memory
from bot.stores import tables
from bot.stores.database import migrate, open_engine
from bot.stores.sqlite_visits import SqliteVisits
from bot.stores.statements import Write
from bot.stores.store import LAST_PATIENCE, Store
from bot.stores.writing import MOST_AT_ONCE
from tests.stores.conftest import KEY, settings_for
from tests.stores.hearing import hear

_numbers = count()


def usage_row() -> Write:
    return Write("usage", {"day": "2026-11-25", "what": "outcome", "name": f"n{next(_numbers)}", "count": 1})


async def test_those_who_wait_for_all_rows_wait_for_no_more_than_what_was_there(store: Store) -> None:
    going_on = True

    def more() -> None:
        if going_on:
            store.writer.stage([usage_row()], more)

    more()
    async with asyncio.timeout(30):  # Else it would wait for ever.
        assert await store.writer.drain(3600)
    going_on = False
    assert await store.writer.drain(5)


async def test_many_rows_of_many_kinds_are_written_whole_and_the_last_of_a_key_counts(store: Store) -> None:
    rows = [usage_row() for _ in range(MOST_AT_ONCE + 7)]
    focus = [
        Write("focus", {"conversation": f"c{number % 50}", "person": "p", "body": str(number), "seen": float(number)})
        for number in range(len(rows))
    ]
    await store.writer.write([row for pair in zip(rows, focus, strict=True) for row in pair])
    async with store.engine.connect() as connection:
        kept = (await connection.execute(select(tables.focus.c.conversation, tables.focus.c.body))).all()
        counted = (await connection.execute(select(func.count()).select_from(tables.usage))).scalar_one()
    assert {row.conversation: int(row.body) for row in kept} == {f"c{number % 50}": number for number in range(len(rows))}
    assert counted == len(rows)


async def test_who_waits_for_a_row_waits_until_that_row_is_written(store: Store) -> None:
    store.writer.stage([usage_row() for _ in range(MOST_AT_ONCE * 2 + 1)])
    await store.writer.write([Write("usage", {"day": "2026-11-25", "what": "outcome", "name": "mine", "count": 1})])
    async with store.engine.connect() as connection:
        found = await connection.execute(select(func.count()).where(tables.usage.c.name == "mine"))
        assert found.scalar_one() == 1


async def test_rows_nobody_waits_for_are_written_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.writing.GATHERING", 3600.0)  # Only someone who waits ends it.
    heard = await hear(store)
    told: list[int] = []
    for _ in range(20):
        store.writer.stage([usage_row()], lambda: told.append(1), waits=False)
        await asyncio.sleep(0)
    assert heard == [] and told == []
    async with asyncio.timeout(30):
        assert await store.writer.drain(20)
        assert heard.count("COMMIT") == 1 and len(told) == 20
        store.writer.stage([usage_row()])
        await store.writer.write([usage_row()])
    assert heard.count("COMMIT") == 2


async def test_what_could_not_be_written_in_time_is_told(store: Store) -> None:
    async with store.engine.connect() as connection:
        if not store.is_shared:
            await connection.exec_driver_sql("SELECT 1")  # The one connection there is.
            store.writer.stage([usage_row()])
            assert not await store.writer.drain(0.05)
    assert await store.writer.drain(5)


async def test_a_database_in_memory_that_is_gone_holds_no_stop_back() -> None:
    store = Store(settings_for("memory"), KEY)
    await store.open()
    async with store.engine.begin() as connection:
        await connection.run_sync(tables.metadata.drop_all)
    await store.writer.write([usage_row()])
    assert store.writer.failing
    async with asyncio.timeout(LAST_PATIENCE / 2):
        await store.close()


async def test_who_is_cut_off_keeps_the_file_until_its_thread_is_done(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    await migrate(engine)
    visits, begun, go_on = SqliteVisits(engine), threading.Event(), threading.Event()

    def write(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO usage (day, what, name, count) VALUES ('2026-11-25', 'outcome', 'whole', 1)")
        begun.set()
        go_on.wait(30)
        connection.execute("COMMIT")

    async with asyncio.timeout(30):
        cut_off = asyncio.create_task(visits._visit(write))
        await asyncio.to_thread(begun.wait)
        cut_off.cancel()
        next_one = asyncio.create_task(visits.recall("c", "p"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not cut_off.done() and not next_one.done()
        go_on.set()
        assert (await next_one)[0] == Memory()
        with pytest.raises(asyncio.CancelledError):
            await cut_off
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT name FROM usage"))).scalars().all() == ["whole"]
    await engine.dispose()
