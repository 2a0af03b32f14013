"""`tickets`: what has been handed over, on both databases, and a draft entry from a good answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.conversation.keeping import Ticket
from bot.errors import UndringError
from bot.guide.loader import read_layers
from bot.stores.store import Store
from tests.stores.conftest import KEY, address, postgres_server, settings_for

__all__ = ["address", "postgres_server"]
QUESTION = "Kan [navn] bytte lunsjbord: «ja» eller #nei?\nHar skolen plikt til noe?"
ANSWER = "Ja: skolen har aktivitetsplikt.\n" + "Meld fra til rektor i dag, og skriv ned hva du så. " * 15
GOOD, OPEN = "0123456789abcdef", "fedcba9876543210"
HELD = (
    Ticket(GOOD, "duties", QUESTION, "key", {}, status="helped", answer=ANSWER.strip()),
    Ticket(OPEN, "", "Hva er skolelunsj?", "key", {}),
)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["tickets", *words])


@pytest.fixture
def filled(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database with a question that got a good answer, and one that waits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("PERSON_KEY", KEY.decode())

    async def write() -> None:
        store = Store(settings_for(address), KEY)
        await store.open()
        for one in HELD:
            await store.tickets.open(one)
        await store.close()

    asyncio.run(write())


@pytest.mark.usefixtures("filled")
def test_they_are_listed_for_people_and_for_programs() -> None:
    said = run().output
    assert f"{GOOD}" in said and "besvart, hjalp: Kan [navn] bytte" in said and "venter: Hva er skolelunsj?" in said
    rows = {row["id"]: row for row in json.loads(run("--json").output)}
    assert rows[GOOD]["status"] == "helped" and rows[GOOD]["kind"] == "duties" and rows[GOOD]["question"] == QUESTION
    assert rows[OPEN]["answer"] is None and not {"person", "asker", "taken_by"} & rows[OPEN].keys()


@pytest.mark.usefixtures("filled")
def test_a_draft_is_an_entry_that_says_it_is_not_approved() -> None:
    out = Path("national/duties/lunsjbord.yaml")
    assert run("--draft", GOOD, "--out", str(out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# UTKAST, ikke godkjent") and "reviewed:" not in text
    fields = yaml.safe_load(text)
    assert fields["examples"] == [" ".join(QUESTION.split())] and fields["more"] == ANSWER.strip()
    assert fields["answer"] == "Ja: skolen har aktivitetsplikt."
    loading = read_layers([Path("national")])
    assert loading.guide is not None, loading.faults
    [entry] = loading.guide.entries.values()
    assert entry.kind == "duties" and entry.reviewed is None


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--draft", GOOD), "Gi både"),
        (("--out", "x.yaml"), "Gi både"),
        (("--draft", "nobody", "--out", "x.yaml"), "Ingen spørsmål har ID-en «nobody»"),
        (("--draft", OPEN, "--out", "x.yaml"), "ikke fått svar ennå"),
        (("--draft", GOOD, "--out", "there.yaml"), "finnes fra før"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(words: tuple[str, ...], said: str) -> None:
    Path("there.yaml").write_text("mine", encoding="utf-8")
    result = run(*words)
    assert isinstance(result.exception, UndringError) and said in str(result.exception)
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine" and not Path("x.yaml").exists()
