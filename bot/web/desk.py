"""The editors' desk as pages: the list, one entry in a form, trying questions, gaps, reviews and faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef
from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.editors.desk.form import parts_of, shown
from bot.editors.desk.sheet import Sheet, entry_files, open_sheet
from bot.editors.desk.starting import MUST, below, name_remarks, new_entry, new_version, open_layers
from bot.editors.desk.workroom import Workroom
from bot.editors.gaps.finding import Gaps
from bot.editors.reviews.opened import read_opened
from bot.editors.reviews.queue import review_queue, trust
from bot.editors.reviews.votes import Rule, disliked, with_feedback
from bot.editors.writing.revisions import standing
from bot.errors import ContentFaults, UndringError
from bot.guide.entry import KINDS, SECTORS
from bot.stores.gathered import Gathered
from bot.web.desk_actions import DeskActions, named_in
from bot.web.desk_guard import POLICY, Admits
from bot.web.desk_view import STATES, reason_text, rows_of
from bot.wording import say, sentences

_HERE = Path(__file__).parent
Gather = Callable[[], Awaitable[Gathered]]
Find = Callable[[Gathered], Gaps]


class DeskPages:
    """Renders the desk's pages; what is written goes through DeskActions."""

    def __init__(self, room: Workroom, guard: Admits, gather: Gather, rule: Rule) -> None:
        self._room = room
        self._guard = guard
        self._gather = gather
        self._rule = rule
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
        )

    def routes(self, gaps: Find) -> list[AbstractRouteDef]:
        """Return the routes of the pages."""

        async def gaps_page(request: web.Request) -> web.Response:
            return await self._gaps(request, gaps)

        return [
            web.get("/pult/", self._list),
            web.get("/pult/oppslag/{id}", self._entry),
            web.get("/pult/nytt", self._new),
            web.get("/pult/prov", self._try),
            web.get("/pult/hull", gaps_page),
            web.get("/pult/gjennomgang", self._reviews),
            web.get("/pult/feil", self._faults),
        ]

    async def _list(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        asked, kind = request.query.get("q", "")[:200].strip(), request.query.get("type", "")
        guide = await asyncio.to_thread(self._guide)
        faults = self._room.faults()
        rows = await asyncio.to_thread(rows_of, guide, self._opened(), faults, asked, kind) if guide else []
        data = {"rows": rows, "asked": asked, "kind": kind, "kinds": KINDS, "states": STATES, "faults": faults}
        return self._page(request, "list", data)

    async def _entry(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        entry_id, layer = request.match_info["id"], request.query.get("lag")
        try:
            if "ny" in request.query:
                sheet = await asyncio.to_thread(new_version, entry_id, layer or "", self._room.layers)
            else:
                sheet = await asyncio.to_thread(open_sheet, entry_id, self._room.layers, layer)
        except UndringError as error:
            return self._page(request, "gone", {"why": str(error)}, 404)
        return await self._form(request, sheet, "version" if sheet.is_new else "")

    async def _new(self, request: web.Request) -> web.Response:
        """Ask what a new entry is to be called and where it is to lie; when that is in order, open its form."""
        self._guard.admit(request)
        named = named_in(request.query)
        layers = [layer.name for layer in self._room.layers]
        remarks = await asyncio.to_thread(name_remarks, named, self._room.layers) if "title" in request.query else None
        if remarks == ():
            sheet = new_entry(named.entry_id, named.kind, named.layer, self._room.layers)
            return await self._form(request, replace(sheet, data={"title": named.title, "checked": date.today()}), "entry")
        data = {"named": named, "kinds": KINDS, "layers": layers, "remarks": remarks or ()}
        return self._page(request, "new", data)

    async def _form(self, request: web.Request, sheet: Sheet, new: str) -> web.Response:
        guide = await asyncio.to_thread(self._guide)
        entry = guide.entries.get(sheet.entry_id) if guide else None
        layers = [path.parent.parent.name for path in entry_files(sheet.entry_id, self._room.layers)]
        title = str((sheet.data or {}).get("title") or (entry.title if entry else sheet.entry_id))
        values, parts = shown(sheet.data or {}, sheet.kind), parts_of(sheet.kind)
        under, lower = await asyncio.to_thread(below, sheet, self._room.layers)
        filled = {part.name: sum(bool(values[box.name]) for box in part.boxes) for part in parts}
        data = {
            "filled": filled, "new": new, "must": MUST if new == "entry" else (), "under": under, "lower": lower,
            "open_layers": open_layers(sheet.entry_id, self._room.layers),
            "sheet": sheet, "entry": entry, "title": title, "layers": layers, "parts": parts, "sectors": SECTORS,
            "values": values, "ids": self._ids(), "states": STATES, "today": date.today(),
            "causes": [reason_text(one) for one in self._opened().get(sheet.entry_id, ())],
        }  # fmt: skip
        return self._page(request, "entry", data)

    async def _try(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        return self._page(request, "try", {"asked": request.query.get("q", "")[:1000]})

    async def _gaps(self, request: web.Request, find: Find) -> web.Response:
        self._guard.admit(request)
        why, gaps = "", Gaps(())
        try:
            gaps = await asyncio.to_thread(find, await self._gather())
        except UndringError as error:
            why = str(error)
        return self._page(request, "gaps", {"gaps": gaps, "why": why, "titles": self._titles()})

    async def _reviews(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        guide, opened, usage, votes = await asyncio.to_thread(self._guide), self._opened(), {}, False
        if guide is None:
            return self._page(request, "faults", {"faults": self._room.faults()})
        try:
            held = await self._gather()
            bad = disliked(guide, held.votes, self._rule, time.time())
            opened, usage, votes = with_feedback(opened, bad, str(date.today())), held.usage, True
        except UndringError:
            votes = False
        waiting = review_queue(guide, opened, date.today())
        groups = [(role, list(rows)) for role, rows in groupby(waiting, key=lambda one: one.role)]
        number = trust(guide, opened, date.today(), usage)
        data = {
            "groups": groups,
            "trust": number,
            "has_votes": votes,
            "reason": reason_text,
            "states": STATES,
            "waiting": waiting,
        }
        return self._page(request, "reviews", data)

    async def _faults(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        return self._page(request, "faults", {"faults": await asyncio.to_thread(self._room.faults)})

    def _guide(self) -> Any:
        try:
            return self._room.guide()
        except ContentFaults:
            return None

    def _opened(self) -> dict[str, dict[str, str]]:
        try:
            return read_opened(self._room.layers)
        except UndringError:
            return {}

    def _titles(self) -> dict[str, str]:
        guide = self._guide()
        return {entry.id: entry.title for entry in guide} if guide else {}

    def _ids(self) -> dict[str, Sequence[tuple[str, str]]]:
        """Return what may be written in the boxes that hold ids, with titles to choose by."""
        guide = self._guide()
        if guide is None:
            return {}
        return {
            "entries": [(entry.id, entry.title) for entry in guide],
            "services": [(entry.id, entry.title) for entry in guide if entry.kind == "services"],
            "provisions": [(one, f"{held.law} {held.section}") for one, held in guide.provisions.items()],
            "resources": [(one, held.title) for one, held in guide.resources.items()],
        }

    def _page(self, request: web.Request, name: str, data: dict[str, Any], status: int = 200) -> web.Response:
        place = standing(self._room.layers[0])
        common = {
            "say": say, "page": name, "token": self._guard.token(request), "signs_out": self._guard.signs_out,
            "standing": place, "learned": self._room.is_learned,
            "words": sentences("desk_js_"), "errors": sum(one.level == "error" for one in self._room.faults()), "asdict": asdict,
        }  # fmt: skip
        text = self._environment.get_template(f"desk/{name}.html").render({**common, **data})
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers, status=status)


def desk_routes(
    room: Workroom, guard: Admits, gather: Gather, find: Find, mask: Callable[[str], str], rule: Rule
) -> list[AbstractRouteDef]:
    """Return the desk's pages and what they post to."""
    pages = DeskPages(room, guard, gather, rule)
    return [*pages.routes(find), *DeskActions(room, guard, gather, find, mask).routes()]
