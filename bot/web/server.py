"""The web application: its routes and its order of middleware, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef

from bot.web.limits import LARGEST_BODY, plain_errors, safe_headers


def web_app(routes: Iterable[AbstractRouteDef], lifespans: Iterable[Callable[[web.Application], object]] = ()) -> web.Application:
    """Return the application; the first middleware is the outermost."""
    app = web.Application(middlewares=[safe_headers, plain_errors], client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    for lifespan in lifespans:
        app.cleanup_ctx.append(lifespan)  # type: ignore[arg-type]
    return app
