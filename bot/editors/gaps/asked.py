"""Unanswered questions from a file of JSON lines; those with the same words are one question, counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import UndringError
from bot.matching.language import fold, tokens
from bot.wording import say

LARGEST_FILE = 16 * 1024 * 1024
LONGEST_QUESTION = 300
MOST_DISTINCT = 3000
"""Distinct questions that are grouped: grouping compares all with all."""
HIGHEST_COUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A masked question, how often it was asked, and on which day (seconds since 1970, when known)."""

    question: str
    count: int = 1
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """All the times the same words were asked."""

    text: str
    times: tuple[Asked, ...]

    @property
    def count(self) -> int:
        """Return how often it was asked."""
        return sum(one.count for one in self.times)


def read_asked(file: Path) -> tuple[Asked, ...]:
    """Return the questions of a file of JSON lines; raises UndringError with the line at fault."""
    try:
        with file.open("rb") as held:
            raw = held.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UndringError(f"{file}: {say('file_unreadable', why=error.strerror)}") from error
    if len(raw) > LARGEST_FILE:
        raise UndringError(f"{file}: {say('file_too_large', kib=LARGEST_FILE // 1024)}")
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UndringError(f"{file}: {say('file_not_utf8')}") from error
    return tuple(_asked(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _asked(line: str, place: str) -> Asked:
    try:
        row = json.loads(line)
        return _from_row(row)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        why = say("gaps_bad_line")
        raise UndringError(f"{place}: {why}") from error


def _from_row(row: dict[str, Any]) -> Asked:
    text, count = row["question"], row.get("count", 1)
    if not isinstance(text, str) or not text.strip() or isinstance(count, bool) or not isinstance(count, int):
        raise ValueError
    if not 1 <= count <= HIGHEST_COUNT:
        raise ValueError
    return Asked(text, count, _seconds(row.get("at")))


def _seconds(at: object) -> float | None:
    if at is None:
        return None
    if isinstance(at, str):
        when = datetime.fromisoformat(at)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < 1e11:
        raise ValueError
    return float(at)


def questions_of(asked: Iterable[Asked], mask: Callable[[str], str]) -> tuple[Question, ...]:
    """Return the distinct questions, masked once more, most asked first."""
    plain = (Asked(_tidy(one.question), one.count, one.at) for one in asked)
    masked = (
        Asked(text, one.count, one.at)
        for question in _distinct(plain)
        for text in [mask(question.text)]
        for one in question.times
    )
    return _distinct(masked)


def _tidy(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_QUESTION]


def _distinct(asked: Iterable[Asked]) -> tuple[Question, ...]:
    by_words: dict[str, list[Asked]] = {}
    for one in asked:
        key = " ".join(fold(token) for token in tokens(one.question))
        if key:
            by_words.setdefault(key, []).append(one)
    questions = [Question(times[0].question, tuple(times)) for times in by_words.values()]
    return tuple(sorted(questions, key=lambda one: (-one.count, one.text))[:MOST_DISTINCT])
