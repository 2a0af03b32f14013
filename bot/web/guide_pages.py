"""The whole guide as pages: by need, by kind, by search, entry by entry; quick to print, and in Teams' own colours as a tab."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef
from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn
from bot.guide.entry import KINDS, Entry, Language
from bot.guide.guide import Guide
from bot.web.guide_view import EntryView, rendered

_HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
LONGEST_SEARCH = 400
_FRESH = "public, max-age=300"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self' https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft "
    "https://*.office.com https://*.microsoft365.com"
)


class Answers(Protocol):
    """Answers a turn, as a conversation does."""

    def answer(self, turn: Turn, memory: Memory) -> tuple[Reply, Memory]:
        """Return the reply and the memory afterwards."""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Need:
    """One way in on the start page: a heading and the entries under it."""

    title: str
    entries: tuple[Entry, ...]


class GuidePages:
    """Renders the pages of the guide in use; each is rendered once per content."""

    def __init__(
        self, guide: Callable[[], Guide], search: Callable[[str], tuple[str, ...]], texts: Path, signs_in: bool = False
    ) -> None:
        self._guide = guide
        self._search = search
        self._texts = texts
        self._signs_in = signs_in
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
        )
        self._kept: dict[tuple[str, ...], tuple[str, str]] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the guide and of the pages about it."""
        about = [web.get(f"/{name}", self._about(name)) for name in ("personvern", "vilkar", "tilgjengelighet")]
        return [
            web.get("/veileder/", self.start),
            web.get("/veileder/sok", self.search),
            web.get("/veileder/{kind}/", self.kind),
            web.get("/veileder/oppslag/{id}", self.entry),
            *about,
        ]

    async def start(self, request: web.Request) -> web.StreamResponse:
        """Show the ways in, danger first."""
        language = _language(request)
        return self._page(request, ("start", language), "guide/start.html", lambda guide: {"needs": _needs(guide, language)})

    async def kind(self, request: web.Request) -> web.StreamResponse:
        """Show every entry of one kind."""
        kind, language = request.match_info["kind"], _language(request)
        if kind not in KINDS:
            raise web.HTTPNotFound

        def data(guide: Guide) -> dict[str, Any]:
            held = sorted((one for one in guide if one.kind == kind), key=lambda one: one.title_in(language).casefold())
            return {"kind": kind, "entries": held}

        return self._page(request, ("kind", kind, language), "guide/kind.html", data)

    async def entry(self, request: web.Request) -> web.StreamResponse:
        """Show one entry, whole."""
        entry_id, language = request.match_info["id"], _language(request)
        guide = self._guide()
        if entry_id not in guide.entries:
            # Never kept: the page holds the address that this one person asked for.
            text = self._render("guide/gone.html", guide, language, request.path, {})
            return _answer(text, cache="no-store", status=404)
        view = lambda held: {"view": EntryView(held, held.entries[entry_id], held.phrases.voice(language))}  # noqa: E731
        return self._page(request, ("entry", entry_id, language), "guide/entry.html", view)

    async def search(self, request: web.Request) -> web.StreamResponse:
        """Show what the matcher finds; the question is read, answered and forgotten."""
        asked = request.query.get("q", "")[:LONGEST_SEARCH].strip()
        found = await asyncio.to_thread(self._search, asked) if asked else ()
        guide, language = self._guide(), _language(request)
        entries = [guide.entries[one] for one in found if one in guide.entries]
        text = self._render("guide/search.html", guide, language, request.path, {"asked": asked, "entries": entries})
        return _answer(text, cache="no-store")

    def _about(self, name: str) -> Handler:
        def data(_: Guide) -> dict[str, Any]:
            text = (self._texts / f"{name}.md").read_text(encoding="utf-8")
            return {"title": text.splitlines()[0].lstrip("# ").strip(), "html": rendered(text)}

        async def page(request: web.Request) -> web.StreamResponse:
            return self._page(request, ("about", name), "guide/about.html", data)

        return page

    def _page(
        self,
        request: web.Request,
        key: tuple[str, ...],
        template: str,
        data: Callable[[Guide], dict[str, Any]],
    ) -> web.StreamResponse:
        guide = self._guide()
        kept = self._kept.get(key)
        if kept is None or kept[0] != guide.fingerprint:
            language: Language = next((one for one in LANGUAGES if one == key[-1]), "nb")
            kept = (guide.fingerprint, self._render(template, guide, language, request.path, data(guide)))
            self._kept[key] = kept
        tag = f'"{hashlib.sha256(kept[1].encode()).hexdigest()[:20]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag, "Cache-Control": _FRESH})
        return _answer(kept[1], cache=_FRESH, tag=tag)

    def _render(self, template: str, guide: Guide, language: Language, path: str, data: dict[str, Any]) -> str:
        voice = guide.phrases.voice(language)
        shared = {"say": voice, "language": language, "languages": LANGUAGES, "kinds": KINDS, "path": path, "guide": guide}
        signs_in = self._signs_in and path.startswith("/veileder/")
        return self._environment.get_template(template).render(**shared, signs_in=signs_in, **data)


def guide_routes(
    guide: Callable[[], Guide], conversation: Callable[[], Answers], signs_in: bool = False
) -> list[AbstractRouteDef]:
    """Return the pages of the guide in use, and the files they need."""

    def search(text: str) -> tuple[str, ...]:
        turn = Turn("message", "pages", "pages", datetime.now(UTC), text)
        return tuple(one.entry_id for one in conversation().answer(turn, Memory())[0].entries)

    texts = Path(__file__).resolve().parents[2] / "knowledge" / "pages"
    return [*GuidePages(guide, search, texts, signs_in).routes(), web.static("/static", _HERE / "static")]


def _language(request: web.Request) -> Language:
    asked = request.query.get("sprak", "nb")
    return next((one for one in LANGUAGES if one == asked), "nb")


def _needs(guide: Guide, language: Language) -> list[Need]:
    voice = guide.phrases.voice(language)
    return [
        Need(voice(f"need_{name}"), tuple(guide.entries[one] for one in ids if one in guide.entries))
        for name, ids in guide.talk.needs.items()
    ]


def _answer(text: str, cache: str, tag: str = "", status: int = 200) -> web.Response:
    headers = {"Cache-Control": cache, "Content-Security-Policy": POLICY, **({"ETag": tag} if tag else {})}
    return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers, status=status)
