"""How far someone has come in a course, and what each deed makes of it: pure in the middle, an errand around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.cards.course_shown import CourseShow, CourseWord, ShowCourseWord, ShowFinished, ShowLesson
from bot.cards.shown import Show
from bot.conversation.course import CourseWish
from bot.conversation.errands import Asked
from bot.conversation.keeping import LessonProgress, Progress
from bot.guide.courses import Course
from bot.guide.weekly import norwegian_date

FRESH, BEGUN, SKIPPED, RIGHT, WRONG = "fresh", "begun", "skipped", "right", "wrong"
ANSWERED = (RIGHT, WRONG)
PASSED = (*ANSWERED, SKIPPED)


class CourseErrand:
    """Does what is wished in a course, with the progress that is kept."""

    def __init__(self, progress: Progress, now: Callable[[], float]) -> None:
        self._progress = progress
        self._now = now

    async def __call__(self, asked: Asked) -> Show:
        """Return what to show; what has changed is kept first, so that nobody hears of an answer that is lost."""
        wish, person = asked.the(CourseWish), asked.turn.person
        held = {one.lesson: one for one in await self._progress.of(person) if one.course == wish.course}
        path = Walk(wish, asked.guide.courses[wish.course], held, norwegian_date(self._now()))
        show = path.do()
        for changed in path.changed.values():
            await self._progress.keep(person, changed)
        return show


@dataclass(slots=True)
class Walk:
    """One person's way through a course, and what one deed changes in it."""

    wish: CourseWish
    course: Course
    held: Mapping[str, LessonProgress]
    today: date
    changed: dict[str, LessonProgress] = field(default_factory=dict)

    def do(self) -> CourseShow:
        """Do the deed, and return what to show."""
        match self.wish.deed:
            case "start" | "next":
                return self._onward()
            case "skipped" | "restart":
                which = (SKIPPED,) if self.wish.deed == "skipped" else (*PASSED, BEGUN)
                for lesson in [one for one in self.held if self._state(one) in which]:
                    self._set(lesson, FRESH)
                return self._onward()
            case _ if self.wish.lesson not in self.lessons:
                return self._word("course_lesson_gone")
            case _ if self._state(self.wish.lesson) == FRESH:
                return self._word("course_not_yet")
            case "answer":
                return self._answer()
            case "skip":
                if self._state(self.wish.lesson) == BEGUN:
                    self._set(self.wish.lesson, SKIPPED)
                return self._onward()
            case "read" | "show":
                return replace(self._lesson(self.wish.lesson), reading=self.wish.deed == "read")

    @property
    def lessons(self) -> tuple[str, ...]:
        """Return the lessons of the sector, in order."""
        return tuple(self.course.lessons_for(self.wish.sector))

    def _state(self, lesson: str) -> str:
        found = self.changed.get(lesson) or self.held.get(lesson)
        return found.state if found else FRESH

    def _set(self, lesson: str, state: str, **answers: str) -> None:
        self.changed[lesson] = LessonProgress(self.wish.course, lesson, state, answers)

    def _onward(self) -> CourseShow:
        """Show the first lesson that is neither answered nor skipped; the card to keep when there is none."""
        following = next((one for one in self.lessons if self._state(one) not in PASSED), None)
        if following is None:
            return self._finished()
        if self._state(following) == FRESH:
            self._set(following, BEGUN)
        return self._lesson(following)

    def _answer(self) -> CourseShow:
        lesson, choice = self.wish.lesson, self.wish.choice
        if self._state(lesson) in ANSWERED:
            return self._lesson(lesson)  # The first answer stands, however often it is sent.
        if not choice:
            return replace(self._lesson(lesson), is_missing=True)
        choices = self.course.lessons_for(self.wish.sector)[lesson].choices
        if choice not in [str(at) for at in range(len(choices))]:
            return self._word("course_lesson_gone")
        self._set(lesson, RIGHT if choices[int(choice)].right else WRONG, choice=choice, on=self.today.isoformat())
        return self._lesson(lesson)

    def _lesson(self, lesson: str) -> ShowLesson:
        found = self.changed.get(lesson) or self.held.get(lesson)
        chosen = str(found.answers.get("choice", "")) if found and found.state in ANSWERED else ""
        is_last = all(self._state(one) in PASSED for one in self.lessons if one != lesson)
        at = int(chosen) if chosen.isdecimal() and int(chosen) < len(self.course.lessons[lesson].choices) else None
        return ShowLesson(self.wish.course, lesson, self.wish.sector, at, is_last)

    def _finished(self) -> ShowFinished:
        rows = [self.held[one] for one in self.lessons if one in self.held and one not in self.changed] + list(
            self.changed.values()
        )
        days = [str(row.answers.get("on", "")) for row in rows if row.state in ANSWERED]
        last = max(days, default="")
        on = date.fromisoformat(last) if last else self.today
        skipped = tuple(one for one in self.lessons if self._state(one) == SKIPPED)
        right = sum(self._state(one) == RIGHT for one in self.lessons)
        return ShowFinished(self.wish.course, self.wish.sector, on, right, skipped)

    def _word(self, word: CourseWord) -> ShowCourseWord:
        return ShowCourseWord(word, self.wish.course)
