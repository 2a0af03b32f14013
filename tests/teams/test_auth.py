"""The door is locked: signed by the channel, for us, for this serviceUrl, of our tenant; else 401 or 403, never 500."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.teams.activities import message
from tests.teams.conftest import Channel, Post


def activity(channel: Channel, **fields: Any) -> dict[str, Any]:
    return message(serviceUrl=f"{channel.url}/connector", **fields)


async def test_a_signed_message_is_answered(locked: Post, channel: Channel) -> None:
    status, body = await locked(activity(channel), channel.token())
    assert status == 200 and body["activities"][0]["attachments"]


TOKENS: dict[str, dict[str, Any]] = {
    "expired": {"exp": int(time.time()) - 3600},
    "no exp": {"exp": None},
    "wrong audience": {"aud": "someone-else"},
    "wrong issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "no serviceurl": {"serviceurl": None},
    "other serviceurl": {"serviceurl": "https://evil.example/"},
    "unknown key id": {"headers": {"kid": "nobody"}},
    "no key id": {"headers": {"kid": ""}},
    "hs256": {"algorithm": "HS256"},
    "not yet valid": {"nbf": int(time.time()) + 3600},
}


@pytest.mark.parametrize("name", TOKENS)
async def test_a_wrong_token_is_401(locked: Post, channel: Channel, name: str) -> None:
    assert (await locked(activity(channel), channel.token(**TOKENS[name])))[0] == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer garbage", "Basic abc", "Bearer a.b.c", "Bearer " + "x" * 20_000]
)
async def test_no_token_is_401(locked: Post, channel: Channel, header: str) -> None:
    status, _ = await locked(activity(channel), headers={"Authorization": header} if len(header) < 8_000 else {})
    assert status == 401


async def test_alg_none_is_401(locked: Post, channel: Channel) -> None:
    assert (await locked(activity(channel), channel.token(algorithm="none")))[0] == 401


async def test_a_key_that_may_not_speak_for_teams_is_401(locked: Post, channel: Channel) -> None:
    channel.add_key("other", endorsements=["webchat"])
    assert (await locked(activity(channel), channel.token("other")))[0] == 401


@pytest.mark.parametrize("tenant", ["00000000-0000-0000-0000-000000000000", "", None])
async def test_another_tenant_is_403(locked: Post, channel: Channel, tenant: str | None) -> None:
    body = activity(channel, channelData={"tenant": {"id": tenant}}, conversation={"id": "a", "tenantId": None})
    assert (await locked(body, channel.token()))[0] == 403


async def test_a_rotated_key_works_at_once(locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.keys.LEAST_BETWEEN", 0.0)
    channel.add_key("second")
    assert (await locked(activity(channel), channel.token("second")))[0] == 200


async def test_keys_already_held_outlive_the_key_server(locked: Post, channel: Channel) -> None:
    channel.metadata_status = 503
    assert (await locked(activity(channel), channel.token()))[0] == 200
    assert (await locked(activity(channel), channel.token(headers={"kid": "nobody"})))[0] == 401


async def test_replies_are_sent_with_our_token_and_tried_again(locked: Post, channel: Channel) -> None:
    channel.answers = [(429, {"Retry-After": "0"}), (502, {"Retry-After": "0"}), (201, {})]
    status, _ = await locked(activity(channel, deliveryMode=None, id="normal"), channel.token())
    assert status == 200
    assert [one["status"] for one in channel.sent] == [429, 502, 201]
    last = channel.sent[-1]
    assert last["auth"] == "Bearer ours"
    assert last["path"].endswith("/v3/conversations/a:conversation/activities/normal")
    assert last["body"]["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"


async def test_a_refusing_connector_is_no_failure_of_ours(locked: Post, channel: Channel) -> None:
    channel.answers = [(403, {})]
    assert (await locked(activity(channel, deliveryMode=None, id="blocked"), channel.token()))[0] == 200
    assert len(channel.sent) == 1


async def test_replies_never_go_to_a_host_that_is_not_allowed(locked: Post, channel: Channel) -> None:
    evil = "http://127.0.0.2:9/connector"
    body = activity(channel, deliveryMode=None, id="evil") | {"serviceUrl": evil}
    assert (await locked(body, channel.token(serviceurl=evil)))[0] == 403
    assert not channel.sent
