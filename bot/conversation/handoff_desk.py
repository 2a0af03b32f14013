"""What is done with questions handed over: kept, posted to the team, answered, and shown to nobody but those two."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.cards.handoff_shown import Delivery, ShowAsk, ShowTeamTicket, ShowTicket, ShowTickets, TeamNote, TicketStatus
from bot.cards.shown import Show, ShowPhrase
from bot.conversation.errands import Asked, Errand, Tells
from bot.conversation.handoff import AskersTicket, MyTickets, OfferHandoff, SendQuestion, WithdrawAll
from bot.conversation.handoff_channels import Channels
from bot.conversation.keeping import Ticket, Tickets
from bot.conversation.turn import Wish
from bot.errors import Undelivered

log = structlog.get_logger()
MOST_OPEN = 5
"""Questions that one may have waiting: more is a mistake, or mischief."""
MOST_LISTED = 6
PATIENCE = 4.0
"""Seconds for changing the team's card: the one who pressed has the right card already."""
DELIVERY_PATIENCE = 8.0
GONE = ShowPhrase("handoff_gone")


@dataclass(frozen=True, slots=True)
class HandoffOffice:
    """Where tickets lie, how people are told, and which team takes what."""

    tickets: Tickets
    tells: Tells
    channels: Channels
    now: Callable[[], float]
    days: int
    """How long a question is kept, as people are told."""
    services: Callable[[], tuple[str, ...]] = tuple
    """Whom anyone may contact where the team cannot help."""

    def errands(self) -> dict[type[Wish], Errand]:
        """Return the errands by the wish they fulfil."""
        return {
            OfferHandoff: self.offer,
            SendQuestion: self.send,
            MyTickets: self.mine,
            AskersTicket: self.of_asker,
            WithdrawAll: self.withdraw_all,
        }

    async def offer(self, asked: Asked) -> Show:
        """Show the question as it will be sent, or whom to contact where no team takes it."""
        wish = asked.the(OfferHandoff)
        channel = self.channels.of(wish.kind)
        if channel is None:
            return asked.reply.shown.body
        return ShowAsk(wish.question, channel.team, self.days, wish.note)

    async def send(self, asked: Asked) -> Show:
        """Keep a question, and post it; the same one again is not posted twice."""
        wish = asked.the(SendQuestion)
        if self.channels.of(wish.kind) is None:
            return asked.reply.shown.body
        waiting = [one for one in await self.tickets.of(asked.turn.person) if one.status in ("open", "taken")]
        for one in waiting:
            if one.question == wish.question:
                return self.for_asker(one)
        if len(waiting) >= MOST_OPEN:
            return ShowPhrase("handoff_too_many", about=str(MOST_OPEN))
        asker = {"reference": dict(asked.turn.reference), "language": asked.reply.language}
        ticket = Ticket(secrets.token_hex(8), wish.kind, wish.question, asked.turn.person, asker, created=self.now())
        await self.tickets.open(ticket)
        await self.post(ticket)
        return self.for_asker(await self.fresh(ticket))

    async def mine(self, asked: Asked) -> Show:
        """Show what the person has handed over."""
        held = await self.tickets.of(asked.turn.person)
        return ShowTickets(tuple(self.for_asker(one) for one in held[:MOST_LISTED]))

    async def of_asker(self, asked: Asked) -> Show:
        """Show, withdraw or judge; somebody else's question is as unknown as one that never was."""
        wish = asked.the(AskersTicket)
        ticket = await self.tickets.get(wish.ticket_id)
        if ticket is None or ticket.person != asked.turn.person:
            return GONE
        if wish.verb == "handoff_withdraw":
            ticket = await self._withdrawn(ticket)
        elif wish.verb in ("handoff_helped", "handoff_unhelped"):
            verdict: TicketStatus = "helped" if wish.verb == "handoff_helped" else "unhelped"
            if await self.tickets.change(ticket.id, "answered", verdict, asker=_delivered(ticket, "done")):
                ticket = await self.fresh(ticket)
                await self.show_team(ticket)
        return self.for_asker(ticket)

    async def withdraw_all(self, asked: Asked) -> Show:
        """Withdraw everything a person has handed over, and let go of what they have taken."""
        person = asked.turn.person
        held = await self.tickets.of(person)
        taken = [one for one in await self.tickets.waiting() if one.taken_by == person]
        for one in taken:
            await self.tickets.change(one.id, "taken", "open", by=person, taken_by="")
        await asyncio.gather(*(self.show_team(one, withdrawn=True) for one in held))
        await asyncio.gather(*[self.show_team(await self.fresh(one)) for one in taken])
        return asked.reply.shown.body

    async def _withdrawn(self, ticket: Ticket) -> Ticket:
        states: tuple[TicketStatus, ...] = ("open", "taken")
        for was in states:
            if await self.tickets.change(ticket.id, was, "withdrawn", question="", taken_by=""):
                await self.show_team(ticket, withdrawn=True)
                break
        return await self.fresh(ticket)

    async def post(self, ticket: Ticket) -> bool:
        """Post a question to its team, or to the one for all where that team's channel is gone; tell whether it is there."""
        places = dict.fromkeys(one for one in (self.channels.of(ticket.kind), self.channels.default) if one is not None)
        for channel in places:
            reference = channel.reference(ticket.asker.get("reference", {}))
            try:
                async with asyncio.timeout(DELIVERY_PATIENCE):
                    message = await self.tells.tell(reference, self.for_team(ticket))
            except TimeoutError:
                return False
            except Undelivered as error:
                if error.passing:
                    return False
                continue
            await self.tickets.note(ticket.id, channel={"reference": reference, "message": message})
            return True
        return False

    async def deliver(self, ticket: Ticket) -> Ticket:
        """Show the asker how a ticket ended, and note whether it came through."""
        reference, language = ticket.asker.get("reference", {}), ticket.asker.get("language", "nb")
        delivery: Delivery = "done"
        try:
            async with asyncio.timeout(DELIVERY_PATIENCE):
                await self.tells.tell(reference, self.for_asker(ticket), language)
        except TimeoutError:
            delivery = "pending"
        except Undelivered as error:
            delivery = "pending" if error.passing else "gone"
        await self.tickets.note(ticket.id, asker=_delivered(ticket, delivery))
        return await self.fresh(ticket)

    async def show_team(self, ticket: Ticket, withdrawn: bool = False) -> None:
        """Show everyone in the team how a ticket stands now; without success they see it when they press."""
        message, reference = ticket.channel.get("message"), ticket.channel.get("reference")
        if not message or not reference:
            return
        show = ShowTeamTicket(ticket.id, "withdrawn", "", team=self.team(ticket)) if withdrawn else self.for_team(ticket)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.tells.change(reference, message, show)
        except (Undelivered, TimeoutError) as error:
            log.warning("team_card_not_changed", error=type(error).__name__)

    async def fresh(self, ticket: Ticket) -> Ticket:
        """Return a ticket as it stands now."""
        return await self.tickets.get(ticket.id) or ticket

    def team(self, ticket: Ticket) -> str:
        """Return what the team is called; empty for the common word."""
        channel = self.channels.of(ticket.kind)
        return channel.team if channel else ""

    def for_asker(self, ticket: Ticket) -> ShowTicket:
        """Return a ticket as the asker sees it."""
        is_held = ticket.status == "open" and not ticket.channel
        services = self.services() if is_held or ticket.status in ("closed", "unhelped") else ()
        return ShowTicket(ticket.id, ticket.status, ticket.question, ticket.answer, self.team(ticket), is_held, services)

    def for_team(self, ticket: Ticket, note: TeamNote = "", draft: str = "") -> ShowTeamTicket:
        """Return a ticket as the team sees it."""
        delivery = ticket.asker.get("delivery", "")
        return ShowTeamTicket(
            ticket.id, ticket.status, ticket.question, draft or ticket.answer, self.team(ticket), delivery, note
        )


def _delivered(ticket: Ticket, delivery: Delivery) -> Mapping[str, Any]:
    return {**ticket.asker, "delivery": delivery}
