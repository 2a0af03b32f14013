"""«Hva vet du om meg» lists what is really kept, «slett mine data» really erases it, in three languages; and what turns leave behind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.cards.text import as_text
from bot.conversation.attendant import Attendant
from bot.conversation.keeping import Claim, Settled
from bot.conversation.opinions import Opinion
from bot.conversation.turn import Action, Turn
from bot.stores import tables
from bot.stores.store import Store
from tests.replicas.one import plain_conversation
from tests.stores.test_kept import fill


class Person:
    """Someone in a chat with the bot, as the door brings them."""

    def __init__(self, store: Store, name: str = "p") -> None:
        self.store = store
        self.name = name
        self.recent = plain_conversation()
        self.attendant = Attendant(lambda: self.recent, store.turns, store)
        self.number = 0

    async def says(self, text: str = "", conversation: str = "c", locale: str = "nb", **data: str) -> str:
        self.number += 1
        claim = Claim(f"{self.name}-{self.number}", conversation, self.name)
        assert await self.store.turns.claim(claim) is None
        action = Action(data.pop("verb"), data) if data else None
        turn = Turn("action" if action else "message", conversation, self.name, datetime.now(UTC), text, action, locale)
        reply = await self.attendant.attend(turn)
        await self.store.turns.settle(claim, Settled(200))
        return as_text(reply.shown, self.recent.guide)


@pytest.fixture
def person(store: Store) -> Person:
    return Person(store)


ASKED = [
    (
        "nb",
        "Hva vet du om meg?",
        "slett mine data",
        ("Arbeidssted: skole", "Leksjoner du har begynt på: 1", "Påminnelser: 1"),
        "slettet",
    ),
    (
        "nn",
        "Kva veit du om meg?",
        "sletta mine data",
        ("Arbeidsstad: skule", "Leksjonar du har byrja på: 1", "Påminningar: 1"),
        "sletta",
    ),
    (
        "en",
        "What do you know about me?",
        "delete my data",
        ("Workplace: school", "Lessons you have begun: 1", "Reminders: 1"),
        "deleted",
    ),
]


@pytest.mark.parametrize(("language", "asks", "erases", "listed", "erased"), ASKED)
async def test_what_is_kept_is_listed_and_erased(
    person: Person, language: str, asks: str, erases: str, listed: tuple[str, ...], erased: str
) -> None:
    await fill(person.store, "p")
    await person.says("hva er taushetsplikt", conversation="another chat")
    said = await person.says(asks, locale=language)
    assert all(line in said for line in listed), said
    title = person.recent.guide.entries["taushetsplikt"].title_in(language)  # type: ignore[arg-type]
    assert title in said
    assert erased in await person.says(erases, locale=language)
    assert await person.store.writer.drain(5)
    assert (await person.store.people.holdings("p")).rows == {}
    after = await person.says(asks, locale=language)
    assert not any(line in after for line in listed) and title not in after


async def test_a_failed_erasure_is_not_called_done(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(key: str) -> int:
        raise OSError

    await person.says(verb="sector", sector="skole")
    monkeypatch.setattr(person.store.people, "erase", fails)
    said = await person.says("slett mine data")
    assert "Noe gikk galt" in said and "slettet" not in said


async def test_a_follow_up_leans_on_what_the_store_remembers(person: Person) -> None:
    await person.says("hva er taushetsplikt")
    elsewhere = Person(person.store)
    elsewhere.number = 100
    assert "Dette sier loven om" in await elsewhere.says("hva sier loven")


async def test_what_turns_leave_behind_is_counted_and_tied_to_nobody(person: Person) -> None:
    await person.says("hva er taushetsplikt")
    await person.says("hvem lager ukjent dekk til sykler", conversation="d")
    await person.attendant.judge("c", "p", Opinion("dislike"))
    person.store.usage.write()
    assert await person.store.writer.drain(5)
    (question,) = await person.store.unanswered.all()
    assert question.text == "hvem lager ukjent dekk til sykler" and question.nearest == "meldeplikt"
    async with person.store.engine.connect() as connection:
        counts = {(row.what, row.name): row.count for row in await connection.execute(select(tables.usage))}
        thumbs = (await connection.execute(select(tables.feedback.c.entry, tables.feedback.c.verdict))).all()
    assert counts == {("outcome", "answer"): 1, ("outcome", "nothing"): 1, ("entry", "taushetsplikt"): 1}
    assert [tuple(row) for row in thumbs] == [("taushetsplikt", "dislike")]
    assert not {"person", "conversation"} & {
        column.name for table in (tables.usage, tables.feedback, tables.unanswered) for column in table.c
    }
