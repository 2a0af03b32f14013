"""Send activities to Teams: one session for all, a token kept until it runs out, and patience with a busy service."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bot.errors import Refused
from bot.settings import Settings

log = structlog.get_logger()

RETRIED = frozenset({412, 429, 502, 504})
"""Statuses that Teams asks bots to try again after."""
TRIES = 4
LONGEST_WAIT = 20.0
"""Seconds to wait between tries, whatever Retry-After says."""
TIME_LIMIT = aiohttp.ClientTimeout(total=15, connect=5)

Token = Callable[[], Awaitable[str]]


class Busy(Exception):
    """Teams asks us to come again; `after` holds seconds where it said so."""

    def __init__(self, status: int, after: float | None) -> None:
        super().__init__(str(status))
        self.after = after


class SendFailed(Exception):
    """Teams did not take the activity; `status` is its answer, 0 for none."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Connector:
    """Posts, replaces and deletes activities at the serviceUrl that the conversation came from."""

    def __init__(self, session: aiohttp.ClientSession, token: Token, hosts: tuple[str, ...], local: bool) -> None:
        self._session = session
        self._token = token
        self._hosts = hosts
        self._local = local

    def require_allowed(self, service_url: str) -> None:
        """Raise Refused (403) for an address that replies must not be sent to."""
        parts = urlsplit(service_url)
        host = parts.hostname or ""
        if self._local:
            allowed = host in ("localhost", "127.0.0.1", "::1") and parts.scheme in ("http", "https")
        else:
            named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in self._hosts)
            allowed = named and (parts.scheme == "https" or host in ("localhost", "127.0.0.1"))
        if not allowed:
            raise Refused(403, "serviceUrl")

    async def send(self, service_url: str, conversation: str, activity: dict[str, Any], reply_to: str = "") -> str:
        """Send an activity; return the id Teams gave it."""
        tail = f"/{quote(reply_to, safe='')}" if reply_to else ""
        return await self._call("POST", self._address(service_url, conversation, tail), activity)

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: dict[str, Any]) -> str:
        """Replace an activity sent before."""
        return await self._call("PUT", self._address(service_url, conversation, f"/{quote(activity_id, safe='')}"), activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Delete an activity sent before."""
        await self._call("DELETE", self._address(service_url, conversation, f"/{quote(activity_id, safe='')}"), None)

    def _address(self, service_url: str, conversation: str, tail: str) -> str:
        self.require_allowed(service_url)
        return f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/activities{tail}"

    async def _call(self, method: str, address: str, body: dict[str, Any] | None) -> str:
        patient = AsyncRetrying(
            retry=retry_if_exception_type((Busy, aiohttp.ClientConnectionError, TimeoutError)),
            stop=stop_after_attempt(TRIES),
            wait=_wait,
            reraise=True,
        )
        try:
            async for attempt in patient:
                with attempt:
                    return await self._once(method, address, body)
        except Busy as error:
            raise SendFailed(int(str(error))) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendFailed(0) from error
        raise SendFailed(0)

    async def _once(self, method: str, address: str, body: dict[str, Any] | None) -> str:
        token = await self._token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.request(method, address, json=body, headers=headers, timeout=TIME_LIMIT) as answer:
            if answer.status in RETRIED:
                raise Busy(answer.status, _seconds(answer.headers.get("Retry-After")))
            if answer.status >= 300:
                raise SendFailed(answer.status)
            held = await answer.json(content_type=None) if answer.content_length != 0 else None
            return str(held.get("id", "")) if isinstance(held, dict) else ""


_backoff = wait_random_exponential(multiplier=0.4, max=8)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Busy) and error.after is not None:
        return min(error.after, LONGEST_WAIT)
    return _backoff(state)


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        return None


class EntraToken:
    """The bot's own token for Teams, fetched by one POST and kept until five minutes before it runs out."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._session = session
        self._settings = settings
        tenant = settings.MicrosoftAppTenantId if settings.MicrosoftAppType == "SingleTenant" else "botframework.com"
        self._address = settings.TOKEN_URL or f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
        self._token = ""
        self._until = 0.0

    async def __call__(self) -> str:
        """Return a token that is valid for some minutes yet."""
        if time.monotonic() < self._until:
            return self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.MicrosoftAppId,
            "client_secret": self._settings.MicrosoftAppPassword.get_secret_value(),
            "scope": "https://api.botframework.com/.default",
        }
        async with self._session.post(self._address, data=form, timeout=TIME_LIMIT) as answer:
            held = await answer.json(content_type=None) if answer.status == 200 else {}
        if "access_token" not in held:
            log.error("token_refused", status=answer.status)
            raise SendFailed(answer.status)
        self._token = str(held["access_token"])
        self._until = time.monotonic() + max(30.0, float(held.get("expires_in", 3600)) - 300)
        return self._token


class ManagedIdentityToken:
    """The bot's token from a user-assigned managed identity, by the platform's own endpoint."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, endpoint: str, secret: str) -> None:
        self._session = session
        self._client = settings.MicrosoftAppId
        self._endpoint = endpoint
        self._secret = secret
        self._token = ""
        self._until = 0.0

    async def __call__(self) -> str:
        """Return a token that is valid for some minutes yet."""
        if time.monotonic() < self._until:
            return self._token
        query = {"resource": "https://api.botframework.com", "client_id": self._client, "api-version": "2019-08-01"}
        headers = {"X-IDENTITY-HEADER": self._secret} if self._secret else {"Metadata": "true"}
        async with self._session.get(self._endpoint, params=query, headers=headers, timeout=TIME_LIMIT) as answer:
            held = await answer.json(content_type=None) if answer.status == 200 else {}
        if "access_token" not in held:
            log.error("token_refused", status=answer.status)
            raise SendFailed(answer.status)
        self._token = str(held["access_token"])
        self._until = time.monotonic() + max(30.0, float(held.get("expires_in", 3600)) - 300)
        return self._token


async def no_token() -> str:
    """Return no token: local mode speaks to loopback alone."""
    return ""
