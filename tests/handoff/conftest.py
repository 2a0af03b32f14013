"""A running service with two people in it: one who asks in their own chat, and a team in its channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.conversation import Conversation
from tests.stores.conftest import address, postgres_server
from tests.teams.activities import TENANT, Json, message
from tests.teams.conftest import Channel, Post, channel, locked_settings, served

__all__ = ["address", "channel", "postgres_server"]
ALL, DUTIES = "19:all@thread.tacv2", "19:duties@thread.tacv2"
QUESTION = "Hva gjør vi med skolelunsj på fredager?"


class Noted(list[Json]):
    """What the connector was sent, telling those who wait."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def append(self, one: Json) -> None:
        super().append(one)
        self._more.set()

    async def until(self, found: Callable[[], Any]) -> Any:
        """Wait until something is found in what was sent."""
        async with asyncio.timeout(20):
            while not (result := found()):
                self._more.clear()
                await self._more.wait()
        return result


@dataclass
class Chat:
    """One person in one conversation."""

    post: Post
    channel: Channel
    person: str
    conversation: str
    kind: str = "personal"
    locale: str = "nb-NO"
    count: list[int] = field(default_factory=lambda: [0])

    def _activity(self, **fields: Any) -> Json:
        self.count[0] += 1
        return message(
            id=f"{self.person}-{self.conversation}-{self.count[0]}",
            serviceUrl=f"{self.channel.url}/connector",
            locale=self.locale,
            conversation={"id": self.conversation, "conversationType": self.kind, "tenantId": TENANT},
            **{"from": {"id": f"29:{self.person}", "name": f"Name of {self.person}", "aadObjectId": f"id-of-{self.person}"}},
            **fields,
        )

    async def says(self, text: str) -> Json:
        """Write something, mentioning the bot where others read along; return the card that answers."""
        mention = {"type": "mention", "text": "<at>Undring</at>", "mentioned": {"id": "28:bot"}}
        more = {} if self.kind == "personal" else {"text": f"<at>Undring</at> {text}", "entities": [mention]}
        status, body = await self.post(self._activity(**{"text": text, **more}), self.channel.token())
        assert status == 200, body
        card: Json = body["activities"][0]["attachments"][0]["content"]
        return card

    async def sends(self, data: Json) -> Json:
        """Press a button with any data; return the card that comes in its place."""
        value = {"action": {"type": "Action.Execute", "verb": "x", "data": data}}
        activity = self._activity(type="invoke", name="adaptiveCard/action", text=None, value=value)
        status, body = await self.post(activity, self.channel.token())
        assert status == 200 and body["type"] == "application/vnd.microsoft.card.adaptive", body
        card: Json = body["value"]
        return card

    async def presses(self, card: Json, title: str, **inputs: str) -> Json:
        """Press the button of a title in a card, with its inputs filled in."""
        found = next(one for one in card["actions"] if one["title"] == title)
        return await self.sends({**found["data"], **inputs})


@dataclass
class Office:
    """The one who asks, two colleagues of the team, and all that Teams was sent."""

    asker: Chat
    first: Chat
    second: Chat
    channel: Channel
    sent: Noted

    def to(self, conversation: str, method: str = "POST") -> list[Json]:
        """Return the cards that a conversation was sent and took."""
        taken = [one for one in self.sent if one["method"] == method and one["status"] < 300]
        return [card_of(one) for one in taken if f"/{conversation}/activities" in one["path"]]

    async def ask(self, question: str = QUESTION) -> tuple[Json, Json]:
        """Hand a question over; return the asker's card and the team's."""
        form = await self.asker.says(f"spør fagteamet: {question}")
        theirs = await self.asker.presses(form, "Send", asked=value_of(form, "asked"), consent="true")
        return theirs, [*self.to(ALL), *self.to(DUTIES)][-1]

    async def taken(self) -> tuple[Json, Json]:
        """Hand a question over and have the first colleague take it; return the asker's card and the team's."""
        theirs, team = await self.ask()
        return theirs, await self.first.presses(team, "Ta den")

    def colleague(self, person: str, conversation: str = f"{ALL};messageid=1", kind: str = "channel") -> Chat:
        return Chat(self.asker.post, self.channel, person, conversation, kind)


def card_of(sent: Json) -> Json:
    card: Json = sent["body"]["attachments"][0]["content"]
    return card


def value_of(card: Json, name: str) -> str:
    return str(next(one for one in card["body"] if one.get("id") == name)["value"])


def titles(card: Json) -> list[str]:
    return [one["title"] for one in card.get("actions", ())]


def ticket_of(card: Json) -> str:
    return next(str(one["data"]["undring"]["ticket"]) for one in card["actions"] if "ticket" in one["data"]["undring"])


def channels(held: Channel) -> str:
    return f"default={ALL}@{held.url}/connector|Fagteam vest, duties={DUTIES}|Juristene"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'one.sqlite3'}"


async def opened(conversation: Conversation, held: Channel, database: str, **more: Any) -> AsyncIterator[Office]:
    values = {"DATABASE_URL": database, "PERSON_KEY": "a key for tests", "HANDOFF_CHANNELS": channels(held), **more}
    held.sent = sent = Noted()
    async for post in served(locked_settings(held, **values), conversation):
        asker = Chat(post, held, "asker", "a:asker")
        team = [Chat(post, held, name, f"{ALL};messageid=1", "channel") for name in ("first", "second")]
        yield Office(asker, *team, held, sent)


@pytest.fixture
async def office(conversation: Conversation, channel: Channel, sqlite: str) -> AsyncIterator[Office]:
    async for one in opened(conversation, channel, sqlite):
        yield one


@pytest.fixture
async def office_on_both(conversation: Conversation, channel: Channel, address: str) -> AsyncIterator[Office]:
    """The same, on SQLite and on PostgreSQL."""
    async for one in opened(conversation, channel, address):
        yield one
