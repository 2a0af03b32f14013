"""The channel's signing keys: fetched before the first request, refreshed in the background, never in the way of a turn.

A known key never waits. An unknown one (the channel has rotated) is asked for at once, by one fetch however many wait,
but at most every ten seconds, so that forged key ids cannot make us hammer the key server.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog
from jwt.types import Options

from bot.errors import Refused

log = structlog.get_logger()

REFRESH_EVERY = 3600.0
RETRY_EVERY = 30.0
LEAST_BETWEEN = 10.0
TRUSTED_FOR = 5 * 24 * 3600.0
"""Seconds that keys are trusted without word from the key server; then nobody comes in."""
TIME_LIMIT = aiohttp.ClientTimeout(total=5, connect=3)
LARGEST = 1024 * 1024
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """One of the channel's keys, and the channels it may speak for (empty means any)."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The channel's keys by id."""

    def __init__(self, session: aiohttp.ClientSession, metadata_url: str) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._keys: dict[str, SigningKey] = {}
        self._read: dict[str, tuple[Any, SigningKey]] = {}
        self._fetched = self._tried = float("-inf")
        self._lock = asyncio.Lock()

    def holds(self, key: SigningKey) -> bool:
        """Tell whether a key is still among the channel's."""
        return key in self._trusted().values()

    async def get(self, key_id: str) -> SigningKey | None:
        """Return the key; an unknown one is asked for first."""
        if key_id and key_id not in self._trusted():
            await self.refresh()
        return self._trusted().get(key_id)

    async def verified(
        self, token: str, audience: str | list[str], leeway: float, needed: list[str], issuer: str | None = None
    ) -> tuple[SigningKey, dict[str, Any]]:
        """Return the key that signed a token, and what it claims; raises Refused (401) unless it is whole, due and for us."""
        try:
            head = jwt.get_unverified_header(token)
        except _UNREADABLE as error:
            raise Refused(401, "malformed") from error
        key = await self.get(str(head.get("kid", ""))) if head.get("alg") == "RS256" else None
        if key is None:
            raise Refused(401, "unknown key")
        options: Options = {"require": needed}
        try:
            claims = jwt.decode(
                token, key.key, algorithms=["RS256"], audience=audience, issuer=issuer, leeway=leeway, options=options
            )
        except (*_UNREADABLE, OverflowError) as error:
            raise Refused(401, type(error).__name__) from error
        return key, dict(claims)

    def _trusted(self) -> dict[str, SigningKey]:
        return self._keys if time.monotonic() - self._fetched < TRUSTED_FOR else {}

    async def refresh(self) -> bool:
        """Fetch the keys, unless that was just tried; tell whether it went well. Old ones stay when it fails."""
        async with self._lock:
            if time.monotonic() - self._tried < LEAST_BETWEEN:
                return self._fetched >= self._tried
            self._tried = time.monotonic()
            try:
                self._keys = await self._fetch()
                self._fetched = time.monotonic()
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.error("keys_unavailable", error=type(error).__name__, held=len(self._keys))
                return False
        return True

    async def keep_fresh(self) -> None:
        """Refresh now and then for ever."""
        while True:  # noqa: ASYNC110
            await asyncio.sleep(REFRESH_EVERY if await self.refresh() else RETRY_EVERY)

    async def _fetch(self) -> dict[str, SigningKey]:
        metadata = await self._json(self._metadata_url)
        held = await self._json(str(metadata["jwks_uri"]))
        read = {}
        for one in held["keys"]:
            if one.get("kty") == "RSA" and one.get("kid") and (key := self._parsed(one)) is not None:
                read[str(one["kid"])] = (one, key)
        if not read:
            raise ValueError("no keys")
        self._read = read
        return {name: key for name, (_, key) in read.items()}

    def _parsed(self, one: dict[str, Any]) -> SigningKey | None:
        """Return a key; the same one as before where nothing changed, so that passes given for it still hold."""
        before = self._read.get(str(one["kid"]))
        if before is not None and before[0] == one:
            return before[1]
        try:
            return SigningKey(jwt.PyJWK(one, algorithm="RS256").key, frozenset(one.get("endorsements") or ()))
        except (jwt.PyJWTError, ValueError, TypeError):  # One broken key must not lock out the good ones.
            log.warning("key_unreadable")
            return None

    async def _json(self, address: str) -> Any:
        async with self._session.get(address, timeout=TIME_LIMIT, allow_redirects=False) as answer:
            answer.raise_for_status()
            if (answer.content_length or 0) > LARGEST:
                raise ValueError("too large")
            return await answer.json(content_type=None)
