"""«Ett begrep i uka»: asked for, set to a day and an hour, and stopped, by words or buttons; what is kept is an errand's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from bot.cards.course_shown import ShowCourseWord, ShowNoWeekly, ShowTerm, ShowWeekly
from bot.cards.shown import Show
from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.errands import Asked
from bot.conversation.keeping import Reminder, Reminders
from bot.conversation.memory import Memory
from bot.conversation.turn import Wish
from bot.guide.weekly import DAYS, HOURS, next_time, norwegian_date

WEEKLY = "weekly_term"
"""The name of the reminder, and of the consent to it."""
WeeklyDeed: TypeAlias = Literal["choose", "set", "stop"]


@dataclass(frozen=True, slots=True)
class WeeklyWish(Wish):
    """What to do with the weekly term; day and hour only when it is to be set."""

    deed: WeeklyDeed
    weekday: int = 0
    hour: int = 0
    is_button: bool = False


def hear_weekly(desk: Desk, heard: Heard) -> Answered | None:
    """«Ett begrep i uka», «stopp påminnelser»."""
    found = desk.course_words.find(heard.text)
    if found is None or found[0] == "course":
        return None
    if found[0] == "stop":
        return _stop(heard)
    return _personal(heard) or Answered(ShowWeekly(), "nothing", heard.memory, wish=WeeklyWish("choose"))


def press_weekly(desk: Desk, heard: Heard) -> Answered | None:
    """Do what a button of the weekly term says; a strange day or hour is asked for again and changes nothing."""
    action = heard.turn.action
    if action is None or action.verb not in ("weekly", "term"):
        return None
    data = action.data
    if action.verb == "term":
        entry = data.get("entry", "")
        if entry not in desk.guide.entries:
            return desk.phrase(heard, "entry_gone", "nothing")
        return Answered(ShowTerm(entry, data.get("do") == "whole"), "nothing", heard.memory)
    deed = next((one for one in get_args(WeeklyDeed) if one == data.get("do")), "choose")
    if deed == "stop":
        return _stop(heard)
    if (elsewhere := _personal(heard)) is not None:
        return elsewhere
    if deed == "choose":
        return Answered(ShowWeekly(), "nothing", heard.memory, wish=WeeklyWish("choose", is_button=True))
    return _set(heard, data.get("weekday", ""), data.get("hour", ""))


def _set(heard: Heard, weekday: str, hour: str) -> Answered:
    day, clock = _number(weekday, DAYS), _number(hour, HOURS)
    if day is None or clock is None:
        return Answered(ShowWeekly(day, clock, is_missing=True), "nothing", heard.memory, asks_back=True)
    agreed = _with_consent(heard.memory, True)
    return Answered(ShowWeekly(day, clock), "nothing", agreed, wish=WeeklyWish("set", day, clock))


def _number(said: str, among: range) -> int | None:
    return next((number for number in among if str(number) == said), None)


def _stop(heard: Heard) -> Answered:
    return Answered(ShowNoWeekly(), "nothing", _with_consent(heard.memory, False), wish=WeeklyWish("stop"))


def _personal(heard: Heard) -> Answered | None:
    elsewhere = Answered(ShowCourseWord("course_personal"), "nothing", heard.memory)
    return None if heard.turn.scope == "personal" else elsewhere


def _with_consent(memory: Memory, agreed: bool) -> Memory:
    others = tuple(one for one in memory.person.consents if one != WEEKLY)
    return replace(memory, person=replace(memory.person, consents=(*others, WEEKLY) if agreed else others))


class WeeklyErrand:
    """Sets, shows and stops the weekly term."""

    def __init__(self, reminders: Reminders, now: Callable[[], float]) -> None:
        self._reminders = reminders
        self._now = now

    async def __call__(self, asked: Asked) -> Show:
        """Return what to show of it, now that it is kept."""
        wish, person = asked.the(WeeklyWish), asked.turn.person
        if wish.deed == "stop":
            await self._reminders.stop(person, WEEKLY)
            return ShowNoWeekly()
        held = next((one for one in await self._reminders.of(person) if one.kind == WEEKLY), None)
        if wish.deed == "choose":
            if held is None or held.stopped:
                return ShowWeekly()
            # Asked for by words it says how it stands; its button «Endre» asks anew.
            next_on = None if wish.is_button else norwegian_date(held.next_at)
            return ShowWeekly(held.weekday, held.hour, next_on)
        next_at = next_time(self._now(), wish.weekday, wish.hour)
        shown = held.shown if held else ()
        await self._reminders.keep(Reminder(person, WEEKLY, wish.weekday, wish.hour, next_at, asked.turn.reference, shown=shown))
        return ShowWeekly(wish.weekday, wish.hour, norwegian_date(next_at))
