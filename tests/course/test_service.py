"""The whole service over HTTP: the course pressed through as Teams presses, and the weekly term received by a connector of our own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.conversation import weekly_round
from bot.guide.weekly import OSLO
from bot.service import build_app
from bot.settings import read_settings
from bot.stores.replica import Replica
from tests.course.conftest import COURSE
from tests.replicas.one import Live, plain_conversation
from tests.teams.activities import message, press

Json = dict[str, Any]
CHAT = "a:conversation"


class Teams:
    """A connector that receives what the bot sends of its own accord, and the clock of the bot's replica."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        self.status = 201
        self.now = datetime(2026, 11, 23, 10, tzinfo=OSLO).timestamp()
        self.bot, self.connector = "", ""

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "typing":  # The three dots of a slow machine are no message.
            return web.json_response({"id": "dots"})
        self.sent.put_nowait((request.match_info["chat"], body))
        refused = {"error": {"code": "MessageWritesBlocked", "message": "Thread is not accessible"}}
        return web.json_response({"id": "sent"} if self.status < 300 else refused, status=self.status)

    async def tell(self, activity: Json) -> Json:
        """Bring an activity to the bot; return the card it answers with."""
        activity = {**activity, "serviceUrl": self.connector, "id": f"id {id(activity)} {self.now}"}
        async with aiohttp.ClientSession() as http, http.post(f"{self.bot}/api/messages", json=activity) as answer:
            assert answer.status == 200, await answer.text()
            body = await answer.json()
        card: Json = body["value"] if activity["type"] == "invoke" else body["activities"][0]["attachments"][0]["content"]
        return card

    async def say(self, text: str) -> Json:
        return await self.tell(message(text))

    async def press(self, card: Json, title: str, **inputs: str) -> Json:
        """Press a button of a card as Teams does: the button's data, with the card's inputs beside them."""
        (data,) = (one["data"] for one in card["actions"] if one["title"] == title)
        pressed = press("x")
        pressed["value"]["action"] = {"type": "Action.Execute", "verb": data["undring"]["verb"], "data": {**data, **inputs}}
        return await self.tell(pressed)


async def serving(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.fixture
async def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Teams]:
    held = Teams()
    monkeypatch.setattr(weekly_round, "EVERY", 0.01)
    monkeypatch.setattr(Replica, "now", lambda self: held.now)
    app = web.Application()
    app.router.add_post("/v3/conversations/{chat}/activities", held.receive)
    connector, held.connector = await serving(app)
    settings = read_settings(_env_file=None, DATABASE_URL=f"sqlite:///{tmp_path / 'store.sqlite3'}", PERSON_KEY="a key for tests")
    live: Any = Live(plain_conversation())
    bot, held.bot = await serving(await build_app(settings, live))
    yield held
    await bot.cleanup()
    await connector.cleanup()


async def test_a_lesson_is_answered_in_its_own_card(teams: Teams) -> None:
    start = await teams.say("start kurs")
    lesson = await teams.press(start, "Start kurset", sector="skole")
    assert "Leksjon 1 av 11" in lesson["fallbackText"]
    answered = await teams.press(lesson, "Svar", choice="1")
    assert "Riktig" in answered["fallbackText"]
    assert "Leksjon 2 av 11" in (await teams.say("kurs"))["fallbackText"]


@pytest.mark.parametrize("data", [
    {"course": COURSE, "do": "answer", "lesson": "x" * 50_000, "choice": "y" * 50_000},
    {"course": ["a", {"list": 1}], "do": {"a": "dict"}, "lesson": 7, "choice": None},
    {"course": "<script>alert(1)</script>", "do": "next"},
])  # fmt: skip
async def test_strange_data_gets_a_card_and_no_failure(teams: Teams, data: Json) -> None:
    card = await teams.tell(press("course", **data))
    assert card["fallbackText"] and "Saksnummer" not in card["fallbackText"] and "script" not in card["fallbackText"]


async def test_the_weekly_term_reaches_the_chat_it_was_asked_for_in_and_can_be_stopped_there(teams: Teams) -> None:
    chosen = await teams.press(await teams.say("ett begrep i uka"), "Ja, send meg det", weekday="1", hour="9")
    assert "hver tirsdag kl. 9.00" in chosen["fallbackText"] and teams.sent.empty()
    terms = []
    for day in (24, 1):
        teams.now = datetime(2026, 11 if day == 24 else 12, day, 9, tzinfo=OSLO).timestamp() + 1
        chat, activity = await asyncio.wait_for(teams.sent.get(), 20)
        card = activity["attachments"][0]["content"]
        assert chat == CHAT and "Ukas begrep" in card["fallbackText"] and "replyToId" not in activity
        terms.append(card["fallbackText"])
    assert terms[0] != terms[1] and teams.sent.empty()
    assert "ingen påminnelser" in (await teams.press(card, "Stopp påminnelser"))["fallbackText"]
    teams.now += 7 * 86_400
    assert "Vil du ha ett begrep" in (await teams.say("påminnelser"))["fallbackText"] and teams.sent.empty()


async def test_who_has_blocked_the_bot_is_tried_once_and_never_again(teams: Teams) -> None:
    await teams.press(await teams.say("ett begrep i uka"), "Ja, send meg det", weekday="1", hour="9")
    teams.status = 403
    teams.now = datetime(2026, 11, 24, 9, tzinfo=OSLO).timestamp() + 1
    await asyncio.wait_for(teams.sent.get(), 20)
    teams.status = 201
    # Once it is stopped it says so by words too; until then the round is not done.
    while "Vil du ha ett begrep" not in (await teams.say("påminnelser"))["fallbackText"]:
        pass
    teams.now += 7 * 86_400
    await teams.say("hei")
    assert teams.sent.empty()
