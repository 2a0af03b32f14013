"""`data`: what is kept, for the controller and the operator: export, erase, purge, unanswered, backup, restore."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.errors import UndringError
from bot.settings import Settings, read_settings
from bot.stores.database import address_of, backup
from bot.stores.keyfile import IN_MEMORY, person_key
from bot.stores.store import Store
from bot.teams.wire import keyed_hash
from bot.wording import say

app = typer.Typer(no_args_is_help=True, help=say("cli_data"))
Got = TypeVar("Got")
Key = Annotated[str | None, typer.Argument(metavar="KEY", help=say("cli_data_key"))]
Person = Annotated[str | None, typer.Option("--person", help=say("cli_data_person"))]
Json = Annotated[bool, typer.Option("--json", help=say("cli_json"))]
File = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli_data_file"))]


@app.command("export", help=say("cli_data_export"))
def export(key: Key = None, person: Person = None) -> None:
    """Print everything kept about a person, as JSON."""
    settings = open_settings()
    chosen = _chosen(settings, key, person)
    held = with_store(settings, lambda store: store.people.holdings(chosen))
    print(json.dumps({"person": chosen, "kept": held.rows}, ensure_ascii=False, indent=2, default=str))


@app.command("erase", help=say("cli_data_erase"))
def erase(key: Key = None, person: Person = None, json_: Json = False) -> None:
    """Erase everything kept about a person."""
    settings = open_settings()
    chosen = _chosen(settings, key, person)
    gone = with_store(settings, lambda store: store.people.erase(chosen))
    print(json.dumps({"person": chosen, "rows": gone}) if json_ else say("data_erased", rows=gone))


@app.command("purge", help=say("cli_data_purge"))
def purge(json_: Json = False) -> None:
    """Delete now what has been kept long enough."""
    gone = with_store(open_settings(), lambda store: store.retention.purge())
    print(json.dumps(gone) if json_ else say("data_purged", rows=sum(gone.values())))


@app.command("unanswered", help=say("cli_data_unanswered"))
def unanswered(json_: Json = False) -> None:
    """Print the questions the guide had no answer to, masked."""
    for one in with_store(open_settings(), lambda store: store.unanswered.all()):
        row = {"question": one.text, "language": one.language, "sector": one.sector, "nearest": one.nearest}
        print(json.dumps(row, ensure_ascii=False) if json_ else one.text)


@app.command("backup", help=say("cli_data_backup"))
def back_up(file: File) -> None:
    """Copy the SQLite database while it is in use; PostgreSQL has pg_dump."""
    source = _sqlite_file(open_settings())
    if file.exists():
        raise UndringError(say("data_exists", file=file))
    backup(source, file)
    print(say("data_backed_up", file=file))


@app.command("restore", help=say("cli_data_restore"))
def restore(file: File) -> None:
    """Put a backup in place of the SQLite database, while the service is stopped; the old one is kept beside it."""
    target = _sqlite_file(open_settings(), must_exist=False)
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as held:
            sound = held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            sound = sound and bool(held.execute("SELECT count(*) FROM sqlite_master WHERE name = 'claim'").fetchone()[0])
    except sqlite3.Error:
        sound = False
    if not sound:
        raise UndringError(say("data_broken", file=file))
    target.parent.mkdir(parents=True, exist_ok=True)
    for tail in ("", "-wal", "-shm"):
        old = target.with_name(target.name + tail)
        if old.exists():
            old.replace(target.with_name(f"{target.name}.before{tail}"))
    shutil.copyfile(file, target)
    print(say("data_restored", file=target))


def open_settings() -> Settings:
    """Return the settings; raises UndringError where what is kept lies in the service's own memory."""
    settings = read_settings()
    if settings.database == IN_MEMORY:
        raise UndringError(say("data_in_memory"))
    return settings


def _sqlite_file(settings: Settings, must_exist: bool = True) -> Path:
    url = address_of(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise UndringError(say("data_not_sqlite"))
    path = Path(url.database)
    if must_exist and not path.exists():
        raise UndringError(say("data_missing", file=path))
    return path


def _chosen(settings: Settings, key: str | None, person: str | None) -> str:
    if (key is None) == (person is None):
        raise UndringError(say("data_whom"))
    return key if key is not None else keyed_hash(person_key(settings), person or "")


def with_store(settings: Settings, work: Callable[[Store], Awaitable[Got]]) -> Got:
    """Do some work with the store of the settings."""

    async def run() -> Any:
        store = Store(settings, person_key(settings))
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()

    try:
        got: Got = asyncio.run(run())
    except (OSError, TimeoutError) as error:
        raise UndringError(say("data_no_database", why=type(error).__name__)) from error
    return got
