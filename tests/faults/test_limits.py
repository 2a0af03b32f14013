"""Too fast, too slow, too much: a kind word, a plain refusal, and nobody else held up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.conversation.conversation import Conversation
from bot.service import build_app
from bot.settings import Settings
from bot.web import limits
from bot.web.server import runner_for
from tests.teams.activities import TENANT, message, press
from tests.teams.conftest import Live, Post, served

HURRY = "Vent et minutt"


@pytest.fixture
async def slow(conversation: Conversation, settings: Settings, door: str) -> AsyncIterator[Post]:
    few = settings.model_copy(update={"DOOR": door, "PERSON_TURNS_A_MINUTE": 3})
    async for post in served(few, conversation):
        yield post


def by(person: str) -> dict[str, Any]:
    return {"from": {"id": f"29:{person}", "aadObjectId": person}, "conversation": {"id": f"a:{person}", "tenantId": TENANT}}


def card(body: Any) -> str:
    return str(body["activities"][0]["attachments"][0]["content"]["fallbackText"])


async def spent(post: Post, who: str = "hasty", times: int = 3) -> None:
    for turn in range(times):
        assert HURRY not in card((await post(message(id=f"{who} {turn}", **by(who))))[1])


async def test_who_asks_too_fast_is_asked_to_wait_and_nobody_else(slow: Post) -> None:
    await spent(slow)
    status, body = await slow(message(id="one more", **by("hasty")))
    assert status == 200 and HURRY in card(body)
    _, body = await slow(message("what is a duty of confidentiality", id="in English", **by("hasty")))
    assert "Wait a minute" in card(body)
    assert HURRY not in card((await slow(message(id="another", **by("calm"))))[1])


async def test_danger_has_its_notice_however_fast_one_asks(slow: Post) -> None:
    await spent(slow)
    _, body = await slow(message("barnet puster ikke", id="danger", **by("hasty")))
    assert HURRY in card(body) and card(body).startswith("⚠️") and "113" in card(body)


async def test_buttons_and_look_ups_have_their_limit_too(slow: Post) -> None:
    await spent(slow)
    status, body = await slow({**press("entry", entry="meldeplikt"), **by("hasty")})
    assert status == 200 and HURRY in body["value"]["fallbackText"]
    look_up = {"type": "invoke", "name": "composeExtension/query", "text": None, **by("hasty")}
    value = {"commandId": "search", "parameters": [{"name": "q", "value": "meldeplikt"}]}
    kinds = [(await slow(message(id=f"look {n}", **{**look_up, "value": value})))[1]["composeExtension"] for n in range(7)]
    assert [one["type"] for one in kinds] == ["result"] * 6 + ["message"] and HURRY in kinds[-1]["text"]


async def test_a_tenant_has_a_limit_for_all_its_people(conversation: Conversation, settings: Settings) -> None:
    async for post in served(settings.model_copy(update={"TENANT_TURNS_A_MINUTE": 2}), conversation):
        for who in ("one", "two"):
            await spent(post, who, 1)
        assert HURRY in card((await post(message(id="three", **by("three"))))[1])
        other = {**by("four"), "conversation": {"id": "a:four", "tenantId": "other"}, "channelData": {"tenant": {"id": "other"}}}
        assert HURRY not in card((await post(message(id="four", **other)))[1])


@pytest.fixture
async def port(conversation: Conversation, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """The service with its limits of time made short, as its own runner serves it."""
    monkeypatch.setattr(limits, "IDLE", 0.3)
    monkeypatch.setattr(limits, "WHOLE_BODY_WITHIN", 0.3)
    runner = runner_for(await build_app(settings, Live(conversation)))  # type: ignore[arg-type]
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def sent(port: int, data: bytes) -> bytes:
    """Send some bytes, and return all that comes until the service hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    return answer


POST = b"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CLOSE = b"Connection: close\r\nContent-Length: 2\r\n\r\n{}"


async def test_a_client_that_never_ends_its_headers_is_hung_up_on(port: int) -> None:
    assert await sent(port, POST) == b"" == await sent(port, b"")


async def test_a_body_that_never_ends_is_refused_in_time(port: int) -> None:
    answer = await sent(port, POST + b"Connection: close\r\nContent-Length: 100\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408") and b"nosniff" in answer


@pytest.mark.parametrize(
    "headers", [b"X-Long: " + b"x" * 40_000 + b"\r\n", b"".join(b"X-%d: y\r\n" % number for number in range(300))]
)
async def test_huge_and_many_headers_are_refused(port: int, headers: bytes, caplog: pytest.LogCaptureFixture) -> None:
    answer = await sent(port, POST + headers + CLOSE)
    assert b" 400 " in answer.splitlines()[0] and b"Traceback" not in answer
    assert not caplog.records, "what hostile clients send is not logged"


async def test_what_takes_too_long_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWERED_WITHIN", 0.1)
    answer = await sent(port, POST + b"Connection: close\r\nContent-Length: 100\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 503")


async def test_each_of_many_that_take_too_long_is_given_up_and_the_quick_are_not(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ANSWERED_WITHIN", 0.2)
    slow = POST + b"Connection: close\r\nContent-Length: 100\r\n\r\n{"
    quick = POST + b'Connection: close\r\nContent-Length: 17\r\n\r\n{"type":"typing"}'
    answers = await asyncio.gather(*(sent(port, slow if number % 2 else quick) for number in range(20)))
    assert [answer[9:12] for answer in answers] == [b"200", b"503"] * 10


@pytest.mark.parametrize(("body", "status"), [(b"{}", 400), (b'{"type":"typing"}', 200)])
async def test_json_answers_have_the_headers_of_safety(port: int, body: bytes, status: int) -> None:
    answer = (await sent(port, POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)).decode()
    assert answer.startswith(f"HTTP/1.1 {status}") and "Server: undring" in answer
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security", "Permissions-Policy"):
        assert name in answer
