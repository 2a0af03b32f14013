"""The door is locked: signed by the channel, for us, for this serviceUrl, of our tenant; else 401 or 403, never 500."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest

from bot.conversation.conversation import Conversation
from bot.errors import Refused, SettingsFault
from bot.settings import read_settings
from bot.teams.connector import Connector
from bot.teams.tokens import NoToken
from tests.teams.activities import TENANT, message
from tests.teams.conftest import APP_ID, Channel, Post, locked_settings, served


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


async def test_a_token_is_looked_at_anew_for_each_activity(locked: Post, channel: Channel) -> None:
    """A token speaks for the sender, not for the body: caught and sent again with another body, it opens no other door."""
    token = channel.token()
    assert (await locked(activity(channel), token))[0] == 200
    assert (await locked(activity(channel, id="2") | {"serviceUrl": "http://localhost:1/other"}, token))[0] == 401
    assert (await locked(activity(channel, id="3", channelId="webchat"), token))[0] == 401
    assert (await locked(activity(channel, id="4", channelData={"tenant": {"id": "other"}}), token))[0] == 403
    assert (await locked(activity(channel, id="5"), token[:-4] + "AAAA"))[0] == 401


async def test_a_remembered_token_dies_with_its_key(locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.keys.LEAST_BETWEEN", 0.0)
    token = channel.token()
    assert (await locked(activity(channel), token))[0] == 200
    del channel.keys["first"]
    channel.add_key("second")
    assert (await locked(activity(channel, id="2"), channel.token("second")))[0] == 200
    assert (await locked(activity(channel, id="3"), token))[0] == 401


async def test_a_remembered_token_runs_out(locked: Post, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    token = channel.token(exp=int(time.time()) - 100)
    assert (await locked(activity(channel), token))[0] == 200
    assert (await locked(activity(channel, id="still"), token))[0] == 200
    monkeypatch.setattr("bot.teams.auth.LEEWAY", 0)
    later = time.time() + 3600
    monkeypatch.setattr("bot.teams.auth.time.time", lambda: later)
    assert (await locked(activity(channel, id="2"), token))[0] == 401


async def test_a_token_in_the_address_is_no_token(locked: Post, channel: Channel) -> None:
    assert (await locked(activity(channel), path=f"/api/messages?access_token={channel.token()}"))[0] == 401


async def test_forged_key_ids_do_not_hammer_the_key_server(locked: Post, channel: Channel) -> None:
    before = channel.fetches
    for number in range(20):
        assert (await locked(activity(channel), channel.token(headers={"kid": f"forged-{number}"})))[0] == 401
    assert channel.fetches - before <= 1


async def test_two_tenants_in_one_activity_are_403(locked: Post, channel: Channel) -> None:
    body = activity(channel, conversation={"id": "a", "tenantId": "00000000-0000-0000-0000-000000000000"})
    assert (await locked(body, channel.token()))[0] == 403


async def test_an_allowed_guest_tenant_comes_in(conversation: Conversation, channel: Channel) -> None:
    guest = "00000000-1111-0000-0000-000000000000"
    async for post in served(locked_settings(channel, ALLOWED_TENANTS=f"{TENANT},{guest}"), conversation):
        body = activity(channel, channelData={"tenant": {"id": guest}}, conversation={"id": "a", "tenantId": guest})
        assert (await post(body, channel.token()))[0] == 200


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"[]", "application/json", 400), (b'{"text": "x"}', "application/json", 400),
        (b"{}", "text/plain", 415), (b"{}", "application/octet-stream", 415), (b" " * 2_000_000, "application/json", 413),
    ],
)  # fmt: skip
async def test_malformed_bodies_with_a_good_token(locked: Post, channel: Channel, data: bytes, kind: str, status: int) -> None:
    assert (await locked(data=io.BytesIO(data), token=channel.token(), headers={"Content-Type": kind}))[0] == status


async def test_bodies_of_strangers_are_not_read(locked: Post) -> None:
    assert (await locked(data=b"{", headers={"Content-Type": "application/json"}))[0] == 401


HOSTS = [
    "http://smba.trafficmanager.net/no/", "https://smba.trafficmanager.net.evil.example/", "https://evil.example/smba.trafficmanager.net",
    "https://smba.trafficmanager.net@evil.example/", "https://169.254.169.254/metadata", "http://localhost:80/", "file:///etc/passwd",
    "https://[::1", "https://evil.example#.botframework.com", "https://evilbotframework.com/", "", "https://smba.trafficmanager.net:99999/",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTS)
def test_replies_leave_for_no_other_host(address: str) -> None:
    hosts = read_settings(_env_file=None).ALLOWED_SERVICE_HOSTS
    with pytest.raises(Refused):
        Connector(None, NoToken(), hosts, local=False).require_allowed(address)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["https://smba.trafficmanager.net/no/tenant/", "https://europe.smba.teams.microsoft.com/x"])
def test_replies_leave_for_teams(address: str) -> None:
    Connector(None, NoToken(), read_settings(_env_file=None).ALLOWED_SERVICE_HOSTS, local=False).require_allowed(address)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [
    {"MicrosoftAppId": APP_ID}, {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": "x"}, {"MicrosoftAppPassword": "x"},
    {"HOST": "0.0.0.0"}, {"MicrosoftAppId": APP_ID, "MicrosoftAppType": "UserAssignedMSI"},  # noqa: S104
])  # fmt: skip
def test_half_a_set_of_credentials_starts_nothing(values: dict[str, str]) -> None:
    with pytest.raises(SettingsFault):
        read_settings(_env_file=None, **values)
