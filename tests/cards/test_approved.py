"""Every kind of card, held against the one that was approved: `pytest tests/cards --approve` after a change that is meant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.cards.course_shown import ShowCourse, ShowCourseWord, ShowFinished, ShowLesson, ShowNoWeekly, ShowTerm, ShowWeekly
from bot.cards.draw import draw
from bot.cards.shown import (
    ShowChoices,
    ShowContacts,
    ShowEntry,
    ShowLaw,
    Shown,
    ShowNothing,
    ShowPhrase,
    ShowSectors,
    ShowWay,
    ShowWelcome,
)  # fmt: skip
from bot.guide.guide import Guide
from tests.cards.conftest import SCHEMA
from tests.cards.handoff_cards import HANDOFF
from tests.cards.path_cards import PATH
from tests.conftest import REPO

GOLDEN = REPO / "tests" / "golden"
THREE = ("meldeplikt", "undring", "kontoret")
C = "ny-i-jobben"
DAY = date(2026, 11, 24)
CARDS: dict[str, Shown] = {
    "answer-glossary": Shown(ShowEntry("undring")),
    "answer-glossary-nn": Shown(ShowEntry("undring"), language="nn"),
    "answer-duties": Shown(ShowEntry("meldeplikt")),
    "answer-duties-skole": Shown(ShowEntry("meldeplikt"), sector="skole"),
    "answer-duties-en": Shown(ShowEntry("meldeplikt"), language="en"),
    "answer-guide": Shown(ShowEntry("akutt-fare")),
    "answer-topics": Shown(ShowEntry("tema")),
    "answer-topics-not-translated": Shown(ShowEntry("tema"), language="en"),
    "answer-services": Shown(ShowEntry("hjelpelinjen")),
    "answer-services-unconfirmed": Shown(ShowEntry("kontoret")),
    "whole": Shown(ShowEntry("undring", whole=True)),
    "law": Shown(ShowLaw("meldeplikt"), sector="skole"),
    "law-none": Shown(ShowLaw("tema")),
    "contacts": Shown(ShowContacts("meldeplikt")),
    "choices": Shown(ShowChoices("choose", THREE)),
    "nothing": Shown(ShowNothing(("undring", "kontoret"))),
    "nothing-elsewhere": Shown(ShowNothing(("undring",), elsewhere=True)),
    "way": Shown(ShowWay(THREE)),
    "danger": Shown(ShowWay(THREE), danger="child"),
    "danger-suicide-nn": Shown(ShowEntry("meldeplikt"), danger="suicide", language="nn"),
    "privacy": Shown(ShowEntry("undring"), personal_data=True),
    "danger-and-privacy": Shown(ShowEntry("undring"), danger="violence", personal_data=True),
    "sectors": Shown(ShowSectors("meldeplikt")),
    "sectors-en": Shown(ShowSectors(), language="en", sector="sfo"),
    "welcome": Shown(ShowWelcome()),
    "hello": Shown(ShowPhrase("hello", ("undring", "meldeplikt"))),
    "entry-gone": Shown(ShowPhrase("entry_gone", ("undring",))),
    "failed": Shown(ShowPhrase("failed"), case="1a2b3c4d"),
    "course": Shown(ShowCourse(C)),
    "course-known-nn": Shown(ShowCourse(C, "skole"), language="nn"),
    "lesson": Shown(ShowLesson(C, "en", "skole")),
    "lesson-en": Shown(ShowLesson(C, "to", "nav"), language="en"),
    "lesson-missing": Shown(ShowLesson(C, "to", "skole", is_missing=True)),
    "lesson-reading": Shown(ShowLesson(C, "to", "skole", reading=True)),
    "lesson-right-nn": Shown(ShowLesson(C, "fire", "skole", 1), language="nn"),
    "lesson-wrong": Shown(ShowLesson(C, "fire", "skole", 2)),
    "lesson-last": Shown(ShowLesson(C, "atte", "skole", 1, is_last=True)),
    "lesson-gone": Shown(ShowLesson(C, "ni", "skole")),
    "course-gone": Shown(ShowCourse("gone")),
    "course-finished": Shown(ShowFinished(C, "skole", DAY, 8)),
    "course-finished-skipped-en": Shown(ShowFinished(C, "skole", DAY, 6, ("to", "atte")), language="en"),
    "course-personal": Shown(ShowCourseWord("course_personal", C)),
    "course-not-yet": Shown(ShowCourseWord("course_not_yet", C)),
    "course-restart": Shown(ShowCourseWord("course_restart_sure", C)),
    "weekly": Shown(ShowWeekly()),
    "weekly-missing-en": Shown(ShowWeekly(weekday=2, is_missing=True), language="en"),
    "weekly-set": Shown(ShowWeekly(1, 9, DAY)),
    "weekly-stopped": Shown(ShowNoWeekly()),
    "term": Shown(ShowTerm("undring")),
    "term-whole-nn": Shown(ShowTerm("undring", whole=True), language="nn"),
    **HANDOFF,
    **PATH,
}


@pytest.mark.parametrize("name", CARDS)
def test_the_card_is_the_approved_one(name: str, small_guide: Guide, request: pytest.FixtureRequest) -> None:
    drawn = json.dumps(draw(CARDS[name], small_guide), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    approved = GOLDEN / f"{name}.json"
    if request.config.getoption("--approve"):
        approved.write_text(drawn, encoding="utf-8")
    assert approved.exists(), "new card: look at it, then pytest tests/cards --approve"
    assert drawn == approved.read_text(encoding="utf-8"), "is the change meant? pytest tests/cards --approve"


def test_no_approved_card_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CARDS)


@pytest.mark.parametrize("name", CARDS)
def test_the_card_holds_against_the_schema(name: str, small_guide: Guide, faults_of: Callable[[object], list[str]]) -> None:
    assert faults_of(draw(CARDS[name], small_guide)) == []


def test_the_schema_can_find_a_fault(small_guide: Guide, faults_of: Callable[[object], list[str]]) -> None:
    card = draw(CARDS["welcome"], small_guide)
    card["body"][0]["size"] = "Enormous"
    assert faults_of(card)


def test_the_schema_is_the_one_named_in_its_readme() -> None:
    wanted, name = (SCHEMA.parent / "SHA256SUMS").read_text().split()
    assert Path(name) == Path(SCHEMA.name) and hashlib.sha256(SCHEMA.read_bytes()).hexdigest() == wanted
