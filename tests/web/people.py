"""A service that asks people to sign in, and a browser as far as cookies go."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp.test_utils import TestServer

from bot.conversation.conversation import Conversation
from bot.service import LiveConversation, build_app
from bot.settings import Settings, read_settings
from tests.teams.activities import TENANT
from tests.teams.conftest import Live
from tests.web.entra import APP_ID, SECRET, FakeEntra

PAGE = "/veileder/oppslag/meldeplikt"


def way_in(page: str) -> str:
    """The address of the button that signs one in."""
    (found,) = set(re.findall(r'href="(/veileder/innlogging/start[^"]*)"', page))
    return str(found).replace("&amp;", "&")


class Person:
    """A browser as far as cookies go: it keeps what it is given, and follows no redirect by itself."""

    def __init__(self, url: str, session: aiohttp.ClientSession, addresses: list[tuple[str, str]]) -> None:
        self.url = url
        self.addresses = addresses
        """All that the service answers to: method and path."""
        self.session = session
        self.jar: dict[str, str] = {}
        self.set: list[str] = []

    async def ask(self, method: str, address: str, **more: Any) -> tuple[int, str, aiohttp.ClientResponse]:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.jar.items()), **more.pop("headers", {})}
        address = address if "://" in address else self.url + address
        async with self.session.request(method, address, headers=headers, allow_redirects=False, **more) as answer:
            self.set = answer.headers.getall("Set-Cookie", [])
            for line in self.set:
                name, _, text = line.split(";")[0].partition("=")
                self.jar[name] = text
                if not text:
                    del self.jar[name]
            return answer.status, await answer.text(), answer

    async def get(self, address: str, **more: Any) -> tuple[int, str]:
        return (await self.ask("GET", address, **more))[:2]

    async def follow(self, address: str) -> str:
        """Ask, and return where the answer sends one."""
        status, text, answer = await self.ask("GET", address)
        assert status in (302, 303), text
        return answer.headers["Location"]

    async def back_from_entra(self, til: str = PAGE) -> str:
        """Go to sign in, sign in, and return the address that one is sent back to."""
        return await self.follow(await self.follow(f"/veileder/innlogging/start?{urlencode({'til': til})}"))

    async def teams(self, token: Any, **headers: str) -> tuple[int, str]:
        return (await self.ask("POST", "/veileder/innlogging", json={"token": token}, headers=headers))[:2]


def asking(entra: FakeEntra, port: int, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "MicrosoftAppId": APP_ID, "MicrosoftAppPassword": SECRET, "MicrosoftAppTenantId": TENANT, "DATABASE_URL": "memory",
        "OPENID_METADATA_URL": f"{entra.url}/{TENANT}/v2.0/.well-known/openid-configuration", "PERSON_KEY": "k" * 32,
        "SIGN_IN_AUTHORITY": entra.url, "PUBLIC_URL": f"http://127.0.0.1:{port}", "GUIDE_SIGN_IN": "on", **more,
    }  # fmt: skip
    return read_settings(_env_file=None, **values)


@asynccontextmanager
async def serving(settings: Settings, conversation: Conversation | None = None) -> AsyncIterator[Callable[[], Person]]:
    """Serve over a conversation, or over what the settings say."""
    live: Any = Live(conversation) if conversation else LiveConversation(settings)
    if conversation:
        live.learned = lambda _: conversation
    app = await build_app(settings, live)
    port = urlsplit(settings.PUBLIC_URL).port
    jar = aiohttp.DummyCookieJar()
    addresses = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource is not None]
    async with TestServer(app, host="127.0.0.1", port=port), aiohttp.ClientSession(cookie_jar=jar) as session:
        yield lambda: Person(f"http://127.0.0.1:{port}", session, addresses)
