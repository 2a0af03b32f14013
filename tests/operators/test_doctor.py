"""The doctor: each fault named with its cause, against real local servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.operators.doctor import _look_outside, look_at_address, look_at_identity
from bot.settings import Settings, read_settings

BOT, TENANT = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
GOOD = {"MicrosoftAppId": BOT, "MicrosoftAppPassword": "a~secret", "MicrosoftAppTenantId": TENANT}


def settings(**changed: Any) -> Settings:
    return read_settings(_env_file=None, **{**GOOD, **changed})


IDENTITIES = [
    ({}, "riktig form"),
    ({"MicrosoftAppId": "undring"}, "MicrosoftAppId er ikke en GUID"),
    ({"MicrosoftAppTenantId": "kommunen.onmicrosoft.com"}, "MicrosoftAppTenantId er ikke en GUID"),
    ({"MicrosoftAppTenantId": BOT}, "er like"),
    ({"MicrosoftAppPassword": "33333333-2222-3333-4444-555555555555"}, "hemmelighetens ID"),
    ({"MicrosoftAppType": "MultiTenant"}, "MultiTenant"),
    ({"MicrosoftAppId": "", "MicrosoftAppPassword": "", "MicrosoftAppTenantId": ""}, "lokalt"),
]


@pytest.mark.parametrize(("changed", "said"), IDENTITIES)
def test_ids(changed: dict[str, str], said: str) -> None:
    assert any(said in one.message for one in look_at_identity(settings(**changed)))


ADDRESSES = [("", "mangler"), ("http://x.no", "https"), ("https://x.no/bot", "uten sti"), ("https://x.no", "https://x.no")]


@pytest.mark.parametrize(("url", "said"), ADDRESSES)
def test_address(url: str, said: str) -> None:
    assert any(said in one.message for one in look_at_address(settings(PUBLIC_URL=url)))


@pytest.fixture
async def microsoft() -> AsyncIterator[tuple[TestServer, dict[str, Any]]]:
    """A server in Microsoft's place, whose answers a test may change."""
    says: dict[str, Any] = {"keys": 200, "token": (200, {"access_token": "x"}), "date": datetime.now(UTC)}

    async def keys(request: web.Request) -> web.Response:
        return web.json_response({}, status=says["keys"], headers={"Date": format_datetime(says["date"], usegmt=True)})

    async def token(request: web.Request) -> web.Response:
        status, held = says["token"]
        return web.json_response(held, status=status)

    async def place(request: web.Request) -> web.Response:
        return web.json_response({}, status=says.get("place", 200))

    app = web.Application()
    app.add_routes([web.get("/keys", keys), web.post("/token", token)])
    app.add_routes([web.get(f"/{TENANT}/v2.0/.well-known/openid-configuration", place)])
    app.add_routes([web.post(f"/{TENANT}/oauth2/v2.0/token", token)])
    async with TestServer(app) as server:
        yield server, says


OUTSIDE = [
    ({}, "Fikk token"),
    ({"keys": 503}, "svarte 503"),
    ({"date": datetime.now(UTC) - timedelta(hours=1)}, "sekunder feil"),
    ({"token": (401, {"error_description": "AADSTS7000215: Invalid client secret"})}, "Hemmeligheten er feil"),
    ({"token": (400, {"error_description": "AADSTS700016: Application not found"})}, "finnes ikke i denne leietakeren"),
    ({"token": (400, {})}, "Fikk ikke token (400)"),
    ({"token": (200, ["odd"])}, "Fikk ikke token (200)"),
]


@pytest.mark.parametrize(("changed", "said"), OUTSIDE)
async def test_outside(microsoft: tuple[TestServer, dict[str, Any]], changed: dict[str, Any], said: str) -> None:
    server, says = microsoft
    says |= changed
    found = await _look_outside(
        settings(OPENID_METADATA_URL=str(server.make_url("/keys")), TOKEN_URL=str(server.make_url("/token")))
    )
    assert any(said in one.message for one in found), found


SIGN_INS = [
    ({}, {}, None),
    ({"GUIDE_SIGN_IN": "on"}, {}, "/veileder/innlogging/svar står som Redirect URI"),
    ({"DESK": "on"}, {}, "Entra kjenner app-registreringen"),
    ({"DESK": "on"}, {"place": 404}, "svarte 404"),
    ({"DESK": "on"}, {"token": (401, {"error_description": "AADSTS7000222: expired"})}, "SIGN_IN_SECRET"),
    ({"DESK": "on"}, {"token": (400, {"error_description": "AADSTS700016: no app"})}, "SIGN_IN_APP_ID og leietakeren"),
    ({"DESK": "on"}, {"token": (200, "odd")}, "godtok ikke app-registreringen (200)"),
]


@pytest.mark.parametrize(("changed", "answers", "said"), SIGN_INS)
async def test_sign_in(
    microsoft: tuple[TestServer, dict[str, Any]], changed: dict[str, str], answers: dict[str, Any], said: str | None
) -> None:
    server, says = microsoft
    says |= answers
    place = str(server.make_url("/")).rstrip("/")
    held = settings(PUBLIC_URL=place, SIGN_IN_AUTHORITY=place, OPENID_METADATA_URL=f"{place}/keys", **changed)
    found = [
        one for one in await _look_outside(held.model_copy(update={"TOKEN_URL": f"{place}/token"})) if one.about == "sign_in"
    ]
    assert [one.message for one in found if said and said in one.message] or (said is None and not found), found


async def test_nobody_there_is_a_fault_not_a_trace(unused_tcp_port: int) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}/"
    found = await asyncio.wait_for(_look_outside(settings(OPENID_METADATA_URL=nowhere, TOKEN_URL=nowhere)), 30)
    assert {one.state for one in found} == {"fault"}
    assert all(nowhere in one.message for one in found)
