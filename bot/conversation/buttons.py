"""What happens when a button of ours is pressed."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.shown import Show, ShowContacts, ShowEntry, ShowLaw, ShowSectors
from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.sectors import sector_noted
from bot.guide.entry import SECTORS


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
    return press_on_entry(desk, heard, verb, entry_id)


def press_on_entry(desk: Desk, heard: Heard, verb: str, entry_id: str) -> Answered:
    """Show an entry as the button's verb says: itself, whole, its law, its contacts, or the choice of sector."""
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
    return sector_noted(desk, heard, sector, memory)


def none_of_these(desk: Desk, heard: Heard) -> Answered:
    """None of the offered entries was right."""
    return replace(desk.phrase(heard, "none_of_these_reply", "nothing"), asks_back=True)
