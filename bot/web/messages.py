"""POST /api/messages: where Teams, the Agents Playground and the chat page bring activities."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from bot.errors import BadActivity, Refused
from bot.settings import Settings
from bot.teams.wire import Incoming, read_activity


class Processes(Protocol):
    """A door: takes an authenticated activity, returns what to answer the request with."""

    async def process(self, incoming: Incoming) -> Any:
        """Return an object with `status` and `body`."""


Require = Callable[[str, Incoming], Awaitable[None]]


def messages_route(settings: Settings, door: Processes, require: Require | None) -> web.RouteDef:
    """Return the route; `require` checks tokens, None in local mode, where only loopback callers come in."""

    async def messages(request: web.Request) -> web.StreamResponse:
        if require is None:
            require_loopback(request)
        incoming = read_activity(await _json(request))
        if require is not None:
            await require(request.headers.get("Authorization", ""), incoming)
        answer = await door.process(incoming)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.Response(
            status=answer.status, body=json.dumps(answer.body, ensure_ascii=False).encode(), content_type="application/json"
        )

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
    raw = await request.read()
    try:
        return json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadActivity("not JSON") from error
