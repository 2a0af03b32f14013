"""Send the weekly terms that are due: each by one replica, one each, and to nobody who has stopped, left or been erased."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from bot.cards.course_shown import ShowTerm
from bot.conversation.course import CourseWish
from bot.conversation.course_progress import CourseErrand
from bot.conversation.errands import Errand, Tells
from bot.conversation.keeping import Progress, Reminder, Reminders
from bot.conversation.memory import Notebook
from bot.conversation.turn import Wish
from bot.conversation.voices import language_of_locale
from bot.conversation.weekly import WEEKLY, WeeklyErrand, WeeklyWish
from bot.errors import Undelivered
from bot.guide.entry import Language
from bot.guide.guide import Guide
from bot.guide.weekly import next_term, next_time

log = structlog.get_logger()
EVERY = 30.0
"""Seconds between looks at what is due."""
TOO_LATE = 86_400.0
"""Seconds after which a term that could not be sent waits for the next week."""


def course_errands(progress: Progress, reminders: Reminders, now: Callable[[], float]) -> Mapping[type[Wish], Errand]:
    """Return the errands of the course and of the weekly term."""
    return {CourseWish: CourseErrand(progress, now), WeeklyWish: WeeklyErrand(reminders, now)}


async def send_weekly(weekly: WeeklyRound, is_ready: Callable[[], Awaitable[bool]]) -> None:
    """Go on sending what is due, for as long as the service runs."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            if await is_ready():
                await weekly.send_due()
        except Exception as error:  # The database is away: what is due then is sent when it is back.
            log.warning("weekly_waits", error=type(error).__name__)


class WeeklyRound:
    """Takes what is due and sends it."""

    def __init__(
        self, reminders: Reminders, notebook: Notebook, tells: Tells, guide: Callable[[], Guide], now: Callable[[], float]
    ) -> None:
        self._reminders = reminders
        self._notebook = notebook
        self._tells = tells
        self._guide = guide
        self._now = now

    async def send_due(self) -> int:
        """Send all that is due now, some at a time; return how many were sent."""
        sent = 0
        while taken := await self._reminders.take_due():
            for due in taken:
                try:
                    sent += await self._send(due)
                except Exception as error:  # One that fails keeps nobody else waiting; it is tried when the lease is out.
                    log.error("weekly_not_sent", error=type(error).__name__)
        return sent

    async def _send(self, due: Reminder) -> bool:
        following = next_time(self._now(), due.weekday, due.hour)
        entry_id, shown = next_term(self._guide(), due.person, due.shown)
        if entry_id is None or self._now() - due.next_at > TOO_LATE:
            await self._reminders.sent(due, following)
            return False
        if due.kind != WEEKLY or not await self._is_wanted(due):
            return False
        try:
            await self._tells.tell(due.reference, ShowTerm(entry_id), await self._language(due))
        except Undelivered as error:
            if not error.passing:  # Blocked, removed or gone: never again, and without a word.
                await self._reminders.stop(due.person, due.kind)
            return False  # What may pass is tried again when the lease is out.
        await self._reminders.sent(replace(due, shown=shown), following)
        log.info("weekly_sent", entry=entry_id)
        return True

    async def _is_wanted(self, due: Reminder) -> bool:
        """Tell whether it still is as when it was taken: not stopped, moved or erased since."""
        held = await self._reminders.of(due.person)
        return any(one.kind == due.kind and not one.stopped and one.next_at == due.next_at for one in held)

    async def _language(self, due: Reminder) -> Language:
        memory = await self._notebook.recall("", due.person)
        return memory.person.language or language_of_locale(str(due.reference.get("locale", "nb")))
