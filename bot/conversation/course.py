"""The course in the conversation: the words and buttons that open it and lead through it; what is kept is an errand's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from bot.cards.course_shown import CourseWord, ShowCourse, ShowCourseWord
from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.turn import Wish
from bot.guide.entry import SECTORS, Sector

CourseDeed: TypeAlias = Literal["start", "next", "skip", "skipped", "answer", "read", "show", "restart"]


@dataclass(frozen=True, slots=True)
class CourseWish(Wish):
    """Something to do in a course, for the person's sector; `lesson` and `choice` as the button said, whatever that was."""

    course: str
    deed: CourseDeed
    sector: Sector
    lesson: str = ""
    choice: str = ""


def hear_course(desk: Desk, heard: Heard) -> Answered | None:
    """«Start kurs», «opplæring»: begin, or go on where one left."""
    found = desk.course_words.find(heard.text)
    return _open(desk, heard, found[1], "start") if found and found[0] == "course" else None


def press_course(desk: Desk, heard: Heard) -> Answered | None:
    """Do what a button of a course says; a strange one gets a plain word and changes nothing."""
    action = heard.turn.action
    if action is None or action.verb != "course":
        return None
    data = action.data
    course, deed = data.get("course", ""), next((one for one in get_args(CourseDeed) if one == data.get("do")), None)
    if heard.turn.scope == "personal" and course in desk.guide.courses:
        if deed is None:
            return _word(heard, "course_lesson_gone", course)
        if deed == "restart" and data.get("sure") != "1":
            return _word(heard, "course_restart_sure", course)
        if (sector := next((one for one in SECTORS if one == data.get("sector")), None)) is not None:
            heard.memory = heard.memory.with_sector(sector)
    return _open(desk, heard, course, deed or "start", data.get("lesson", ""), data.get("choice", ""))


def _open(desk: Desk, heard: Heard, course: str, deed: CourseDeed, lesson: str = "", choice: str = "") -> Answered:
    if heard.turn.scope != "personal":
        return _word(heard, "course_personal")
    if course not in desk.guide.courses:
        return _word(heard, "course_gone")
    sector = heard.memory.person.sector
    if sector is None:
        return Answered(ShowCourse(course), "nothing", heard.memory, asks_back=True)
    wish = CourseWish(course, deed, sector, lesson, choice)
    return Answered(ShowCourse(course, sector), "nothing", heard.memory, sector=sector, wish=wish)


def _word(heard: Heard, word: CourseWord, course: str | None = None) -> Answered:
    return Answered(ShowCourseWord(word, course), "nothing", heard.memory)
