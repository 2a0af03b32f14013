"""Every lesson of the shipped course, for every sector, in three languages, as the cards Teams is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from bot.cards.course_shown import CourseShow, ShowFinished, ShowLesson, ShowTerm, ShowWeekly
from bot.cards.draw import LARGEST, draw, size_of
from bot.cards.parts import Element
from bot.cards.shown import Shown
from bot.cards.text import LONGEST_SPEECH
from bot.guide.entry import SECTORS, Language, Sector
from bot.guide.guide import Guide
from tests.cards.test_every_entry import LANGUAGES, MOST_ACTIONS, elements

COURSE = "ny-i-jobben"
Held = Callable[[object], list[str]]


def shows(guide: Guide, sector: Sector) -> Iterator[CourseShow]:
    for name, lesson in guide.courses[COURSE].lessons_for(sector).items():
        yield ShowLesson(COURSE, name, sector)
        yield ShowLesson(COURSE, name, sector, reading=True, is_missing=True)
        for chosen in range(len(lesson.choices)):
            yield ShowLesson(COURSE, name, sector, chosen, is_last=True, reading=True)
    yield ShowFinished(COURSE, sector, date(2026, 11, 24), 3, tuple(guide.courses[COURSE].lessons_for(sector)))


def drawn(guide: Guide, sector: Sector, language: Language) -> Iterator[tuple[CourseShow, Element]]:
    for show in shows(guide, sector):
        yield show, draw(Shown(show, language=language, sector=sector), guide)


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_keeps_the_limits_of_teams_and_can_be_read(guide: Guide, sector: Sector, language: Language) -> None:
    for show, card in drawn(guide, sector, language):
        assert size_of(card) <= LARGEST and len(card["actions"]) <= MOST_ACTIONS, show
        assert card["fallbackText"] and 0 < len(card["speak"]) <= LONGEST_SPEECH and card["lang"] == language, show
        assert "{" not in card["fallbackText"] and "…" not in card["fallbackText"], f"{show}: a text was cut"
        for element in elements(card["body"]):
            assert element["type"] != "TextBlock" or (element["wrap"] is True and element["text"].strip()), show
            assert element["type"] != "Input.ChoiceSet" or (element["label"] and element["errorMessage"] and element["wrap"]), (
                show
            )
        said = [json.dumps(action["data"], sort_keys=True) for action in card["actions"]]
        assert len(set(said)) == len(said), f"{show}: two buttons do the same"


@pytest.mark.parametrize("sector", SECTORS)
def test_every_lesson_holds_against_the_schema(guide: Guide, sector: Sector, faults_of: Held) -> None:
    for show, card in drawn(guide, sector, "nb"):
        assert faults_of(card) == [], show


@pytest.mark.parametrize("sector", SECTORS)
def test_the_bar_says_what_the_words_above_it_say(guide: Guide, sector: Sector) -> None:
    lessons = list(guide.courses[COURSE].lessons_for(sector))
    for at, name in enumerate(lessons):
        for chosen, done in ((None, at), (0, at + 1)):
            card = draw(Shown(ShowLesson(COURSE, name, sector, chosen)), guide)
            (bar,) = (one for one in card["body"] if one["type"] == "ColumnSet")
            wide = {column["style"]: column["width"] for column in bar["columns"]}
            assert (wide.get("accent", 0), wide.get("emphasis", 0)) == (done, len(lessons) - done)
            assert f"Leksjon {at + 1} av {len(lessons)}" in card["body"][0]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_week_holds_against_the_schema(guide: Guide, language: Language, faults_of: Held) -> None:
    for entry in (entry for entry in guide if entry.kind == "glossary"):
        card = draw(Shown(ShowTerm(entry.id, whole=True), language=language), guide)
        assert faults_of(card) == [] and size_of(card) <= LARGEST, entry.id
    assert faults_of(draw(Shown(ShowWeekly(), language=language), guide)) == []
