"""What is left of questions handed over is seen to now and then: what did not come through is sent again, the stale recalled."""

from __future__ import annotations

import asyncio

import structlog

from bot.cards.handoff_shown import ShowReminder
from bot.conversation.handoff_desk import HandoffOffice
from bot.conversation.keeping import Jobs, Ticket
from bot.errors import Undelivered

log = structlog.get_logger()
HOUR = 3600.0
LOOK_EVERY, RUN_EVERY = 30.0, 300.0
"""Seconds between looks at whether the job is due, and between its runs."""
SETTLED = 60.0
"""Seconds after which what is under way is taken to have failed."""


async def keep_up(jobs: Jobs, chores: Chores) -> None:
    """See to the tickets for as long as the service runs, in one replica at a time."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await jobs.run_due("handoff", RUN_EVERY, chores.run)
        except Exception as error:  # The database is away: the next round finds it.
            log.warning("chores_failed", error=type(error).__name__)


class Chores:
    """Runs as a job, so that one replica does it."""

    def __init__(self, office: HandoffOffice, remind_hours: float) -> None:
        self._office = office
        self._remind_hours = remind_hours

    async def run(self) -> None:
        """Go through all that someone waits for; one ticket in trouble holds up no other."""
        for ticket in await self._office.tickets.waiting():
            try:
                await self._see_to(ticket)
            except Exception as error:  # Its turn comes again with the next round.
                log.warning("chore_failed", error=type(error).__name__)

    async def _see_to(self, ticket: Ticket) -> None:
        age = self._office.now() - ticket.updated
        if ticket.status == "answered":
            if ticket.asker.get("delivery") == "pending" and age >= SETTLED:
                await self._office.show_team(await self._office.deliver(ticket))
        elif not self._is_posted(ticket):
            if age >= SETTLED:
                await self._office.post(ticket)
        else:
            await self._remind(ticket)

    def _is_posted(self, ticket: Ticket) -> bool:
        """Tell whether a question stands where its team is now: settings may have changed since it was asked."""
        reference = ticket.channel.get("reference") or {"conversation": {"id": ""}}
        return self._office.channels.hears(str(reference["conversation"]["id"]), ticket.kind)

    async def _remind(self, ticket: Ticket) -> None:
        """Remind after the hours of the setting, then after twice and four times as long: never a nuisance."""
        hours = (self._office.now() - ticket.created) / HOUR
        sent = int(ticket.channel.get("reminders", 0))
        if not self._remind_hours or hours < self._remind_hours * 2**sent:
            return
        reference = dict(ticket.channel["reference"])
        thread = self._office.channels.thread(str(reference["conversation"]["id"]), str(ticket.channel.get("message", "")))
        reference["conversation"] = {**reference["conversation"], "id": thread}
        while hours >= self._remind_hours * 2**sent:
            sent += 1
        await self._office.tickets.note(ticket.id, channel={**ticket.channel, "reminders": sent})
        try:
            await self._office.tells.tell(reference, ShowReminder(ticket.question, round(hours), self._office.team(ticket)))
        except Undelivered as error:
            if not error.passing:
                # The channel or the message is gone: the question is posted anew, to the team for all if need be.
                await self._office.post(ticket)
