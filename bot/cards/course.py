"""The cards of a course: what it is, a lesson with its question, what was answered, and the card to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from bot.cards.answer import day, sector_part
from bot.cards.course_shown import (
    CourseShow,
    ShowCourse,
    ShowCourseWord,
    ShowFinished,
    ShowLesson,
    ShowNoWeekly,
    ShowTerm,
    ShowWeekly,
)
from bot.cards.others import sectors_body
from bot.cards.parts import Element, heading, label, line, link, notice, paragraph, press, section, small
from bot.cards.weekly import term_card, weekly_card
from bot.guide.courses import Course, Lesson
from bot.guide.entry import Sector
from bot.guide.guide import Guide
from bot.guide.phrases import Voice

Drawn: TypeAlias = tuple[list[Element], list[Element]]
NO_INPUT: Element = {"associatedInputs": "none"}
FIRST: Element = {"style": "positive"}


def course_card(show: CourseShow, guide: Guide, voice: Voice) -> Drawn:
    """Return the body and the buttons of a card about a course or the weekly term."""
    match show:
        case ShowTerm():
            return term_card(show, guide, voice)
        case ShowWeekly() | ShowNoWeekly():
            return weekly_card(show, voice)
        case ShowCourseWord(word, course_id):
            return _word_card(word, course_id, guide, voice)
        case _ if show.course_id not in guide.courses:
            return _word_card("course_gone", None, guide, voice)
        case ShowCourse(course_id, sector):
            return _intro(course_id, guide.courses[course_id], sector, voice)
        case ShowFinished():
            return _finished(show, guide, voice)
        case ShowLesson(course_id, lesson_id, sector):
            if lesson_id not in guide.courses[course_id].lessons_for(sector):
                return _word_card("course_lesson_gone", course_id, guide, voice)
            return _lesson(show, guide, voice)


def course_offers(guide: Guide, entry_id: str, voice: Voice) -> list[Element]:
    """Return a button for each course that is offered on an entry's card."""
    offered = ((name, course) for name, course in guide.courses.items() if entry_id in course.offered_on)
    return [
        press(voice("course_offer", about=course.title.said(voice.language)), "course", FIRST, do="start", course=name)
        for name, course in offered
    ]


def _word_card(word: str, course_id: str | None, guide: Guide, voice: Voice) -> Drawn:
    said = [paragraph(voice(word))]
    if course_id not in guide.courses or word == "course_personal":
        return said, []
    on = press(voice("course_continue"), "course", do="start", course=str(course_id))
    if word != "course_restart_sure":
        return said, [on]
    return said, [
        on,
        press(voice("course_restart_yes"), "course", {"style": "destructive"}, do="restart", course=str(course_id), sure="1"),
    ]


def _intro(course_id: str, course: Course, sector: Sector | None, voice: Voice) -> Drawn:
    about = [heading(course.title.said(voice.language)), paragraph(course.about.said(voice.language))]
    start = press(voice("course_start"), "course", FIRST, do="start", course=course_id)
    return [*about, *sectors_body(sector, voice)], [start]


def _lesson(show: ShowLesson, guide: Guide, voice: Voice) -> Drawn:
    course, language = guide.courses[show.course_id], voice.language
    lessons = course.lessons_for(show.sector)
    lesson, at = lessons[show.lesson_id], list(lessons).index(show.lesson_id) + 1
    where = voice("course_lesson", course=course.title.said(language), at=at, of=len(lessons))
    body = [label(where), _bar(at - (show.chosen is None), len(lessons))]
    body += [heading(lesson.title.said(language)), paragraph(lesson.text.said(language))]
    if show.reading and lesson.entry in guide.entries:
        body.append(notice("emphasis", _excerpt(guide, lesson, show.sector, voice)))
    if show.chosen is None:
        return [*body, *_question(lesson, show.is_missing, voice)], [
            *_answering(show, voice),
            *_aside(show, lesson, guide, voice),
        ]
    onward = voice("course_finish" if show.is_last else "course_next")
    on = press(onward, "course", FIRST, do="next", course=show.course_id)
    return [*body, *_answered(lesson, show.chosen, voice)], [on, *_aside(show, lesson, guide, voice)]


