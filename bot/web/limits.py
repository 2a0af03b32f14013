"""What every request meets first: sizes, types, headers of safety, and plain errors instead of traces."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware
from multidict import CIMultiDict

from bot.errors import BadActivity, Refused

log = structlog.get_logger()

LARGEST_BODY = 256 * 1024
"""Bytes of a request's body; Teams' own activities are far smaller."""
WHOLE_BODY_WITHIN = 10.0
"""Seconds for a body to come; Teams sends the whole at once."""
ANSWERED_WITHIN = 25.0
"""Seconds for a request in all: Teams has given up after fifteen."""
IDLE = 75.0
"""Seconds a connection may stand without a whole request: more than proxies keep theirs, less than a slow client wants."""
MOST_HEADERS, LONGEST_LINE = 100, 18 * 1024
"""Lines of headers, and bytes of each: a token of Entra may have sixteen KiB."""
LOOKS = 25
"""How often requests under way are looked at, within the time they may take."""
_LATE = "late"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = CIMultiDict(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
        "Strict-Transport-Security": "max-age=31536000",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Server": "undring",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    }
)


@web.middleware
async def safely(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the headers of safety on every answer; a fault is answered with its status, or a case number, and nothing more."""
    try:
        answer = await handler(request)
    except Exception as error:
        answer = _refusal(error)
    answer.headers.merge(HEADERS)
    return answer


def _refusal(error: Exception) -> web.Response:
    match error:
        case web.HTTPException():
            return _error(error.status, error.reason)
        case Refused():
            log.warning("refused", status=error.status, reason=error.reason)
            return _error(error.status, "unauthorized" if error.status == 401 else "forbidden")
        case BadActivity():
            return _error(400, str(error))
        case _:
            case_number = secrets.token_hex(4)
            log.error("request_failed", case=case_number, error=type(error).__name__)
            return _error(500, f"case {case_number}")


class Timely:
    """Gives up requests that take longer than anyone waits for.

    One timer looks after all that are under way: a timer for each would cost every turn more than its time limit is worth.
    """

    def __init__(self) -> None:
        self._since: dict[asyncio.Task[Any], float] = {}
        """When each request under way came, the oldest first, in seconds of the event loop's clock."""
        self._timer: asyncio.TimerHandle | None = None

    def middleware(self) -> Middleware:
        """Return the middleware that has every request looked after."""

        @web.middleware
        async def timely(request: web.Request, handler: Handler) -> web.StreamResponse:
            task: Any = request.task
            self._look_after(task)
            try:
                return await handler(request)
            except asyncio.CancelledError as error:
                if error.args != (_LATE,) or task.uncancel():
                    raise
                resource = request.match_info.route.resource
                log.error("request_too_slow", path=resource and resource.canonical)
                raise web.HTTPServiceUnavailable from error
            finally:
                self._since.pop(task, None)

        return timely

    def _look_after(self, task: asyncio.Task[Any]) -> None:
        loop = task.get_loop()
        self._since[task] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(ANSWERED_WITHIN / LOOKS, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        oldest = loop.time() - ANSWERED_WITHIN
        for task, since in list(self._since.items()):
            if since > oldest:
                break
            del self._since[task]
            task.cancel(_LATE)
        self._timer = loop.call_later(ANSWERED_WITHIN / LOOKS, self._look, loop) if self._since else None


async def whole_body(request: web.Request) -> bytes:
    """Return a request's body; a client that sends it drop by drop is refused."""
    if request.content.is_eof():  # It has all come, as Teams' bodies have: nothing to wait for.
        return await request.read()
    try:
        async with asyncio.timeout(WHOLE_BODY_WITHIN):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


def _error(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
