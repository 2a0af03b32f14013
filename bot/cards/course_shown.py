"""What is shown of a course and of the weekly term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from bot.guide.entry import Sector

CourseWord: TypeAlias = Literal["course_gone", "course_lesson_gone", "course_not_yet", "course_personal", "course_restart_sure"]


@dataclass(frozen=True, slots=True)
class ShowCourse:
    """What a course is, with the choice of workplace where it is not known."""

    course_id: str
    sector: Sector | None = None


@dataclass(frozen=True, slots=True)
class ShowLesson:
    """One lesson: its text, and its question or what was answered."""

    course_id: str
    lesson_id: str
    sector: Sector
    chosen: int | None = None
    """The answer given, from 0."""
    is_last: bool = False
    """True when nothing is left after it."""
    reading: bool = False
    """True after «Les»: what the guide says of it stands beneath."""
    is_missing: bool = False
    """True when «Svar» was pressed without a choice."""


@dataclass(frozen=True, slots=True)
class ShowFinished:
    """The card to keep: what was learned and when; never by whom."""

    course_id: str
    sector: Sector
    on: date
    right: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowCourseWord:
    """A plain word about a course, and the way on."""

    word: CourseWord
    course_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShowWeekly:
    """«Ett begrep i uka»: the choice of day and hour, or what is chosen."""

    weekday: int | None = None
    hour: int | None = None
    next_on: date | None = None
    """When the next comes; None while day and hour are to be chosen."""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class ShowNoWeekly:
    """No more weekly terms."""


@dataclass(frozen=True, slots=True)
class ShowTerm:
    """The term of the week."""

    entry_id: str
    whole: bool = False


CourseShow: TypeAlias = ShowCourse | ShowLesson | ShowFinished | ShowCourseWord | ShowWeekly | ShowNoWeekly | ShowTerm
