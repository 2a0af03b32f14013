"""An authorisation server on loopback that does what Entra does: keys, a sign-in page that says yes, and codes for tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.teams.activities import TENANT

APP_ID = "99999999-8888-7777-6666-555555555555"
SECRET = "the client secret"
SUBJECT = "subject-of-kari"


@dataclass
class FakeEntra:
    """What it has been asked, and what its tokens say."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims that the next tokens have besides the usual ones; None takes one away."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    error: str = ""
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def token(self, key: Any = None, algorithm: str = "RS256", kid: str = "entra", **claims: Any) -> str:
        now = int(time.time())
        usual = {
            "iss": f"{self.url}/{TENANT}/v2.0", "aud": APP_ID, "tid": TENANT, "sub": SUBJECT, "iat": now, "nbf": now, "exp": now + 3600,
            "name": "Kari Nordmann", "preferred_username": "kari@kommunen.example",
        }  # fmt: skip
        held = {name: value for name, value in {**usual, **self.claims, **claims}.items() if value is not None}
        signing = None if algorithm == "none" else "secret" * 8 if algorithm == "HS256" else key or self.key
        return jwt.encode(held, signing, algorithm=algorithm, headers={"kid": kid})

    def from_teams(self, **claims: Any) -> str:
        return self.token(**{"scp": "access_as_user", **claims})

    def app(self) -> web.Application:
        async def metadata(request: web.Request) -> web.Response:
            return web.json_response({"jwks_uri": f"{self.url}/keys"})

        async def keys(request: web.Request) -> web.Response:
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return web.json_response({"keys": [{**public, "kid": "entra", "use": "sig"}]})

        async def authorize(request: web.Request) -> web.Response:
            asked = dict(request.query)
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            given = {"error": self.error} if self.error else {"code": code}
            return web.Response(
                status=302, headers={"Location": f"{asked['redirect_uri']}?{urlencode({**given, 'state': asked['state']})}"}
            )

        async def token(request: web.Request) -> web.Response:
            if self.body is not None or self.status != 200:
                return web.Response(status=self.status, body=self.body or b"{}", content_type="application/json")
            form = {name: str(value) for name, value in (await request.post()).items()}
            self.redeemed.append(form)
            asked = self.codes.pop(form.get("code", ""), None)
            if asked is None or not self._matches(asked, form):
                return web.json_response({"error": "invalid_grant", "error_description": "AADSTS70008"}, status=400)
            return web.json_response({"token_type": "Bearer", "id_token": self.token(**{"nonce": asked["nonce"], **self.claims})})

        app = web.Application()
        place = f"/{TENANT}"
        app.add_routes([
            web.get(f"{place}/v2.0/.well-known/openid-configuration", metadata), web.get("/keys", keys),
            web.get(f"{place}/oauth2/v2.0/authorize", authorize), web.post(f"{place}/oauth2/v2.0/token", token),
        ])  # fmt: skip
        return app

    @staticmethod
    def _matches(asked: dict[str, str], form: dict[str, str]) -> bool:
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        same = form["redirect_uri"] == asked["redirect_uri"] and form["client_id"] == asked["client_id"] == APP_ID
        return same and form["client_secret"] == SECRET and asked["code_challenge"] == hashed
