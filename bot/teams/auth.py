"""Check that a request comes from Teams: a token signed by the channel's keys, for us, for this serviceUrl, of an allowed tenant.

The SDK's own check answers 500 to most bad tokens, fetches keys on the event loop without a time limit, and lets a
rotated key fail; so this is ours. Every refusal is 401 or 403. Keys are kept, refreshed for an unknown key id at most
every ten seconds, and fetched once however many ask.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

from bot.errors import Refused
from bot.settings import Settings
from bot.teams.wire import Incoming

log = structlog.get_logger()

KEYS_LAST = 24 * 3600.0
LEAST_BETWEEN = 10.0
LEEWAY = 300
TIME_LIMIT = aiohttp.ClientTimeout(total=8, connect=4)


@dataclass(frozen=True, slots=True)
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
        self._fetched = float("-inf")
        self._lock = asyncio.Lock()

    async def get(self, key_id: str) -> SigningKey | None:
        """Return the key, fetching anew when it is unknown or all are old."""
        old = time.monotonic() - self._fetched > KEYS_LAST
        if key_id not in self._keys or old:
            await self.refresh()
        return self._keys.get(key_id)

    async def refresh(self) -> bool:
        """Fetch the keys, unless that was just done; tell whether any are held. Old ones stay when it fails."""
        async with self._lock:
            if time.monotonic() - self._fetched < LEAST_BETWEEN:
                return bool(self._keys)
            try:
                self._keys = await self._fetch()
                self._fetched = time.monotonic()
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.error("keys_unavailable", error=type(error).__name__)
        return bool(self._keys)

    async def _fetch(self) -> dict[str, SigningKey]:
        metadata = await self._json(self._metadata_url)
        held = await self._json(str(metadata["jwks_uri"]))
        keys = {}
        for one in held["keys"]:
            if one.get("kty") == "RSA" and one.get("kid"):
                key = jwt.PyJWK(one, algorithm="RS256").key
                keys[str(one["kid"])] = SigningKey(key, frozenset(one.get("endorsements") or ()))
        return keys

    async def _json(self, address: str) -> Any:
        async with self._session.get(address, timeout=TIME_LIMIT) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


class Authenticator:
    """Lets in what Teams signed for us, and nothing else."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self._app_id = settings.MicrosoftAppId
        self._issuer = settings.TOKEN_ISSUER
        self._tenants = settings.tenants
        self._keys = keys

    async def require(self, header: str, incoming: Incoming) -> None:
        """Raise Refused unless the request may come in."""
        claims = await self._claims(header, incoming.channel)
        if not claims.get("serviceurl") or str(claims["serviceurl"]).rstrip("/") != incoming.service_url.rstrip("/"):
            raise Refused(401, "serviceurl")
        if self._tenants and incoming.tenant.lower() not in self._tenants:
            raise Refused(403, "tenant")

    async def _claims(self, header: str, channel: str) -> dict[str, Any]:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > 16_384:
            raise Refused(401, "no token")
        try:
            head = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise Refused(401, "malformed") from error
        key = await self._keys.get(str(head.get("kid", ""))) if head.get("alg") == "RS256" else None
        if key is None:
            raise Refused(401, "unknown key")
        if key.endorsements and channel not in key.endorsements:
            raise Refused(401, "endorsements")
        return self._decoded(token, key)

    def _decoded(self, token: str, key: SigningKey) -> dict[str, Any]:
        try:
            return dict(
                jwt.decode(
                    token,
                    key.key,
                    algorithms=["RS256"],
                    audience=self._app_id,
                    issuer=self._issuer,
                    leeway=LEEWAY,
                    options={"require": ["exp", "aud", "iss"]},
                )
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Refused(401, type(error).__name__) from error
