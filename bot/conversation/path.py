"""The guided path as a dialog: words and buttons that lead through it. Kept are ids of steps, in personal chats alone."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.path import ANY, entry_in_sector
from bot.cards.path_shown import Part, PathWord, Place, ShowPathStep, ShowPathSummary, ShowPathWord
from bot.cards.shown import Show, ShowWay
from bot.conversation.desk import WAY_CHOICES, Answered, Desk, Heard
from bot.conversation.memory import Focus, Memory
from bot.conversation.path_words import choice_named
from bot.guide.entry import SECTORS, Sector
from bot.guide.paths import END, GuidedPath
from bot.matching.verdict import Candidate

PARTS: dict[str, Part] = {"show": "", "sector": "", "law": "law", "contacts": "contacts"}


def press_path(desk: Desk, heard: Heard) -> Answered | None:
    """Do what a button of a path says, from its own data alone; a strange one gets a plain word."""
    action = heard.turn.action
    if action is None or action.verb != "path":
        return None
    path_id, deed = action.data.get("path", ""), action.data.get("do", "")
    path = desk.guide.paths.get(path_id)
    if path is None:
        return _word(heard, "path_gone")
    if deed == "start":
        return _show(desk, heard, _place(heard, path_id, (path.first,), ""))
    chosen = action.data.get("sector", "")
    if deed == "sector" and heard.turn.scope == "personal" and _sector(chosen):
        heard.memory = heard.memory.with_sector(_sector(chosen))
    place = _place(heard, path_id, tuple(action.data.get("trail", "").split(",")), chosen)
    if not path.holds(place.trail):
        return _word(heard, "path_gone", path_id)
    return _do(desk, heard, place, deed, action.data.get("to", ""))


def hear_path(desk: Desk, heard: Heard) -> Answered | None:
    """«Ta meg gjennom», and on the way «tilbake», «avslutt» or a choice; everything else is answered as ever."""
    if heard.turn.kind != "message":
        return None
    said, path_id = desk.understanding.one_of(heard.text, desk.path_words) or ("", "")
    place = _remembered(desk, heard)
    if place is not None:
        if said in ("back", "stop", "resume"):
            return _do(desk, heard, place, "show" if said == "resume" else said, "")
        if to := _choice_heard(desk, heard, place):
            return _do(desk, heard, place, "go", to)
    if said == "start" and desk.names_entry(heard.text):
        return None  # The name of the entry asks for the entry; its card leads into the path.
    if said == "start" or (said == "resume" and heard.memory.focus.entry_id is None and len(heard.text.split()) > 1):
        return _show(desk, heard, _place(heard, path_id, (desk.guide.paths[path_id].first,), ""))
    if said == "worry":
        offered = desk.suggested("vague")[:WAY_CHOICES]
        return desk.offer(heard, ShowWay(offered), offered, asks_back=False)
    return None


def place_left(memory: Memory, show: Show) -> Place | None:
    """Return where in a path one was, when something else is shown meanwhile."""
    if memory.focus.path is None or isinstance(show, ShowPathStep | ShowPathSummary | ShowPathWord):
        return None
    return Place(memory.focus.path, memory.focus.trail, memory.person.sector)


def _do(desk: Desk, heard: Heard, place: Place, deed: str, to: str) -> Answered:
    path, here = desk.guide.paths[place.path_id], place.trail[-1]
    if deed == "go" and path.choice(here, to):
        return _summary(heard, place) if to == END else _show(desk, heard, replace(place, trail=_walked(place.trail, to)))
    if deed == "back":
        return _show(desk, heard, replace(place, trail=place.trail[:-1] or place.trail))
    if deed == "summary":
        return _summary(heard, place)
    if deed == "stop":
        return Answered(ShowPathWord("path_left", place.path_id, place), "nothing", _off_path(heard.memory))
    if deed in PARTS:
        return _show(desk, heard, place, PARTS[deed])
    return _word(heard, "path_gone", place.path_id)


def _walked(trail: tuple[str, ...], to: str) -> tuple[str, ...]:
    """Return the trail with one step more; a step one has been at is gone back to."""
    return trail[: trail.index(to) + 1] if to in trail else (*trail, to)


def _show(desk: Desk, heard: Heard, place: Place, part: Part = "") -> Answered:
    entry = entry_in_sector(desk.guide, desk.guide.paths[place.path_id].steps[place.trail[-1]].entry, place)
    memory = heard.memory
    if heard.turn.scope == "personal":
        on = {"path": place.path_id, "trail": place.trail, "entry_id": entry.id if entry else None}
        memory = replace(memory, focus=replace(memory.focus, **on, offered=()))  # type: ignore[arg-type]
    ranked = (Candidate(entry.id, 1.0),) if entry else ()
    return Answered(ShowPathStep(place, part), "choices", memory, ranked, sector=place.sector)


def _summary(heard: Heard, place: Place) -> Answered:
    shown = ShowPathSummary(place, heard.turn.time.date())
    return Answered(shown, "nothing", _off_path(heard.memory), sector=place.sector)


def _word(heard: Heard, word: PathWord, path_id: str | None = None) -> Answered:
    return Answered(ShowPathWord(word, path_id), "nothing", heard.memory)


def _off_path(memory: Memory) -> Memory:
    return replace(memory, focus=replace(memory.focus, path=None, trail=()))


def _place(heard: Heard, path_id: str, trail: tuple[str, ...], chosen: str) -> Place:
    """Return a place; in a group the person's own workplace stays out of it."""
    own = heard.memory.person.sector if heard.turn.scope == "personal" and chosen != ANY else None
    return Place(path_id, trail, _sector(chosen) or own, any_sector=chosen == ANY)


def _sector(chosen: str) -> Sector | None:
    return next((one for one in SECTORS if one == chosen), None)


def _remembered(desk: Desk, heard: Heard) -> Place | None:
    """Return where in a path the person is; None for none, or when the path has changed since."""
    focus: Focus = heard.memory.focus
    path: GuidedPath | None = desk.guide.paths.get(focus.path or "")
    if path is None or not path.holds(focus.trail):
        return None
    return _place(heard, str(focus.path), focus.trail, "")


def _choice_heard(desk: Desk, heard: Heard, place: Place) -> str | None:
    step = desk.guide.paths[place.path_id].steps[place.trail[-1]]
    entry = entry_in_sector(desk.guide, step.entry, place)
    if entry is None or heard.memory.focus.entry_id != entry.id or heard.memory.focus.offered:
        return None  # Something else was answered meanwhile: «ja» is not an answer to the step.
    at = desk.understanding.ordinal(heard.text, len(step.choices))
    choice = choice_named(heard.text, step.choices, at)
    return choice.to if choice else None
