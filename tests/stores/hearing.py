"""Hear what a database is really asked, whichever way it comes there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from bot.stores.store import Store


async def hear(store: Store) -> list[str]:
    """Return the list that every statement is put into from now on: SQLite tells each row's, PostgreSQL one for all its rows."""
    heard: list[str] = []
    if store.engine.dialect.name != "sqlite":
        event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *said: heard.append(said[2]))
        event.listen(store.engine.sync_engine, "commit", lambda _: heard.append("COMMIT"))
        return heard
    async with store.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.set_trace_callback(heard.append)
    return heard
