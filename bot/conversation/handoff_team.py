"""The team's side of a question: one takes it, answers or closes; only from the channel it was posted in."""

from __future__ import annotations

from typing import Any

from bot.cards.shown import Show
from bot.conversation.errands import Asked, Errand
from bot.conversation.handoff import TeamsTicket
from bot.conversation.handoff_desk import GONE, HandoffOffice
from bot.conversation.keeping import Ticket
from bot.conversation.turn import Wish


class TeamDesk:
    """Does what a colleague presses; whoever comes second sees what the first did."""

    def __init__(self, office: HandoffOffice) -> None:
        self._office = office
        self._tickets = office.tickets

    def errands(self) -> dict[type[Wish], Errand]:
        """Return the errands by the wish they fulfil."""
        return {TeamsTicket: self.of_team}

    async def of_team(self, asked: Asked) -> Show:
        """Do what was pressed, and show how the ticket stands."""
        wish = asked.the(TeamsTicket)
        ticket = await self._tickets.get(wish.ticket_id)
        if ticket is None or not self._office.channels.hears(_place(asked.turn.reference), ticket.kind):
            return GONE
        if ticket.status == "withdrawn":
            return self._office.for_team(ticket)
        if ticket.status not in ("open", "taken"):
            return self._office.for_team(ticket, "late")
        person = asked.turn.person
        match wish.verb:
            case "handoff_take":
                return await self._take(ticket, person)
            case "handoff_take_over":
                return await self._moved(ticket, await self._tickets.change(ticket.id, "taken", "taken", taken_by=person))
            case "handoff_release":
                return await self._moved(ticket, await self._tickets.change(ticket.id, "taken", "open", person, taken_by=""))
            case "handoff_close":
                return await self._close(ticket, person)
            case _:
                return await self._answer(ticket, person, wish)

    async def _take(self, ticket: Ticket, person: str) -> Show:
        return await self._moved(ticket, await self._tickets.change(ticket.id, "open", "taken", taken_by=person), person)

    async def _close(self, ticket: Ticket, person: str) -> Show:
        by = person if ticket.status == "taken" else ""
        if await self._tickets.change(ticket.id, ticket.status, "closed", by, taken_by=""):
            return await self._ended(ticket)
        return await self._moved(ticket, False)

    async def _answer(self, ticket: Ticket, person: str, wish: TeamsTicket) -> Show:
        if ticket.status == "open":
            return self._office.for_team(ticket, "take_first")
        if ticket.taken_by != person:
            return self._office.for_team(ticket, "taken", wish.text)
        if wish.note:
            return self._office.for_team(ticket, wish.note, wish.text)
        pending = {**ticket.asker, "delivery": "pending"}
        fields: dict[str, Any] = {"answer": wish.text, "taken_by": "", "asker": pending}
        if await self._tickets.change(ticket.id, "taken", "answered", person, **fields):
            return await self._ended(ticket)
        return await self._moved(ticket, False)

    async def _ended(self, ticket: Ticket) -> Show:
        ticket = await self._office.deliver(await self._office.fresh(ticket))
        await self._office.show_team(ticket)
        return self._office.for_team(ticket)

    async def _moved(self, ticket: Ticket, moved: bool, person: str = "") -> Show:
        """Return the card after a change, or what stood in its way; pressing «Ta den» twice is no fault."""
        held = await self._tickets.get(ticket.id)
        if held is None:
            return GONE
        ticket = held
        if moved:
            await self._office.show_team(ticket)
            return self._office.for_team(ticket)
        if ticket.status == "taken":
            return self._office.for_team(ticket, "" if ticket.taken_by == person else "taken")
        return self._office.for_team(ticket, "" if ticket.status in ("open", "withdrawn") else "late")


def _place(reference: Any) -> str:
    held = reference.get("conversation")
    return str(held.get("id", "")) if isinstance(held, dict) else ""
