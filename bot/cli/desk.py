"""`desk`: the editors' desk in the browser, for whoever sits at this machine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from aiohttp import web

from bot.editors.desk.workroom import Workroom
from bot.errors import SettingsFault
from bot.settings import Settings, read_settings
from bot.web.desk_guard import LoopbackOnly
from bot.web.guide_pages import guide_routes
from bot.web.limits import LARGEST_BODY, safely
from bot.wiring import desk_routes_for, workroom_for
from bot.wording import say

HOST = "127.0.0.1"


def desk(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=say("cli_desk_port"))] = 3979,
    quiet: Annotated[bool, typer.Option("--no-browser", help=say("cli_desk_quiet"))] = False,
) -> None:
    """Serve the desk on this machine until told to stop, and open it in the browser."""
    settings = read_settings()
    room = workroom_for(settings)
    asyncio.run(_serve(desk_app(settings, room), port, not quiet and sys.stdout.isatty()))
    sys.stderr.flush()
    os._exit(0)  # All is written and closed; what is still being learned must not keep, or break, the end.


def desk_app(settings: Settings, room: Workroom) -> web.Application:
    """Return the desk as an application of its own, with the guide's pages beside it."""

    async def start(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/pult/"})

    async def learning(app: web.Application) -> AsyncIterator[None]:
        room.learn_later()
        yield

    routes = [web.get("/", start), *desk_routes_for(settings, room, LoopbackOnly()), *guide_routes(room.guide, room.learn)]
    # No limit on the time of an answer: learning the guide anew takes what it takes, and only the editor waits.
    app = web.Application(middlewares=[safely], client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    app.cleanup_ctx.append(learning)
    return app


async def _serve(app: web.Application, port: int, opens: bool) -> None:
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise SettingsFault(say("port_taken", host=HOST, port=port, why=error.strerror or "")) from error
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    found = listening.getsockname()[1]
    print(say("desk_serving", port=found), file=sys.stderr, flush=True)
    if opens:
        webbrowser.open(f"http://{HOST}:{found}/")
    stop = asyncio.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C works there all the same.
            asyncio.get_running_loop().add_signal_handler(signalled, stop.set)
    await stop.wait()
    await runner.cleanup()
