"""The steps of a conversation, in one visible order at the end: the first that knows, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot.cards.shown import (
    Show,
    ShowChoices,
    ShowContacts,
    ShowEntry,
    ShowLaw,
    ShowNothing,
    ShowSectors,
    ShowWay,
    ShowWelcome,
)
from bot.conversation.desk import MOST_CHOICES, WAY_CHOICES, Answered, Desk, Heard
from bot.conversation.memory import Focus, Memory
from bot.guide.entry import SECTORS, Sector
from bot.matching.verdict import Concern, Found, Nothing, Unsure

Step: TypeAlias = Callable[[Desk, Heard], Answered | None]


def welcome_newcomer(desk: Desk, heard: Heard) -> Answered | None:
    """Say hello to someone who joined."""
    if heard.turn.kind != "joined":
        return None
    offered = desk.suggested("welcome")
    return Answered(ShowWelcome(), "nothing", replace(heard.memory, focus=Focus(offered=offered)))


def press_button(desk: Desk, heard: Heard) -> Answered | None:
    """Do what a button of ours says; an old or foreign one gets a plain word."""
    if heard.turn.kind != "action":
        return None
    action = heard.turn.action
    verb, data = (action.verb, action.data) if action else ("", {})
    entry_id = data.get("entry", "")
    if verb == "sector":
        return _choose_sector(desk, heard, data.get("sector", ""), entry_id)
    if verb == "none":
        return none_of_these(desk, heard)
    if verb not in ("entry", "more", "law", "contacts", "sectors"):
        return desk.phrase(heard, "old_button", "nothing")
    if entry_id not in desk.guide.entries:
        return desk.phrase(heard, "entry_gone", "nothing")
    return _press_on_entry(desk, heard, verb, entry_id)


def _press_on_entry(desk: Desk, heard: Heard, verb: str, entry_id: str) -> Answered:
    answered = desk.show_entry(heard, entry_id)
    if verb == "entry":
        return answered
    shows: dict[str, Show] = {
        "more": ShowEntry(entry_id, whole=True),
        "law": ShowLaw(entry_id),
        "contacts": ShowContacts(entry_id),
        "sectors": ShowSectors(entry_id),
    }
    return replace(answered, show=shows[verb], asks_back=verb == "sectors")


def _choose_sector(desk: Desk, heard: Heard, chosen: str, entry_id: str) -> Answered:
    sector = next((one for one in SECTORS if one == chosen), None)
    memory = heard.memory.with_sector(sector)
    if entry_id in desk.guide.entries:
        return desk.show_entry(heard, entry_id, memory=memory, sector=sector)
    return _sector_noted(desk, heard, sector, memory)


def _sector_noted(desk: Desk, heard: Heard, sector: Sector | None, memory: Memory) -> Answered:
    if sector is None:
        return desk.phrase(heard, "hello", "hello")
    about = desk.guide.phrases.say(heard.language, f"sector_{sector}")
    answered = desk.phrase(heard, "sector_set", about=about)
    return replace(answered, memory=memory, sector=sector)


def answer_empty(desk: Desk, heard: Heard) -> Answered | None:
    """Ask for words when there are none: empty, emoji alone, control characters."""
    if any(sign.isalnum() for sign in heard.text):
        return None
    return replace(desk.phrase(heard, "empty", "hello"), asks_back=True)


def choose_by_number(desk: Desk, heard: Heard) -> Answered | None:
    """«Nummer 2», «den første»: choose among what was offered."""
    offered = heard.memory.focus.offered
    if not offered:
        return None
    at = desk.understanding.ordinal(heard.text, len(offered))
    if at is None:
        return None
    if at < 0 or offered[at] not in desk.guide.entries:
        return desk.offer(heard, ShowChoices("which_number", offered), offered)
    return desk.show_entry(heard, offered[at])


def none_of_these(desk: Desk, heard: Heard) -> Answered:
    """None of the offered entries was right."""
    return replace(desk.phrase(heard, "none_of_these_reply", "nothing"), asks_back=True)


def small_talk(desk: Desk, heard: Heard) -> Answered | None:
    """Greetings, thanks, questions about the bot itself, and wishes about one's own data."""
    match desk.understanding.intent(heard.text):
        case "greeting":
            return replace(desk.phrase(heard, "hello", "hello"), asks_back=True)
        case "none_of_these" | "not_understood" if not heard.danger:
            return none_of_these(desk, heard)
        case "forget":
            return replace(desk.phrase(heard, "forgotten"), memory=Memory())
        case "my_data" | "thanks" | "goodbye" | "who_are_you" | "ok" as said:
            return desk.phrase(heard, said)
        case "help":
            return replace(desk.phrase(heard, "help", "hello"), asks_back=True)
        case _:
            return None


