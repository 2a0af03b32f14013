"""A running service on a free port of loopback, local or locked, with a key set and a connector of our own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.conversation.conversation import Conversation
from bot.conversation.recent import RecentAnswers
from bot.service import build_app
from bot.settings import Settings, read_settings
from tests.teams.activities import TENANT

APP_ID = "99999999-8888-7777-6666-555555555555"
ISSUER = "https://api.botframework.com"


class Live:
    """The content in use, as the service holds it."""

    def __init__(self, conversation: Conversation) -> None:
        self.current = RecentAnswers(conversation)

    def reload_if_changed(self) -> bool:
        return False


@dataclass
class Channel:
    """Teams' side: signing keys over HTTP, a token endpoint, and a connector that notes what it is sent."""

    keys: dict[str, Any] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    metadata_status: int = 200
    url: str = ""
    hold: asyncio.Event | None = None
    """While it is there and not set, the key server keeps everyone waiting."""
    fetches: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    identities: list[dict[str, str | None]] = field(default_factory=list)

    def add_key(self, name: str, endorsements: list[str] | None = None) -> None:
        private = rsa.generate_private_key(65537, 2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        self.keys[name] = (private, {**public, "kid": name, "use": "sig", "endorsements": endorsements or ["msteams"]})

    def token(self, key: str = "first", headers: dict[str, Any] | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        now = int(time.time())
        whole = {"iss": ISSUER, "aud": APP_ID, "exp": now + 600, "nbf": now - 60, "serviceurl": f"{self.url}/connector", **claims}
        whole = {name: value for name, value in whole.items() if value is not None}
        signing = "secret" * 8 if algorithm == "HS256" else None if algorithm == "none" else self.keys[key][0]
        return jwt.encode(whole, signing, algorithm=algorithm, headers={"kid": key, **(headers or {})})

    def app(self) -> web.Application:
        async def metadata(request: web.Request) -> web.Response:
            self.fetches += 1
            if self.hold is not None:
                self.asked.set()
                await self.hold.wait()
            return web.json_response({"jwks_uri": f"{self.url}/keys"}, status=self.metadata_status)

        async def identity(request: web.Request) -> web.Response:
            names = {name: request.query.get(name) for name in ("client_id", "api-version")}
            self.identities.append({"metadata": request.headers.get("Metadata"), **names})
            return web.json_response({"access_token": "identity", "expires_in": "3600"})

        async def keys(request: web.Request) -> web.Response:
            return web.json_response({"keys": [public for _, public in self.keys.values()]})

        async def token(request: web.Request) -> web.Response:
            return web.json_response({"access_token": "ours", "expires_in": 3600})

        async def connector(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else None
            if body and body.get("type") == "typing":
                # On a slow machine the three dots come before an answer: they are no answer, and take none's place.
                return web.json_response({"id": "dots"}, status=201)
            status, headers = self.answers.pop(0) if self.answers else (201, {})
            self.sent.append(
                {
                    "method": request.method,
                    "path": request.path,
                    "auth": request.headers.get("Authorization"),
                    "body": body,
                    "status": status,
                }
            )
            return web.json_response({"id": f"sent-{len(self.sent)}"}, status=status, headers=headers)

        app = web.Application()
        app.add_routes(
            [web.get("/metadata", metadata), web.get("/keys", keys), web.post("/token", token), web.get("/identity", identity)]
        )
        app.router.add_route("*", "/connector/{rest:.*}", connector)
        return app


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    held = Channel()
    held.add_key("first")
    async with TestServer(held.app(), host="127.0.0.1") as server:
        held.url = f"http://localhost:{server.port}"
        yield held


Post = Callable[..., Awaitable[tuple[int, Any]]]


async def served(settings: Settings, conversation: Conversation) -> AsyncIterator[Post]:
    app = await build_app(settings, Live(conversation))  # type: ignore[arg-type]
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:

        async def post(
            body: Any = None,
            token: str | None = None,
            data: Any = None,
            headers: dict[str, str] | None = None,
            path: str = "/api/messages",
        ) -> tuple[int, Any]:
            sent = {"Authorization": f"Bearer {token}"} if token is not None else {}
            kwargs: dict[str, Any] = {"json": body} if data is None else {"data": data}
            async with session.post(server.make_url(path), headers={**sent, **(headers or {})}, **kwargs) as answer:
                text = await answer.text()
                return answer.status, (await answer.json() if text.startswith(("{", "[")) else text)

        yield post


@pytest.fixture(params=["botbuilder", "agents"])
def door(request: pytest.FixtureRequest) -> str:
    """Each contract holds for both doors."""
    return str(request.param)


@pytest.fixture
async def local(conversation: Conversation, settings: Settings, door: str) -> AsyncIterator[Post]:
    async for post in served(settings.model_copy(update={"DOOR": door}), conversation):
        yield post


def locked_settings(channel: Channel, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "MicrosoftAppId": APP_ID, "MicrosoftAppPassword": "secret", "MicrosoftAppTenantId": TENANT, "ALLOWED_SERVICE_HOSTS": "localhost",
        "OPENID_METADATA_URL": f"{channel.url}/metadata", "TOKEN_URL": f"{channel.url}/token", "DATABASE_URL": "memory", **more,
    }  # fmt: skip
    return read_settings(_env_file=None, **values)


@pytest.fixture
async def locked(conversation: Conversation, channel: Channel, door: str) -> AsyncIterator[Post]:
    async for post in served(locked_settings(channel, DOOR=door), conversation):
        yield post
