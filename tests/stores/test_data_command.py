"""`data`: the controller exports and erases, the operator purges, copies and restores."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.conversation.memory import Memory
from bot.errors import UndringError
from bot.settings import read_settings
from bot.stores.keyfile import person_key
from bot.stores.store import Store
from bot.teams.wire import keyed_hash
from tests.stores.conftest import KEY, fresh_database, settings_for
from tests.stores.databases import binaries
from tests.stores.test_kept import fill
from tests.stores.test_turns import MEMORY, turn

PERSON = keyed_hash(KEY, "entra-id-of-kari")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["data", *words])


@pytest.fixture
def filled(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with one of each about two persons, named in the environment as for the service."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("PERSON_KEY", KEY.decode())

    async def write() -> None:
        store = Store(settings_for(address), KEY)
        await store.open()
        await fill(store, PERSON)
        await fill(store, "another")
        await store.close()

    asyncio.run(write())
    return address


async def remembered(address: str, person: str) -> Memory:
    store = Store(settings_for(address), KEY)
    await store.open()
    memory = await store.turns.recall(f"c of {person}", person)
    await store.close()
    return memory


def test_export_by_id_or_by_key_gives_the_same(filled: str) -> None:
    by_id, by_key = run("export", "--person", "entra-id-of-kari"), run("export", PERSON)
    assert by_id.exit_code == 0 and by_id.output == by_key.output
    kept = json.loads(by_id.output)["kept"]
    assert set(kept) == {"person", "focus", "progress", "reminder", "ticket"} and kept["person"][0]["sector"] == "skole"


def test_erase_takes_all_of_one_person(filled: str) -> None:
    assert json.loads(run("erase", "--person", "entra-id-of-kari", "--json").output)["rows"] == 5
    assert json.loads(run("export", PERSON).output)["kept"] == {}
    assert len(json.loads(run("export", "another").output)["kept"]) == 5


def test_purge_and_unanswered(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("unanswered").output.splitlines() == ["hva er [navn]"] * 2
    assert json.loads(run("unanswered", "--json").output.splitlines()[0])["nearest"] == "meldeplikt"
    monkeypatch.setenv("KEEP_UNANSWERED_DAYS", "0")
    assert json.loads(run("purge", "--json").output.splitlines()[-1])["unanswered"] == 2
    assert run("unanswered").output == ""


@pytest.mark.parametrize("words", [("export",), ("export", "KEY", "--person", "x"), ("erase",)])
def test_whom_must_be_said(filled: str, words: tuple[str, ...]) -> None:
    assert isinstance(run(*words).exception, UndringError)


def test_in_memory_there_is_nothing_to_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(run("purge").exception, UndringError)


def test_sqlite_is_copied_in_use_and_restored(filled: str, tmp_path: Path) -> None:
    if not filled.startswith("sqlite"):
        assert isinstance(run("backup", "copy").exception, UndringError)
        return
    copy = tmp_path / "copy.sqlite3"

    async def copy_in_use() -> None:
        store = Store(settings_for(filled), KEY)
        await store.open()
        await turn(store.turns, "in use", MEMORY, "c of third", "third")
        assert await store.writer.drain(5)
        result = await asyncio.to_thread(run, "backup", str(copy))
        assert result.exit_code == 0, result.output
        await store.close()

    asyncio.run(copy_in_use())
    assert isinstance(run("backup", str(copy)).exception, UndringError), "no copy is written over"
    run("erase", "third")
    assert asyncio.run(remembered(filled, "third")) == Memory()
    assert run("restore", str(copy)).exit_code == 0
    assert asyncio.run(remembered(filled, "third")) == MEMORY


def test_a_broken_copy_is_not_put_in_place(filled: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"SQLite format 3\x00" + b"garbage" * 1000)
    if filled.startswith("sqlite"):
        assert isinstance(run("restore", str(broken)).exception, UndringError)
        assert asyncio.run(remembered(filled, PERSON)) == MEMORY


def test_postgresql_is_dumped_and_restored_as_documented(filled: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if filled.startswith("sqlite"):
        return
    programs, (server, _) = binaries(), request.getfixturevalue("postgres_server")
    assert programs is not None
    dump = tmp_path / "undring.dump"
    subprocess.run([programs / "pg_dump", "-Fc", "-f", dump, filled], check=True)
    restored = fresh_database(server, "restored")
    subprocess.run([programs / "pg_restore", "--no-owner", "-d", restored, dump], check=True)
    assert asyncio.run(remembered(restored, PERSON)) == MEMORY


def test_the_key_is_made_once_and_only_we_may_read_it(tmp_path: Path) -> None:
    settings = read_settings(_env_file=None, DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3", DATA=tmp_path / "data")
    first = person_key(settings)
    assert len(first) == 64 and person_key(settings) == first
    assert (tmp_path / "data" / "person.key").stat().st_mode & 0o777 == 0o600
    assert person_key(settings_for("memory")) == KEY
