"""Where people work: heard in what they say, remembered, and answered for."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.memory import Memory
from bot.guide.entry import Sector
from bot.matching.language import sentences
from bot.matching.verdict import Found

_FEW_WORDS = 3
"""Words behind a workplace that may be what a message is about."""
_LONGEST_ALONE = 7
"""Words of a message that says no more than where one works, even where it sounds like more."""


def hear_sector(desk: Desk, heard: Heard) -> Answered | None:
    """«Jeg er lærer», «hva med barnehage da?»: remember the sector, and answer again for it."""
    _hear_first(desk, heard)
    said = desk.understanding.workplaces.said(heard.question)
    if said is None:
        return None
    focus = heard.memory.focus.entry_id
    is_place = said.about and (desk.names_entry(said.about) or desk.understanding.workplaces.is_asked_of(said.about))
    if is_place and not (focus and _same_for_sector(desk, focus, said.sector)):
        return None  # «Hva med BUP?» asks for the service, unless what is talked of differs by sector.
    may_be_service = said.bare and desk.names_entry(heard.text)
    if may_be_service and not (heard.memory.focus.asked_back and focus and _same_for_sector(desk, focus, said.sector)):
        return None
    heard.memory = heard.memory.with_sector(said.sector)
    if not said.alone or _asks_too(heard):
        return None
    if focus in desk.guide.entries and (again := _same_for_sector(desk, str(focus), said.sector)):
        return desk.show_entry(heard, again, sector=said.sector)
    if not said.own and focus in desk.guide.entries:
        return desk.show_entry(heard, str(focus), sector=said.sector)  # «Og frivillige?» of what is the same for all.
    answered = sector_noted(desk, heard, said.sector, heard.memory)
    return replace(answered, asks_back=True)


def _hear_first(desk: Desk, heard: Heard) -> None:
    """«Lærer på ungdomsskole. En elev har ikke vært her på fem uker»: where one works, and then what it is about."""
    first, *rest = sentences(heard.question.strip())
    said = desk.understanding.workplaces.said(first) if rest else None
    if said is not None and said.alone and not said.about and len(" ".join(rest).split()) > _FEW_WORDS:
        heard.memory = heard.memory.with_sector(said.sector)
        heard.rephrase(" ".join(rest))


def _asks_too(heard: Heard) -> bool:
    """Tell whether a message surely asks for something besides: «begynte på sfo på mandag og er helt ny i jobben»."""
    return len(heard.question.split()) > _LONGEST_ALONE and isinstance(heard.verdict, Found)


def _same_for_sector(desk: Desk, focus: str, sector: Sector) -> str | None:
    """Return the entry that says the same for another sector: the focus itself, or its sibling by way of the common one."""
    entries = desk.guide.entries
    if sector in entries[focus].sectors:
        return focus
    for entry in entries.values():
        if sector in entry.sectors and any(version.entry == focus for version in entry.sectors.values()):
            return entry.id
    return None


def sector_noted(desk: Desk, heard: Heard, sector: Sector | None, memory: Memory) -> Answered:
    """Say that the sector is noted."""
    if sector is None:
        return desk.phrase(heard, "hello", "hello")
    if heard.turn.scope != "personal":
        return desk.phrase(heard, "sector_in_company")
    about = desk.guide.phrases.say(heard.language, f"sector_{sector}")
    answered = desk.phrase(heard, "sector_set", about=about)
    return replace(answered, memory=memory, sector=sector)
