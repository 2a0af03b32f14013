"""The bot's own token for Teams: fetched by one request, kept until five minutes before it runs out, one fetch at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog

from bot.settings import Settings

log = structlog.get_logger()

TIME_LIMIT = aiohttp.ClientTimeout(total=6, connect=3)
EARLY = 300.0
"""Seconds before a token runs out that a new one is fetched."""
SCOPE = "https://api.botframework.com"
Fetch = Callable[[], Awaitable[tuple[int, Any]]]


class TokenRefused(Exception):
    """No token could be had; `status` is the token endpoint's answer, 0 for none."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class KeptToken:
    """A token, fetched when there is none or the one held is about to run out."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._lock = asyncio.Lock()
        self._token = ""
        self._renew = self._until = 0.0

    async def __call__(self) -> str:
        """Return a token; while a new one cannot be had, the old one for as long as it lasts."""
        if time.monotonic() < self._renew:
            return self._token
        async with self._lock:
            if time.monotonic() < self._renew:
                return self._token
            try:
                await self._renewed()
            except TokenRefused:
                if time.monotonic() >= self._until:
                    raise
        return self._token

    def drop(self, token: str) -> None:
        """Forget a token that Teams refused."""
        if token == self._token:
            self._renew = self._until = 0.0

    async def _renewed(self) -> None:
        try:
            status, held = await self._fetch()
            if status != 200 or not isinstance(held, dict) or not held.get("access_token"):
                raise TokenRefused(status)
            lasts = float(held.get("expires_in", 3600))
        except (aiohttp.ClientError, TimeoutError, ValueError, TypeError) as error:
            log.error("token_unavailable", error=type(error).__name__)
            raise TokenRefused(0) from error
        except TokenRefused as error:
            log.error("token_refused", status=error.status)
            raise
        self._token = str(held["access_token"])
        self._until = time.monotonic() + lasts - 5
        self._renew = max(time.monotonic() + lasts - EARLY, time.monotonic() + min(30.0, lasts / 2))


def entra_token(session: aiohttp.ClientSession, settings: Settings) -> KeptToken:
    """Return the token of an app registration with a secret; SingleTenant asks its own tenant."""
    tenant = "botframework.com" if settings.MicrosoftAppType == "MultiTenant" else settings.MicrosoftAppTenantId
    address = settings.TOKEN_URL or f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.MicrosoftAppId,
        "client_secret": settings.MicrosoftAppPassword.get_secret_value(),
        "scope": f"{SCOPE}/.default",
    }

    async def fetch() -> tuple[int, Any]:
        async with session.post(address, data=form, timeout=TIME_LIMIT) as answer:
            return answer.status, await answer.json(content_type=None)

    return KeptToken(fetch)


def managed_identity_token(session: aiohttp.ClientSession, settings: Settings) -> KeptToken:
    """Return the token of a user-assigned managed identity, from the endpoint of the platform that runs us."""
    secret = settings.IDENTITY_HEADER.get_secret_value()
    query = {"resource": SCOPE, "client_id": settings.MicrosoftAppId, "api-version": "2019-08-01" if secret else "2018-02-01"}
    headers = {"X-IDENTITY-HEADER": secret} if secret else {"Metadata": "true"}

    async def fetch() -> tuple[int, Any]:
        async with session.get(settings.IDENTITY_ENDPOINT, params=query, headers=headers, timeout=TIME_LIMIT) as answer:
            held = await answer.json(content_type=None)
            if isinstance(held, dict) and "expires_in" not in held and "expires_on" in held:
                held["expires_in"] = float(held["expires_on"]) - time.time()
            return answer.status, held

    return KeptToken(fetch)


class NoToken:
    """Local mode speaks to loopback alone, without a token."""

    async def __call__(self) -> str:
        """Return no token."""
        return ""

    def drop(self, token: str) -> None:
        """Do nothing: there is none."""
