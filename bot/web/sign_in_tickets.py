"""The cookies of the sign-in: sealed, short-lived, and with nothing in them that says who someone is."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from cryptography.fernet import InvalidToken

from bot.stores.sealing import Seal

VISIT, FLOW = "__Host-undring", "__Host-undring-innlogging"
"""Names that browsers keep only from https, for this very host, so that no neighbouring host can set them."""
IN_BROWSER, IN_TEAMS, ON_THE_WAY = 8 * 3600, 3600, 600
"""Seconds: a day's work in a browser; in Teams, where it is renewed unseen; and at Microsoft's sign-in page."""
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Visit:
    """Someone who has signed in: a key that tells two people apart and says who neither is, and whether they are an editor."""

    key: str
    is_editor: bool = False


class Tickets:
    """Makes and reads the cookies."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.new(key, b"sign-in", hashlib.sha256).digest()
        self._seal = Seal(self._key)

    def visit(self, request: web.Request) -> Visit | None:
        """Return who asks, by the cookie; None when there is none, or it has run out or was not made by us."""
        held = self._opened(request, VISIT)
        return Visit(str(held["key"]), bool(held["editor"])) if held else None

    def flow(self, request: web.Request) -> dict[str, Any] | None:
        """Return what was put aside when someone went to sign in."""
        return self._opened(request, FLOW)

    def person(self, tenant: str, subject: str) -> str:
        """Return the key of a person: the same each time, and of no use without ours."""
        return hmac.new(self._key, f"{tenant}\0{subject}".encode(), hashlib.sha256).hexdigest()[:32]

    def desk_token(self, visit: Visit) -> str:
        """Return the secret that an editor's pages send along; the same after a new sign-in, so that nothing typed is lost."""
        return hmac.new(self._key, f"desk\0{visit.key}".encode(), hashlib.sha256).hexdigest()

    def let_in(self, answer: web.StreamResponse, visit: Visit, framed: bool) -> None:
        """Set the cookie of a visit; in Teams' frame it is kept apart from what other pages that frame us have."""
        seconds = IN_TEAMS if framed else IN_BROWSER
        text = self._sealed(VISIT, {"key": visit.key, "editor": visit.is_editor}, seconds)
        _set(answer, VISIT, text, seconds, "SameSite=None; Partitioned" if framed else "SameSite=Lax")

    def set_out(self, answer: web.StreamResponse, held: Mapping[str, str]) -> None:
        """Put aside what must be the same when someone comes back from Microsoft."""
        _set(answer, FLOW, self._sealed(FLOW, held, ON_THE_WAY), ON_THE_WAY, "SameSite=Lax")

    def arrived(self, answer: web.StreamResponse) -> None:
        """Take away what was put aside."""
        _set(answer, FLOW, "", 0, "SameSite=Lax")

    def let_out(self, answer: web.StreamResponse) -> None:
        """Take the cookie of a visit away, in a browser and in a frame."""
        _set(answer, VISIT, "", 0, "SameSite=Lax")
        _set(answer, VISIT, "", 0, "SameSite=None; Partitioned")

    def _sealed(self, name: str, held: Mapping[str, Any], seconds: int) -> str:
        return self._seal.seal({**held, "for": name, "until": time.time() + seconds}).decode()

    def _opened(self, request: web.Request, name: str) -> dict[str, Any] | None:
        text = request.cookies.get(name, "")
        if not text or len(text) > LONGEST:
            return None
        try:
            held = self._seal.open(text.encode())
        except (InvalidToken, ValueError):
            return None
        return held if held.get("for") == name and time.time() < held.get("until", 0) else None


def _set(answer: web.StreamResponse, name: str, text: str, seconds: int, site: str) -> None:
    # By hand: the library of this Python knows nothing of Partitioned, and keeps one cookie of a name.
    answer.headers.add("Set-Cookie", f"{name}={text}; Path=/; Max-Age={seconds}; Secure; HttpOnly; {site}")
