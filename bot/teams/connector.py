"""Send activities to Teams: one session for all, one kept token, and patience with a busy service, within a time limit."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import aiohttp
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bot.errors import Refused
from bot.teams.plain import Json, dump, load
from bot.teams.tokens import TokenRefused

log = structlog.get_logger()

RETRIED = frozenset({412, 429, 500, 502, 503, 504})
"""Statuses to try again after: those Teams asks bots to, and a server's own troubles."""
TRIES = 4
ALL_WITHIN = 11.0
"""Seconds for all tries: Teams sends its own request anew after fifteen."""
TIME_LIMIT = aiohttp.ClientTimeout(total=8, connect=4)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Token(Protocol):
    """The bot's own token."""

    async def __call__(self) -> str:
        """Return a token; empty for none."""

    def drop(self, token: str) -> None:
        """Forget a token that Teams refused."""


class Busy(Exception):
    """Teams asks us to come again; `after` holds seconds where it said so."""

    def __init__(self, status: int, after: float | None = None) -> None:
        super().__init__(str(status))
        self.status = status
        self.after = after


class SendFailed(Exception):
    """Teams did not take the activity; `status` is its answer, 0 for none. `passing` tells whether it may later."""

    def __init__(self, status: int, passing: bool) -> None:
        super().__init__(str(status))
        self.status = status
        self.passing = passing


class Connector:
    """Posts, replaces and deletes activities at the serviceUrl that the conversation came from."""

    def __init__(self, session: aiohttp.ClientSession, token: Token, hosts: tuple[str, ...], local: bool) -> None:
        self._session = session
        self._token = token
        self._hosts = hosts
        self._local = local
        self._allowed: set[str] = set()

    def require_allowed(self, service_url: str) -> None:
        """Raise Refused (403) for an address that replies must not be sent to."""
        if service_url in self._allowed:
            return
        if not self._is_allowed(service_url):
            raise Refused(403, "serviceUrl")
        if len(self._allowed) < 100:
            self._allowed.add(service_url)

    def _is_allowed(self, service_url: str) -> bool:
        try:
            parts = urlsplit(service_url)
            host, _ = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        if parts.username or parts.password or parts.query or parts.fragment or "\\" in service_url:
            return False
        if self._local:
            return host in LOOPBACK and parts.scheme in ("http", "https")
        named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in self._hosts)
        return named and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))

    async def send(self, service_url: str, conversation: str, activity: Json, reply_to: str = "") -> str:
        """Send an activity; return the id Teams gave it."""
        tail = f"/{quote(reply_to, safe='')}" if reply_to else ""
        return await self._call("POST", self._address(service_url, conversation, tail), activity)

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> str:
        """Replace an activity sent before."""
        return await self._call("PUT", self._address(service_url, conversation, f"/{quote(activity_id, safe='')}"), activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Delete an activity sent before."""
        await self._call("DELETE", self._address(service_url, conversation, f"/{quote(activity_id, safe='')}"), None)

    def _address(self, service_url: str, conversation: str, tail: str) -> str:
        self.require_allowed(service_url)
        return f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/activities{tail}"

    async def _call(self, method: str, address: str, body: Json | None) -> str:
        data = None if body is None else dump(body)
        until = time.monotonic() + ALL_WITHIN
        try:
            async with asyncio.timeout(ALL_WITHIN):
                try:
                    return await self._once(method, address, data)
                except (Busy, aiohttp.ClientConnectionError) as error:
                    return await self._again(method, address, data, error, until)
        except Busy as error:
            raise SendFailed(error.status, passing=True) from error
        except TokenRefused as error:
            raise SendFailed(error.status, passing=True) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendFailed(0, passing=True) from error

    async def _again(self, method: str, address: str, data: bytes | None, first: Exception, until: float) -> str:
        pending: Exception | None = first
        patient = AsyncRetrying(
            retry=retry_if_exception_type((Busy, aiohttp.ClientConnectionError)),
            stop=_stop(until),
            wait=_wait,
            reraise=True,
        )
        async for attempt in patient:
            with attempt:
                if pending is not None:
                    raised, pending = pending, None
                    raise raised
                return await self._once(method, address, data)
        raise SendFailed(0, passing=True)

    async def _once(self, method: str, address: str, data: bytes | None, fresh: bool = False) -> str:
        token = await self._token()
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self._session.request(
            method, address, data=data, headers=headers, timeout=TIME_LIMIT, allow_redirects=False
        ) as answer:
            if answer.status < 300:
                return await _id_of(answer)
            if answer.status in RETRIED:
                raise Busy(answer.status, _seconds(answer.headers.get("Retry-After")))
            if answer.status != 401 or fresh or not token:
                raise SendFailed(answer.status, passing=answer.status == 401)
        self._token.drop(token)
        return await self._once(method, address, data, fresh=True)


async def _id_of(answer: aiohttp.ClientResponse) -> str:
    """Return the id in an answer; Teams has the activity even when the rest of its answer never comes."""
    try:
        held: Any = load(await answer.read())
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return ""
    return str(held.get("id", "")) if isinstance(held, dict) else ""


_backoff = wait_random_exponential(multiplier=0.3, max=4)
_most_tries = stop_after_attempt(TRIES)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Busy) and error.after is not None:
        return error.after
    return _backoff(state)


def _stop(until: float) -> Any:
    def stop(state: RetryCallState) -> bool:
        # Waiting longer than there is time for helps nobody: Teams comes again by itself.
        return _most_tries(state) or time.monotonic() + float(state.upcoming_sleep) > until

    return stop


def _seconds(value: str | None) -> float | None:
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