def follow_up(desk: Desk, heard: Heard) -> Answered | None:
    """«Og hvem ringer jeg?», «hva sier loven?», «fortell mer»: read against the entry in focus."""
    focus = heard.memory.focus.entry_id
    if focus is None or focus not in desk.guide.entries:
        return None
    said = desk.understanding.intent(heard.text)
    if said in ("more", "law", "contacts"):
        return _press_on_entry(desk, heard, str(said), focus)
    entry_id = desk.understanding.followup(heard.text)
    if entry_id in desk.guide.entries:
        return desk.show_entry(heard, str(entry_id))
    return None


def hear_sector(desk: Desk, heard: Heard) -> Answered | None:
    """«Jeg er lærer», «hva med barnehage da?»: remember the sector, and answer again for it."""
    said = desk.understanding.sector(heard.text)
    if said is None:
        return None
    heard.memory = heard.memory.with_sector(said.sector)
    if not said.alone:
        return None
    focus = heard.memory.focus.entry_id
    if focus in desk.guide.entries and (again := _same_for_sector(desk, str(focus), said.sector)):
        return desk.show_entry(heard, again, sector=said.sector)
    answered = _sector_noted(desk, heard, said.sector, heard.memory)
    return replace(answered, asks_back=True)


def _same_for_sector(desk: Desk, focus: str, sector: Sector) -> str | None:
    """Return the entry that says the same for another sector: the focus itself, or its sibling by way of the common one."""
    entries = desk.guide.entries
    if sector in entries[focus].sectors:
        return focus
    for entry in entries.values():
        if sector in entry.sectors and any(version.entry == focus for version in entry.sectors.values()):
            return entry.id
    return None


def correct(desk: Desk, heard: Heard) -> Answered | None:
    """«Nei, jeg mente …»: answer what was meant."""
    meant = desk.understanding.correction(heard.text)
    if meant is None:
        return None
    heard.text = meant
    return choose_by_number(desk, heard) or hear_sector(desk, heard)


def ask_back(desk: Desk, heard: Heard) -> Answered | None:
    """Ask once for more when a message says next to nothing; the second time, show the ways in."""
    said = desk.understanding.intent(heard.text)
    if said in ("more", "law", "contacts"):
        return replace(desk.phrase(heard, "no_focus", "hello"), asks_back=not heard.memory.focus.asked_back)
    if said != "vague":
        return None
    offered = desk.suggested("vague")
    if heard.memory.focus.asked_back:
        return desk.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, asks_back=False)
    return desk.offer(heard, ShowChoices("say_more", offered), offered)


def answer_question(desk: Desk, heard: Heard) -> Answered:
    """Ask the matcher, and show the entry, a few choices, the way to go, or the way on."""
    match heard.verdict:
        case Found(ranked):
            return desk.show_entry(heard, ranked[0].entry_id, ranked)
        case Concern(ranked):
            offered = tuple(one.entry_id for one in ranked[:WAY_CHOICES])
            return desk.offer(heard, ShowWay(offered), offered, ranked, asks_back=False)
        case Unsure(ranked, count):
            offered = tuple(one.entry_id for one in ranked[: min(count, MOST_CHOICES)])
            return desk.offer(heard, ShowChoices("choose", offered), offered, ranked)
        case Nothing(ranked, elsewhere):
            if heard.danger:
                offered = desk.suggested("danger")
                return desk.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, ranked, asks_back=False)
            offered = desk.suggested("nothing")
            show = ShowNothing(offered, elsewhere)
            return desk.offer(heard, show, offered, ranked, outcome="nothing", asks_back=False)


STEPS: tuple[Step, ...] = (
    welcome_newcomer,
    press_button,
    answer_empty,
    choose_by_number,
    small_talk,
    follow_up,
    hear_sector,
    correct,
    ask_back,
    answer_question,
)
"""Privacy and danger are looked at before every step and stand above whatever it answers."""
