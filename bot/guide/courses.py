"""The courses: short lessons with one question each, for all sectors or some, read and checked like the rest of the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path as File
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.errors import Fault
from bot.guide.entry import SECTORS, Id, Language, Line, Part, Sector
from bot.guide.shared import LARGEST_SHARED
from bot.guide.validation import nearest, validated
from bot.guide.yaml_reader import Document, Path_, read_yaml
from bot.wording import say

FEWEST, MOST = 8, 12
"""Lessons for each sector."""
CHOICES = 3
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Said(Part):
    """One short sentence in three languages."""

    nb: Sentence
    nn: Sentence
    en: Sentence

    def said(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return {"nb": self.nb, "nn": self.nn, "en": self.en}[language]


class Told(Said):
    """A few sentences in three languages."""

    nb: Body
    nn: Body
    en: Body


class CourseChoice(Said):
    """One answer to a lesson's question, and why it is right or wrong."""

    right: bool = False
    why: Said


class LessonVersion(Part):
    """What is different in a lesson for one sector."""

    entry: Id | None = None
    title: Said | None = None
    text: Told | None = None
    question: Said | None = None
    choices: tuple[CourseChoice, ...] | None = None


class Lesson(Part):
    """One lesson: a few sentences from an entry, and a question."""

    entry: Id
    title: Said
    text: Told
    question: Said
    choices: tuple[CourseChoice, ...]
    only: tuple[Sector, ...] = ()
    """The sectors it is for; all where none is named."""
    sectors: dict[Sector, LessonVersion] = Field(default_factory=dict)

    def is_for(self, sector: Sector) -> bool:
        """Tell whether people of a sector meet this lesson."""
        return not self.only or sector in self.only

    def for_sector(self, sector: Sector) -> Lesson:
        """Return the lesson as a sector meets it."""
        version = self.sectors.get(sector)
        return self.model_copy(update={name: value for name, value in version or () if value is not None})

    @property
    def right(self) -> int:
        """Return the number of the right answer, from 0."""
        return next(at for at, choice in enumerate(self.choices) if choice.right)


class Course(Part):
    """A whole course: what it is, the words that open it, and its lessons in order."""

    title: Said
    about: Told
    offered_on: tuple[Id, ...] = ()
    """Entries whose cards have a button to the course."""
    words: tuple[Line, ...] = Field(min_length=1)
    """Messages that start it."""
    reminder_words: tuple[Line, ...] = ()
    """Messages that ask for one term a week."""
    stop_words: tuple[Line, ...] = ()
    """Messages that stop it."""
    lessons: dict[Id, Lesson]

    def lessons_for(self, sector: Sector) -> dict[str, Lesson]:
        """Return the lessons a sector meets, in order."""
        return {name: lesson.for_sector(sector) for name, lesson in self.lessons.items() if lesson.is_for(sector)}


def read_courses(
    layers: Sequence[File], entries: Iterable[str], shown: Callable[[File], str]
) -> tuple[dict[str, Course], list[Fault]]:
    """Return the courses of `layers` by id, a later layer winning, and every fault in them."""
    known, courses, faults = set(entries), {}, list[Fault]()
    for file in (file for layer in layers for file in sorted((layer / "courses").glob("*.yaml"))):
        document = read_yaml(file, shown(file), LARGEST_SHARED)
        if not document.faults and not isinstance(document.data, dict):
            document.fault(1, "not_mapping")
        faults += document.faults
        if document.faults:
            continue
        course, found = validated(Course, document.data, lambda place, d=document: (d.file, d.line(place)))  # type: ignore[misc]
        faults += found
        if course is not None:
            found = [*_dangling(course, document, known), *_unfair(course, document)]
            faults += found or list(_uneven(course, document))
            courses[file.stem] = course
    return courses, faults


def _dangling(course: Course, document: Document, known: set[str]) -> Iterator[Fault]:
    goals: list[tuple[Path_, str]] = [(("offered_on", at), entry) for at, entry in enumerate(course.offered_on)]
    for name, lesson in course.lessons.items():
        goals.append((("lessons", name, "entry"), lesson.entry))
        versions = lesson.sectors.items()
        goals += [(("lessons", name, "sectors", sector, "entry"), one.entry) for sector, one in versions if one.entry]
    for place, entry in goals:
        if entry not in known:
            key = next(str(part) for part in reversed(place) if isinstance(part, str))
            near = nearest(entry, known)
            text = say("dangling_near", key=key, value=entry, nearest=near) if near else say("dangling", key=key, value=entry)
            yield Fault(document.file, document.line(place), "error", text)


def _unfair(course: Course, document: Document) -> Iterator[Fault]:
    """Yield a fault for each question that has not three answers, one of them right."""
    for name, lesson in course.lessons.items():
        asked: list[tuple[Path_, tuple[CourseChoice, ...]]] = [(("lessons", name, "choices"), lesson.choices)]
        versions = lesson.sectors.items()
        asked += [
            (("lessons", name, "sectors", sector, "choices"), one.choices) for sector, one in versions if one.choices is not None
        ]
        for place, choices in asked:
            if len(choices) != CHOICES:
                yield _fault(document, place, "course_choices", lesson=name, count=len(choices), wanted=CHOICES)
            elif (rights := sum(choice.right for choice in choices)) != 1:
                yield _fault(document, place, "course_one_right", lesson=name, count=rights)


def _uneven(course: Course, document: Document) -> Iterator[Fault]:
    """Yield a fault for each sector with too few or too many lessons."""
    for sector in SECTORS:
        count = len(course.lessons_for(sector))
        if not FEWEST <= count <= MOST:
            yield _fault(document, ("lessons",), "course_length", sector=sector, count=count, fewest=FEWEST, most=MOST)


def _fault(document: Document, place: Path_, key: str, **values: object) -> Fault:
    return Fault(document.file, document.line(place), "error", say(key, **values))
