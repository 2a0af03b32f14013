"""The chat page of local mode: the same conversation as in Teams, by the same route, cards drawn by Microsoft's renderer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.guide.guide import Guide
from bot.web.messages import require_loopback

_HERE = Path(__file__).parent
_WORDS = ("page_wait", "page_error", "page_you", "page_bot")


def chat_routes(guide: Callable[[], Guide]) -> list[web.RouteDef]:
    """Return the page at /, for loopback callers alone."""
    pages = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(), trim_blocks=True)

    async def page(request: web.Request) -> web.Response:
        require_loopback(request)
        voice = guide().phrases.voice("nb")
        text = pages.get_template("chat.html").render(say=voice, words={name: voice(name) for name in _WORDS})
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    return [web.get("/", page)]
