"""Check that a request comes from Teams: a token signed by the channel's keys, for us, for this serviceUrl, of an allowed tenant.

The SDK's own check answers 500 to most bad tokens; so this is ours. Every refusal is 401 or 403. A token that was
found good is remembered by its hash until it runs out, since Teams sends the same one for an hour; the token speaks for
the sender, not for the body, so what the body says of serviceUrl, channel and tenant is looked at each time.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from bot.errors import Refused
from bot.settings import Settings
from bot.teams.keys import SigningKey, SigningKeys
from bot.teams.wire import Incoming

LEEWAY = 300
REMEMBERED = 1_000
LONGEST = 16_384
"""Characters of a token that are looked at."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A token that was found good, and what it is good for."""

    key: SigningKey
    service_url: str
    until: float


class Authenticator:
    """Lets in what Teams signed for us, and nothing else."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self._app_id = settings.MicrosoftAppId
        self._issuer = settings.TOKEN_ISSUER
        self._tenants = settings.tenants
        self._keys = keys
        self._passes: OrderedDict[bytes, Pass] = OrderedDict()

    async def identify(self, header: str) -> Pass:
        """Return what the token in an Authorization header is good for; raises Refused (401)."""
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
            raise Refused(401, "no token")
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._passes.get(digest)
        if known is not None and time.time() < known.until and self._keys.holds(known.key):
            return known
        self._passes.pop(digest, None)
        found = await self._checked(token)
        self._passes[digest] = found
        if len(self._passes) > REMEMBERED:
            self._passes.popitem(last=False)
        return found

    def admit(self, held: Pass, incoming: Incoming) -> None:
        """Raise Refused unless a token is good for this activity: its serviceUrl and channel (401), its tenant (403)."""
        if not held.service_url or held.service_url != incoming.service_url.rstrip("/"):
            raise Refused(401, "serviceurl")
        if held.key.endorsements and incoming.channel not in held.key.endorsements:
            raise Refused(401, "endorsements")
        if self._tenants and incoming.tenant.lower() not in self._tenants:
            raise Refused(403, "tenant")

    async def _checked(self, token: str) -> Pass:
        needed = ["exp", "aud", "iss"]
        key, claims = await self._keys.verified(token, self._app_id, LEEWAY, needed, self._issuer)
        return Pass(key, str(claims.get("serviceurl") or "").rstrip("/"), float(claims["exp"]) + LEEWAY)
