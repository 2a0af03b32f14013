"""The web application: its routes and its order of middleware, on one screen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef

from bot.web import limits
from bot.web.limits import LARGEST_BODY, Timely, safely


def web_app(routes: Iterable[AbstractRouteDef], lifespans: Iterable[Callable[[web.Application], object]] = ()) -> web.Application:
    """Return the application; the first middleware is the outermost."""
    app = web.Application(middlewares=[safely, Timely().middleware()], client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    for lifespan in lifespans:
        app.cleanup_ctx.append(lifespan)  # type: ignore[arg-type]
    return app


def runner_for(app: web.Application) -> web.AppRunner:
    """Return what serves an application, with limits on how slowly and how much a client may send before it is read."""
    silent = logging.getLogger("undring.http")
    # It would log the beginning of what it cannot read, tokens and searches among it; our own faults are logged by us.
    silent.disabled = True
    return web.AppRunner(
        app,
        logger=silent,
        access_log=None,
        shutdown_timeout=10,
        keepalive_timeout=limits.IDLE,
        max_line_size=limits.LONGEST_LINE,
        max_field_size=limits.LONGEST_LINE,
        max_headers=limits.MOST_HEADERS,
    )
