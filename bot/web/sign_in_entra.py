"""What the sign-in asks of Entra: the way there, the exchange of a code, and whether a token is good for our pages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.errors import Refused
from bot.settings import Settings
from bot.teams.keys import SigningKeys

EDITOR = "Redaktor"
"""The app role in Entra that opens the editors' desk."""
SCOPE = "access_as_user"
LEEWAY = 120
LONGEST = 16_384
TIME_LIMIT = aiohttp.ClientTimeout(total=8, connect=3)
CALLBACK = "/veileder/innlogging/svar"


class EntraSilent(Exception):
    """Entra could not be reached, or gave an answer that cannot be read."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a token speaks for."""

    tenant: str
    subject: str
    is_editor: bool


class Entra:
    """The tenant's sign-in, for the app registration in the settings."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self._app = settings.sign_in_app
        self._secret = settings.sign_in_secret
        self._tenants = settings.tenants
        self._authority = settings.SIGN_IN_AUTHORITY.rstrip("/")
        self._home = settings.PUBLIC_URL.rstrip("/")
        self._place = settings.sign_in_place
        self._session = session
        self.keys = SigningKeys(session, f"{self._place}/v2.0/.well-known/openid-configuration")
        self._resource = settings.sign_in_resource

    def way_in(self, state: str, nonce: str, verifier: str) -> str:
        """Return the address of Microsoft's sign-in page; it is told nothing of what someone wants to read."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": self._app, "response_type": "code", "response_mode": "query", "scope": "openid",
            "redirect_uri": self._home + CALLBACK, "state": state, "nonce": nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._place}/oauth2/v2.0/authorize?{urlencode(asked)}"

    @property
    def way_out(self) -> str:
        """Return the address that signs someone out of the Microsoft account in this browser."""
        return f"{self._place}/oauth2/v2.0/logout"

    async def redeem(self, code: str, verifier: str, nonce: str) -> Person:
        """Return whom a code speaks for; raises Refused, or EntraSilent when it cannot be asked."""
        form = {
            "grant_type": "authorization_code", "client_id": self._app, "client_secret": self._secret,
            "code": code, "redirect_uri": self._home + CALLBACK, "code_verifier": verifier, "scope": "openid",
        }  # fmt: skip
        try:
            request = self._session.post(f"{self._place}/oauth2/v2.0/token", data=form, timeout=TIME_LIMIT, allow_redirects=False)
            async with request as answer:
                held = await answer.json(content_type=None)
                if answer.status >= 500:
                    raise EntraSilent(str(answer.status))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise EntraSilent(type(error).__name__) from error
        if not isinstance(held, dict) or not isinstance(held.get("id_token"), str):
            raise Refused(401, "code")
        claims = await self._claims(held["id_token"], [self._app])
        if claims.get("nonce") != nonce:
            raise Refused(401, "nonce")
        return self._person(claims)

    async def vouched(self, token: str) -> Person:
        """Return whom a token from a Teams tab speaks for: one made for our pages, and for a person; raises Refused."""
        claims = await self._claims(token, [self._app, self._resource])
        if SCOPE not in str(claims.get("scp", "")).split():
            raise Refused(401, "scope")
        return self._person(claims)

    async def _claims(self, token: str, audience: list[str]) -> dict[str, Any]:
        if len(token) > LONGEST:
            raise Refused(401, "token")
        needed = ["exp", "iat", "aud", "iss", "sub", "tid"]
        _, claims = await self.keys.verified(token, audience, LEEWAY, needed)
        self._require_issued(claims)
        return claims

    def _require_issued(self, claims: dict[str, Any]) -> None:
        """Raise Refused unless the tenant that the token names has issued it, and is one of ours."""
        tenant = str(claims["tid"]).lower()
        if claims["iss"] not in (f"{self._authority}/{tenant}/v2.0", f"https://sts.windows.net/{tenant}/"):
            raise Refused(401, "issuer")
        if tenant not in self._tenants:
            raise Refused(403, "tenant")

    def _person(self, claims: dict[str, Any]) -> Person:
        roles = claims.get("roles")
        return Person(str(claims["tid"]).lower(), str(claims["sub"]), isinstance(roles, list) and EDITOR in roles)
