"""The cards of a guided path that are held against approved ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.cards.path_shown import Place, ShowPathStep, ShowPathSummary, ShowPathWord
from bot.cards.shown import ShowEntry, Shown

START, DUTY = Place("loype", ("fare",)), Place("loype", ("fare", "plikt"))
SKOLE = replace(DUTY, sector="skole")
PATH: dict[str, Shown] = {
    "path-first": Shown(ShowPathStep(START)),
    "path-first-nn": Shown(ShowPathStep(START), language="nn"),
    "path-asks-sector": Shown(ShowPathStep(DUTY)),
    "path-any-sector": Shown(ShowPathStep(replace(DUTY, any_sector=True))),
    "path-skole-law": Shown(ShowPathStep(SKOLE, "law"), sector="skole"),
    "path-skole-contacts-en": Shown(ShowPathStep(SKOLE, "contacts"), language="en"),
    "path-danger": Shown(ShowPathStep(START), danger="child"),
    "path-summary": Shown(ShowPathSummary(SKOLE, date(2026, 11, 25))),
    "path-summary-en": Shown(ShowPathSummary(DUTY, date(2026, 11, 25)), language="en"),
    "path-left": Shown(ShowPathWord("path_left", "loype", DUTY)),
    "path-gone": Shown(ShowPathWord("path_gone", "loype")),
    "path-step-gone": Shown(ShowPathStep(Place("loype", ("fare", "borte")))),
    "path-no-path": Shown(ShowPathSummary(Place("borte", ("fare",)), date(2026, 11, 25))),
    "path-resume": Shown(ShowEntry("undring"), path=DUTY),
}
