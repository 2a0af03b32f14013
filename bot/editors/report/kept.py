"""What is kept about a month, as it was counted: it is not to be shown before figures.py has hidden what is small."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from bot.conversation.course_progress import ANSWERED, FRESH, PASSED
from bot.editors.report.months import Month
from bot.editors.reviews.votes import Vote
from bot.guide.courses import Course
from bot.guide.entry import SECTORS, Sector

Counts: TypeAlias = Mapping[str, int]


class LessonRow(NamedTuple):
    """One lesson of one person's course; the person only to tell rows apart."""

    person: str
    sector: str | None
    course: str
    lesson: str
    state: str
    updated: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The counts of a month, and of those before it where they are shown beside it."""

    outcomes: Mapping[str, Counts] = field(default_factory=dict)
    """By month (2026-10): how often the bot answered, offered a choice, or had nothing."""
    notices: Mapping[str, Counts] = field(default_factory=dict)
    """By month: how often each notice stood above an answer."""
    entries: Counts = field(default_factory=dict)
    used: Counts = field(default_factory=dict)
    """How often each entry was shown, as far back as is kept: what the trust number is weighted by."""
    reasons: Mapping[str, Counts] = field(default_factory=dict)
    """By verdict: the reasons given, "" for none."""
    disliked: Counts = field(default_factory=dict)
    """Thumbs down by entry, "" for none."""
    tickets: Counts = field(default_factory=dict)
    courses: Counts = field(default_factory=dict)
    """How many did something in a course that month, by whether they have finished it."""
    lessons: Counts = field(default_factory=dict)
    """Answers to the lessons' questions, right and wrong."""
    votes: tuple[Vote, ...] = ()


def count_courses(rows: Iterable[LessonRow], courses: Mapping[str, Course], month: Month) -> tuple[Counts, Counts]:
    """Return who took part in a course in `month`, finished or under way, and how the lessons' questions were answered."""
    walks: dict[tuple[str, str], list[LessonRow]] = defaultdict(list)
    for row in rows:
        if row.state != FRESH:
            walks[row.person, row.course].append(row)
    wanted = {name: {sector: set(course.lessons_for(sector)) for sector in SECTORS} for name, course in courses.items()}
    people, answers = Counter({"finished": 0, "underway": 0}), Counter({"right": 0, "wrong": 0})
    for (_, course), walk in walks.items():
        lately = [row for row in walk if month.start <= row.updated < month.end]
        answers.update(row.state for row in lately if row.state in ANSWERED)
        if lately:
            people["finished" if _is_finished(walk, wanted.get(course, {})) else "underway"] += 1
    return people, answers


def _is_finished(walk: list[LessonRow], wanted: Mapping[Sector, set[str]]) -> bool:
    """Tell whether nothing is left; where the workplace is forgotten, whether as much is done as any workplace asks for."""
    passed = {row.lesson for row in walk if row.state in PASSED}
    mine = [lessons for sector, lessons in wanted.items() if sector == walk[0].sector]
    return any(lessons <= passed for lessons in mine or wanted.values())
