"""Messages that open a course or the weekly term: a few words of the course's own file, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from bot.conversation.workplaces import plain
from bot.guide.guide import Guide

Opening: TypeAlias = Literal["course", "weekly", "stop"]
_ALIKE = 90
_SHORTEST = 6
"""Letters of a message in which a slip is forgiven."""
_LONGEST = 6
"""Words: a longer message is a question."""


class CourseWords:
    """Looks messages up among the words of all courses."""

    def __init__(self, guide: Guide) -> None:
        self._table: dict[str, tuple[Opening, str]] = {}
        for name, course in guide.courses.items():
            self._add(course.words, "course", name)
            self._add(course.reminder_words, "weekly", name)
            self._add(course.stop_words, "stop", name)

    def _add(self, words: Iterable[str], opening: Opening, name: str) -> None:
        self._table.update((plain(word), (opening, name)) for word in words)

    def find(self, text: str) -> tuple[Opening, str] | None:
        """Return what a message opens, and which course names it."""
        flat = plain(text)
        if flat in self._table or not self._table:
            return self._table.get(flat)
        if len(flat) < _SHORTEST or len(flat.split()) > _LONGEST:
            return None
        near = process.extractOne(flat, list(self._table), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self._table[near[0]] if near else None
