"""The courses: the one that stands is whole for every sector, and each fault is told with its line and the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.guide.courses import CHOICES, FEWEST, MOST, Course, read_courses
from bot.guide.entry import SECTORS
from bot.guide.guide import Guide
from bot.guide.loader import OWN_KNOWLEDGE

WRITTEN = OWN_KNOWLEDGE / "national/courses/ny-i-jobben.yaml"


@pytest.fixture(scope="module")
def course(guide: Guide) -> Course:
    return guide.courses["ny-i-jobben"]


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_meets_eight_to_twelve_whole_lessons(course: Course, guide: Guide, sector: str) -> None:
    lessons = course.lessons_for(sector)  # type: ignore[arg-type]
    assert FEWEST <= len(lessons) <= MOST
    for name, lesson in lessons.items():
        assert lesson.entry in guide.entries and len(lesson.choices) == CHOICES, name
        assert sum(choice.right for choice in lesson.choices) == 1 and lesson.choices[lesson.right].right, name
        for language in ("nb", "nn", "en"):
            said = [lesson.title, lesson.text, lesson.question, *lesson.choices, *(choice.why for choice in lesson.choices)]
            assert len({one.said(language) for one in said}) == len(said), f"{name}: two texts are the same"  # type: ignore[arg-type]
            sentences = len(re.findall(r"[.?!](?: |$)", lesson.text.said(language)))  # type: ignore[arg-type]
            assert 2 <= sentences <= 4, f"{name} {language}: {sentences} sentences"


def test_a_sector_meets_its_own_version(course: Course) -> None:
    assert {sector: course.lessons_for(sector)["melde"].entry for sector in SECTORS} == {
        "barnehage": "meldeplikt-barnehage", "skole": "meldeplikt-skole", "sfo": "meldeplikt-skole", "helse": "meldeplikt-helse",
        "nav": "meldeplikt-nav", "krisesenter": "meldeplikt-krisesenter", "familievern": "meldeplikt-familievern",
        "barnevern": "meldeplikt", "frivillig": "meldeplikt-frivillige",
    }  # fmt: skip
    assert "rett til" in course.lessons_for("frivillig")["melde"].title.nb
    assert "skolemiljo" in course.lessons_for("sfo") and "skolemiljo" not in course.lessons_for("barnehage")


def test_the_right_answer_does_not_always_stand_in_the_same_place(course: Course) -> None:
    for sector in SECTORS:
        places = [lesson.right for lesson in course.lessons_for(sector).values()]
        assert all(places.count(at) <= len(places) // 2 for at in range(CHOICES)), (sector, places)


def test_the_words_that_start_it_are_no_name_of_an_entry(course: Course, guide: Guide) -> None:
    names = {name.lower() for entry in guide for name in (entry.title, *entry.aliases, *entry.examples)}
    assert not names & {word.lower() for word in (*course.words, *course.reminder_words, *course.stop_words)}


FAULTS = {
    "an entry that is not": ("    entry: akutt-fare\n", "    entry: akutt-fara\n", "    entry: akutt-fara", "«akutt-fare»"),
    "offered on one that is not": ("offered_on: [nyansatt]", "offered_on: [nyansat]", "offered_on: [nyansat]", "«nyansatt»"),
    "two right answers": ('        en: "Ask my manager for permission"\n', '        en: "Ask"\n        right: true\n', "    choices:", "2 riktige svar"),
    "no right answer": ('        en: "Call 112 or 113"\n        right: true\n', '        en: "Call"\n', "    choices:", "0 riktige svar"),
    "an unknown sector": ("only: [nav]", "only: [nva]", "only: [nva]", "nva"),
    "a lesson without nynorsk": ('title: {nb: "Fare nå", nn: "Fare no", en: "Danger now"}', 'title: {nb: "Fare nå", en: "Danger now"}', "title: {nb", "nn"),
    "an unknown key": ("    only: [nav]\n", "    onli: [nav]\n", "    onli: [nav]", "onli"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_line_and_the_way_out(tmp_path: Path, guide: Guide, name: str) -> None:
    was, now, line, said = FAULTS[name]
    text = WRITTEN.read_text(encoding="utf-8")
    assert was in text
    faults, lines = written(tmp_path, text.replace(was, now, 1), guide)
    assert [fault for fault in faults if said in fault[1] and line.strip() in lines[fault[0] - 1]], faults


def test_too_few_lessons_for_one_sector_is_told(tmp_path: Path, guide: Guide) -> None:
    text = WRITTEN.read_text(encoding="utf-8")
    for entry in ("akutt-fare", "undring", "tegn-og-signaler", "dokumentasjon"):
        text = text.replace(f"    entry: {entry}\n", f"    entry: {entry}\n    only: [skole]\n", 1)
    faults, _ = written(tmp_path, text, guide)
    assert len(faults) == len(SECTORS) - 1, "one for each sector but school"
    assert any("helse får 7 leksjoner" in said for _, said in faults)


def written(folder: Path, text: str, guide: Guide) -> tuple[list[tuple[int, str]], list[str]]:
    (folder / "courses").mkdir()
    (folder / "courses/ny-i-jobben.yaml").write_text(text, encoding="utf-8")
    _, faults = read_courses([folder], guide.entries, lambda file: file.name)
    assert all(fault.file == "ny-i-jobben.yaml" for fault in faults)
    return [(fault.line, fault.message) for fault in faults], text.splitlines()
