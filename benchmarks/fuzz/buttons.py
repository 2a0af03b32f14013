"""The data of buttons that our own cards carry, as JSON: what an attacker begins with, and then changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from bot.cards.draw import draw
from bot.cards.path_shown import Place, ShowPathStep, ShowPathSummary
from bot.cards.shown import Show, ShowChoices, ShowEntry, Shown, ShowNothing, ShowSectors, ShowWay, ShowWelcome
from bot.conversation.course import CourseDeed
from bot.conversation.handoff import ASKER_VERBS, TEAM_VERBS
from bot.guide.entry import SECTORS
from bot.guide.guide import Guide
from bot.guide.loader import load_guide


@cache
def known_buttons() -> tuple[str, ...]:
    """Return the data of many buttons: entries, choices, sectors, every step of the paths, courses, handed-over questions."""
    guide = load_guide()
    drawn = {json.dumps(one["data"]) for show in _shows(guide) for one in _pressable(draw(Shown(show), guide))}
    rest = {json.dumps({"undring": data}) for data in (*_course(guide), *_handoff())}
    return tuple(sorted(drawn | rest))


def _shows(guide: Guide) -> Iterator[Show]:
    from datetime import date

    entries = tuple(guide.entries)
    yield from map(ShowEntry, entries)
    yield from (
        ShowChoices("say_more", entries[:3]),
        ShowWay(entries[:3]),
        ShowNothing(entries[:2], question="hva"),
        ShowWelcome(),
    )
    yield from (ShowSectors(), ShowSectors(entries[0]))
    for name, path in guide.paths.items():
        trail: tuple[str, ...] = (path.first,)
        while trail[-1] in path.steps:
            place = Place(name, trail)
            yield from (ShowPathStep(place), ShowPathStep(place, "law"), ShowPathSummary(place, date(2026, 11, 25)))
            trail = (*trail, next((one.to for one in path.steps[trail[-1]].choices if one.to not in trail), ""))


def _pressable(value: Any) -> Iterator[dict[str, Any]]:
    for held in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _pressable(held)
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        yield value


def _course(guide: Guide) -> Iterator[dict[str, str]]:
    for name, course in guide.courses.items():
        for lesson in ("", *course.lessons):
            for deed in get_args(CourseDeed):
                for sector in SECTORS[:2]:
                    yield {
                        "verb": "course",
                        "do": deed,
                        "course": name,
                        "lesson": lesson,
                        "sector": sector,
                        "choice": "0",
                        "sure": "1",
                    }
    yield from ({"verb": "weekly", "do": deed, "weekday": "0", "hour": "8"} for deed in ("choose", "set", "stop"))
    yield from ({"verb": "term", "entry": one, "do": "whole"} for one in guide.entries)


def _handoff() -> Iterator[dict[str, str]]:
    for verb in (*ASKER_VERBS, *TEAM_VERBS, "handoff", "handoff_send", "handoff_mine", "handoff_cancel"):
        yield from (
            {"verb": verb, "ticket": ticket, "asked": "hva er dette", "consent": "true", "answer": "svar"} for ticket in ("", "x")
        )
