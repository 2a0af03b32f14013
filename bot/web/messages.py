"""POST /api/messages: where Teams, the Agents Playground and the chat page bring activities."""

from __future__ import annotations

from typing import Any, Protocol

from aiohttp import web

from bot.errors import BadActivity, Refused
from bot.teams.plain import dump, load
from bot.teams.wire import Incoming, read_activity
from bot.tracing import note, span
from bot.web.limits import whole_body


class Processes(Protocol):
    """A door: takes an authenticated activity, returns what to answer the request with."""

    async def process(self, incoming: Incoming) -> Any:
        """Return an object with `status` and `body`."""


class Guards(Protocol):
    """Checks tokens: first what the header says, then that it is good for the activity."""

    async def identify(self, header: str) -> Any:
        """Return what a token is good for; raises Refused."""

    def admit(self, held: Any, incoming: Incoming) -> None:
        """Raise Refused unless the token is good for this activity."""


def messages_route(door: Processes, guard: Guards | None) -> web.RouteDef:
    """Return the route; `guard` checks tokens, None in local mode, where only loopback callers come in."""

    async def messages(request: web.Request) -> web.StreamResponse:
        held = None
        if guard is None:
            require_loopback(request)
        else:
            held = await guard.identify(request.headers.get("Authorization", ""))
        incoming = read_activity(await _json(request))
        if guard is not None:
            guard.admit(held, incoming)
        with span("turn"):
            answer = await door.process(incoming)
            note(status=answer.status)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.Response(status=answer.status, body=dump(answer.body), content_type="application/json")

    return web.post("/api/messages", messages)


def require_loopback(request: web.Request) -> None:
    """Raise Refused unless the caller is on this machine, by address and by name (against DNS rebinding)."""
    host = request.host.rsplit(":", 1)[0].strip("[]")
    if request.remote not in ("127.0.0.1", "::1") or host not in ("localhost", "127.0.0.1", "::1"):
        raise Refused(403, "loopback only")
    origin = request.headers.get("Origin")
    if origin and origin != f"http://{request.host}":
        raise Refused(403, "origin")


async def _json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    raw = await whole_body(request)
    try:
        return load(raw)
    except ValueError as error:
        raise BadActivity("not JSON") from error
