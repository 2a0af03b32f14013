"""What the desk's pages post: draw the card, try a question, save, commit, accept a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef

from bot.cards.draw import draw
from bot.cards.shown import ShowEntry, Shown
from bot.editors.desk.explaining import try_question
from bot.editors.desk.judging import Judged, judge
from bot.editors.desk.saving import Edit, Unsound, both_versions, save, text_of
from bot.editors.desk.sheet import Sheet, open_sheet
from bot.editors.desk.starting import Named, name_remarks, new_entry, new_version, proposed_id
from bot.editors.desk.workroom import Workroom
from bot.editors.gaps.accepting import accept
from bot.editors.gaps.finding import Gaps
from bot.editors.gaps.themes import SHOWN
from bot.editors.reviews.recording import require_role
from bot.editors.writing.files import Changed
from bot.editors.writing.revisions import commit_file, standing
from bot.errors import BadActivity, UndringError
from bot.guide.entry import SECTORS, Language, Sector
from bot.stores.gathered import Gathered
from bot.web.desk_guard import Admits, posted
from bot.wording import say

LONGEST_QUESTION = 2000
_LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")


class DeskActions:
    """Does what an editor asks for at the desk, and answers in words that can be shown."""

    def __init__(
        self,
        room: Workroom,
        guard: Admits,
        gather: Callable[[], Awaitable[Gathered]],
        find: Callable[[Gathered], Gaps],
        mask: Callable[[str], str],
    ) -> None:
        self._room = room
        self._guard = guard
        self._gather = gather
        self._find = find
        self._mask = mask
        self._writing = asyncio.Lock()

    def routes(self) -> list[AbstractRouteDef]:
        """Return the routes."""
        actions = {
            "preview": self._preview, "save": self._save, "commit": self._commit, "try": self._try, "accept": self._accept,
            "name": self._name,
        }  # fmt: skip
        return [web.post(f"/pult/api/{name}", self._answering(action)) for name, action in actions.items()]

    def _answering(
        self, action: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            body = await posted(request, self._guard)
            try:
                return web.json_response(await action(body))
            except BadActivity:
                raise
            except Unsound as error:
                return web.json_response({"error": str(error), "remarks": [asdict(one) for one in error.remarks]}, status=422)
            except UndringError as error:
                return web.json_response({"error": str(error)}, status=422)

        return answer

    async def _preview(self, body: dict[str, Any]) -> dict[str, Any]:
        return await asyncio.to_thread(self._previewed, body)

    def _previewed(self, body: dict[str, Any]) -> dict[str, Any]:
        sheet, edit = self._sheet(body), _edit(body)
        text = text_of(sheet, edit)
        judged = judge(text, sheet, self._room)
        alone = sheet.held.digest == edit.opened
        return {"card": _card(judged, body), "remarks": [asdict(one) for one in judged.remarks], "text": text, "alone": alone}

    async def _save(self, body: dict[str, Any]) -> dict[str, Any]:
        edit = _edit(body)
        try:
            async with self._writing:
                sheet = self._sheet(body)
                held = await asyncio.to_thread(save, sheet, edit, self._room)
        except Changed as error:
            both = [asdict(one) for one in both_versions(error.held, edit)]
            return {"conflict": str(error), "both": both, "opened": error.held.digest}
        await asyncio.to_thread(self._room.learn_later)
        place = standing(sheet.path.parent)
        said = say("desk_saved_branch", file=sheet.path.name, branch=place.branch) if place.branch else ""
        return {"saved": said or say("desk_saved", file=sheet.path.name), "opened": held.digest, "can_commit": bool(place.branch)}

    async def _commit(self, body: dict[str, Any]) -> dict[str, Any]:
        sheet = self._sheet(body)
        role = require_role(_word(body, "role"), self._mask)
        title = str((sheet.data or {}).get("title") or sheet.entry_id)
        async with self._writing:
            revision = await asyncio.to_thread(commit_file, sheet.path, say("desk_commit", title=title, role=role))
        return {"saved": say("desk_committed", revision=revision, branch=standing(sheet.path.parent).branch)}

    async def _name(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the id that a title suggests, and what is wrong with where the new entry is to lie."""
        named = named_in(body)
        remarks = await asyncio.to_thread(name_remarks, named, self._room.layers)
        return {"id": named.entry_id, "remarks": [asdict(one) for one in remarks]}

    async def _try(self, body: dict[str, Any]) -> dict[str, Any]:
        question = " ".join(_word(body, "question").split())[:LONGEST_QUESTION]
        if not question:
            raise UndringError(say("desk_no_question"))
        conversation = self._room.conversation
        if conversation is None:
            conversation = await asyncio.to_thread(self._room.learn)
        else:
            await asyncio.to_thread(self._room.learn_later)
        tried = await asyncio.to_thread(try_question, question, conversation)
        return {**asdict(tried), "learned": self._room.is_learned}

    async def _accept(self, body: dict[str, Any]) -> dict[str, Any]:
        gaps = await asyncio.to_thread(self._find, await self._gather())
        wanted = (_word(body, "kind"), _word(body, "entry") or None, _word(body, "text"))
        gap = next((one for one in gaps.shown if _key(one.proposal) == wanted), None)
        if gap is None:
            raise UndringError(say("desk_gap_gone"))
        questions = [one.text for one in gap.theme.questions[:SHOWN]]
        async with self._writing:
            file = await asyncio.to_thread(accept, gap.proposal, questions, self._room.guide(), self._room.layers)
        await asyncio.to_thread(self._room.learn_later)
        return {"saved": say("desk_accepted", text=gap.proposal.text, file=file.name)}

    def _sheet(self, body: dict[str, Any]) -> Sheet:
        entry_id, layer, new = _word(body, "id"), _word(body, "layer"), _word(body, "new")
        if new == "entry":
            return new_entry(entry_id, _word(body, "kind"), layer, self._room.layers)
        if new == "version":
            return new_version(entry_id, layer, self._room.layers)
        return open_sheet(entry_id, self._room.layers, layer or None)


def _key(proposal: Any) -> tuple[str, str | None, str]:
    return proposal.kind, proposal.entry, proposal.text


def named_in(body: Mapping[str, Any]) -> Named:
    """Return where a new entry is to lie, as a page sends it; its title suggests the id that nobody has written."""
    title, entry_id = _word(body, "title").strip()[:400], _word(body, "id").strip()
    return Named(title, _word(body, "kind"), _word(body, "layer"), entry_id or proposed_id(title))


def _word(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise BadActivity(name)
    return value


def _edit(body: dict[str, Any]) -> Edit:
    values, text = body.get("values") or {}, body.get("text")
    if not isinstance(values, dict) or not all(isinstance(one, str) for pair in values.items() for one in pair):
        raise BadActivity("values")
    if text is not None and not isinstance(text, str):
        raise BadActivity("text")
    return Edit(_word(body, "opened"), values, text)


def _card(judged: Judged, body: dict[str, Any]) -> dict[str, Any] | None:
    if judged.entry is None or judged.guide is None:
        return None
    language: Language = next((one for one in _LANGUAGES if one == body.get("language")), "nb")
    sector: Sector | None = next((one for one in SECTORS if one == body.get("sector")), None)
    return draw(Shown(ShowEntry(judged.entry.id, bool(body.get("whole"))), language=language, sector=sector), judged.guide)
