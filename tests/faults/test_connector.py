"""Teams' own side in trouble: what is answered, what is tried again, and that nothing is acknowledged that was not delivered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot.conversation.conversation import Conversation
from bot.teams import connector, keys
from tests.teams.activities import message
from tests.teams.conftest import Channel, Post, locked_settings, served


def asked(channel: Channel, number: str = "one", **fields: Any) -> dict[str, Any]:
    return message(serviceUrl=f"{channel.url}/connector", deliveryMode=None, id=number, **fields)


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_a_passing_refusal_is_tried_again_when_teams_says(locked: Post, channel: Channel, status: int) -> None:
    channel.answers = [(status, {"Retry-After": "0"})]
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert [one["status"] for one in channel.sent] == [status, 201]
    assert channel.sent[0]["body"] == channel.sent[1]["body"]


async def test_a_retry_after_given_as_a_date_is_heeded(locked: Post, channel: Channel) -> None:
    channel.answers = [(429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})]
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert len(channel.sent) == 2


async def test_what_cannot_be_delivered_is_not_acknowledged_and_is_answered_when_it_comes_again(
    locked: Post, channel: Channel
) -> None:
    channel.answers = [(503, {"Retry-After": "0"})] * connector.TRIES
    assert (await locked(asked(channel), channel.token()))[0] == 503
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert channel.sent[-1]["status"] == 201
    count = len(channel.sent)
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert len(channel.sent) == count


async def test_a_wait_longer_than_there_is_time_for_is_left_to_teams(locked: Post, channel: Channel) -> None:
    channel.answers = [(429, {"Retry-After": "3600"})]
    assert (await locked(asked(channel), channel.token()))[0] == 503
    assert len(channel.sent) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_a_refusal_for_good_is_not_tried_again(locked: Post, channel: Channel, status: int) -> None:
    channel.answers = [(status, {})]
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert len(channel.sent) == 1


async def test_a_token_that_ran_out_is_fetched_anew(locked: Post, channel: Channel) -> None:
    channel.answers = [(401, {})]
    assert (await locked(asked(channel), channel.token()))[0] == 200
    assert [one["status"] for one in channel.sent] == [401, 201]


async def raw_server(answer: bytes, seen: list[bytes]) -> AsyncIterator[str]:
    """A connector that sends some bytes, and hangs up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_an_answer_cut_off_after_it_was_taken_is_not_sent_twice(locked: Post, channel: Channel) -> None:
    seen: list[bytes] = []
    async for url in raw_server(b'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"id"', seen):
        body = message(serviceUrl=url, deliveryMode=None, id="cut")
        assert (await locked(body, channel.token(serviceurl=url)))[0] == 200
    assert len(seen) == 1


async def test_a_connection_dropped_before_any_answer_is_tried_again_then_left_to_teams(
    locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "_backoff", lambda state: 0.0)
    seen: list[bytes] = []
    async for url in raw_server(b"", seen):
        body = message(serviceUrl=url, deliveryMode=None, id="dropped")
        assert (await locked(body, channel.token(serviceurl=url)))[0] == 503
    assert len(seen) == connector.TRIES


async def test_a_connector_that_is_down_is_left_to_teams(locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_backoff", lambda state: 0.0)
    url = f"http://localhost:{unused_port()}"
    body = message(serviceUrl=url, deliveryMode=None, id="down")
    assert (await locked(body, channel.token(serviceurl=url)))[0] == 503


async def test_a_slow_connector_holds_up_nobody_else(locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "ALL_WITHIN", 2.0)
    held = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
    slow = asyncio.create_task(locked(message(serviceUrl=url, deliveryMode=None, id="slow"), channel.token(serviceurl=url)))
    await held.wait()
    other = asked(channel, "other", conversation={"id": "b", "tenantId": None})
    assert (await locked(other, channel.token()))[0] == 200
    assert not slow.done()
    assert (await slow)[0] == 503
    server.close()


async def test_a_token_endpoint_that_is_down_stops_sending_but_not_answering(
    conversation: Conversation, channel: Channel
) -> None:
    settings = locked_settings(channel, TOKEN_URL=f"http://localhost:{unused_port()}/token")
    async for post in served(settings, conversation):
        assert (await post(asked(channel), channel.token()))[0] == 503
        assert not channel.sent
        status, body = await post(asked(channel) | {"deliveryMode": "expectReplies"}, channel.token())
        assert status == 200 and body["activities"]


async def test_a_dead_key_server_lets_nobody_in_and_fails_no_one_with_500(conversation: Conversation, channel: Channel) -> None:
    settings = locked_settings(channel, OPENID_METADATA_URL=f"http://localhost:{unused_port()}/metadata")
    async for post in served(settings, conversation):
        assert (await post(asked(channel), channel.token()))[0] == 401


async def test_a_key_server_that_never_answers_holds_up_no_known_key(
    locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LEAST_BETWEEN", 0.0)
    channel.hold = asyncio.Event()
    unknown = asyncio.create_task(locked(asked(channel, "unknown"), channel.token(headers={"kid": "nobody"})))
    await channel.asked.wait()
    assert (await locked(asked(channel, "known"), channel.token()))[0] == 200
    assert not unknown.done()
    channel.hold.set()
    assert (await unknown)[0] == 401


async def test_a_managed_identity_gets_its_token_from_the_platform(conversation: Conversation, channel: Channel) -> None:
    settings = locked_settings(
        channel, MicrosoftAppType="UserAssignedMSI", MicrosoftAppPassword="", IDENTITY_ENDPOINT=f"{channel.url}/identity"
    )
    async for post in served(settings, conversation):
        assert (await post(asked(channel), channel.token()))[0] == 200
    assert channel.sent[-1]["auth"] == "Bearer identity"
    assert channel.identities == [{"metadata": "true", "client_id": settings.MicrosoftAppId, "api-version": "2018-02-01"}]
