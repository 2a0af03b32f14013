"""Who may use the desk, and that what is written comes from the desk's own pages."""

from __future__ import annotations

import hmac
import json
import secrets
from typing import Any, Protocol

from aiohttp import web

from bot.errors import BadActivity, Refused
from bot.web.messages import require_loopback

TOKEN_HEADER = "X-Desk-Token"  # noqa: S105
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Admits(Protocol):
    """Lets editors in, and nobody else."""

    signs_out: bool
    """Whether an editor has signed in, and can sign out."""

    def admit(self, request: web.Request) -> None:
        """Raise Refused, or a redirect to the sign-in, unless the caller is an editor."""

    def token(self, request: web.Request) -> str:
        """Return the secret that this caller's pages send along with what they write."""


class LoopbackOnly:
    """Whoever sits at this machine is the editor; a page from elsewhere cannot speak for them."""

    signs_out = False

    def __init__(self) -> None:
        self._token = secrets.token_urlsafe(24)

    def admit(self, request: web.Request) -> None:
        """Raise Refused unless the caller is on this machine, by address, by name and by origin."""
        require_loopback(request)

    def token(self, request: web.Request) -> str:
        """Return the secret of this start of the desk."""
        return self._token


async def posted(request: web.Request, guard: Admits) -> dict[str, Any]:
    """Return the JSON that one of the desk's own pages has sent; raises Refused for all others."""
    guard.admit(request)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Refused(403, "another site")
    if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), guard.token(request).encode()):
        raise Refused(403, "desk token")
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise BadActivity("not JSON") from error
    if not isinstance(body, dict):
        raise BadActivity("not an object")
    return body