def _bar(done: int, of: int) -> Element:
    """Return the progress bar; the line above it says the same in words."""
    parts = [("accent", done), ("emphasis", of - done)]
    columns = [
        {"type": "Column", "width": wide, "style": style, "minHeight": "8px", "spacing": "None", "items": []}
        for style, wide in parts
        if wide
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _excerpt(guide: Guide, lesson: Lesson, sector: Sector, voice: Voice) -> list[Element]:
    entry = guide.entries[lesson.entry]
    text = entry.translation(voice.language)
    untold = [small(voice("not_translated"))] if voice.language != "nb" and text is None else []
    return [*untold, paragraph(text.answer if text else entry.answer), *sector_part(guide, entry, voice, sector)]


def _question(lesson: Lesson, is_missing: bool, voice: Voice) -> list[Element]:
    choices = [{"title": one.said(voice.language), "value": str(at)} for at, one in enumerate(lesson.choices)]
    asked: Element = {
        "type": "Input.ChoiceSet",
        "id": "choice",
        "style": "expanded",
        "wrap": True,
        "spacing": "Medium",
        "label": lesson.question.said(voice.language),
        "isRequired": True,
        "errorMessage": voice("course_choose"),
        "choices": choices,
    }
    return [asked, *([paragraph(voice("course_choose"))] if is_missing else [])]


def _answered(lesson: Lesson, chosen: int, voice: Voice) -> list[Element]:
    language = voice.language
    answer, right = lesson.choices[chosen], lesson.choices[lesson.right]
    said = [heading(voice("course_right" if answer.right else "course_wrong"), "Medium"), paragraph(answer.why.said(language))]
    if not answer.right:
        said.append(paragraph(voice("course_the_right", about=right.said(language))))
        said.append(paragraph(right.why.said(language)))
    asked = {**paragraph(f"**{lesson.question.said(language)}**"), "spacing": "Medium"}
    return [asked, line(voice("course_you_said", about=answer.said(language))), notice("emphasis", said)]


def _answering(show: ShowLesson, voice: Voice) -> list[Element]:
    where = {"course": show.course_id, "lesson": show.lesson_id}
    answer = press(voice("course_answer"), "course", FIRST, do="answer", **where)
    return [answer, press(voice("course_skip"), "course", NO_INPUT, do="skip", **where)]


def _aside(show: ShowLesson, lesson: Lesson, guide: Guide, voice: Voice) -> list[Element]:
    """Return the buttons that stand on every lesson: what the guide says, and beginning anew."""
    where = {"course": show.course_id, "lesson": show.lesson_id}
    title = guide.entries[lesson.entry].title_in(voice.language) if lesson.entry in guide.entries else lesson.entry
    named = voice("course_unread") if show.reading else voice("course_read", about=title)
    read = press(named, "course", NO_INPUT, do="show" if show.reading else "read", **where)
    if show.chosen is None and show.lesson_id == next(iter(guide.courses[show.course_id].lessons_for(show.sector))):
        return [read]
    return [read, press(voice("course_restart"), "course", NO_INPUT, do="restart", course=show.course_id)]


def _finished(show: ShowFinished, guide: Guide, voice: Voice) -> Drawn:
    course = guide.courses[show.course_id]
    lessons = course.lessons_for(show.sector)
    sector = voice(f"sector_{show.sector}")
    summary = voice("course_result", sector=sector, date=day(show.on, voice), right=show.right, of=len(lessons))
    body = [label(course.title.said(voice.language)), _bar(len(lessons), len(lessons)), heading(voice("course_finished"))]
    body += [
        paragraph(summary),
        *section(voice("course_learned"), _learned(show, lessons, guide, voice)),
        small(voice("course_keep")),
    ]
    buttons = [press(voice("weekly_title"), "weekly", FIRST, do="choose")]
    if show.skipped:
        buttons.insert(0, press(voice("course_skipped"), "course", do="skipped", course=show.course_id))
    return body, [*buttons, press(voice("course_restart"), "course", do="restart", course=show.course_id)]


def _learned(show: ShowFinished, lessons: dict[str, Lesson], guide: Guide, voice: Voice) -> Iterator[Element]:
    """Yield a line for each lesson, with the law it rests on."""
    for name, lesson in lessons.items():
        entry = guide.entries.get(lesson.entry)
        version = entry.sectors.get(show.sector) if entry else None
        cited = [*(version.provisions if version else ()), *(entry.provisions if entry else ())]
        laws = (guide.provisions[one] for one in cited if one in guide.provisions)
        law = next((f" – {link(f'{one.law} {one.section}', one.url)}" for one in laws), "")
        skipped = f" ({voice('course_passed_over')})" if name in show.skipped else ""
        yield line(f"**{lesson.title.said(voice.language)}**{skipped}{law}")
