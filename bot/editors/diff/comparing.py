"""Ask both guides every known question, and tell which answers differ: better, worse, or only other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

from bot.conversation.conversation import Conversation
from bot.editors.evaluation.measures import Asked
from bot.editors.evaluation.questions import Question
from bot.editors.evaluation.running import Progress, ask_all
from bot.guide.guide import Guide

Change: TypeAlias = Literal["worse", "better", "changed"]
_SAMPLE = 16
"""One in so many examples of untouched entries is asked, unless all are wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side says to a question."""

    outcome: str
    entry: str | None
    danger: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is answered otherwise."""

    question: str
    change: Change
    old: Answer
    new: Answer
    accept: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Return the row of `diff --json`."""
        return {**asdict(self), "accept": list(self.accept)}


def known_questions(old: Guide, new: Guide, written: Sequence[Question], every: bool = False) -> list[Question]:
    """Return the written questions, and the examples of both guides: all of changed entries, a set sample of the others."""
    found = {question.text: question for question in written}
    for guide, other in ((new, old), (old, new)):
        for entry in guide:
            touched = every or other.entries.get(entry.id) != entry
            for text in (entry.title, *entry.aliases, *entry.examples):
                if text not in found and (touched or _is_sampled(text)):
                    found[text] = Question(text, (entry.id,), entry.kind)
    return list(found.values())


def differences(
    old: Conversation, new: Conversation, questions: Sequence[Question], progress: tuple[Progress, Progress] = (iter, iter)
) -> list[Difference]:
    """Return every question that the two answer differently, the worse ones first."""
    before, after = ask_all(old, questions, progress[0]), ask_all(new, questions, progress[1])
    order = get_args(Change)
    return sorted(_different(before, after), key=lambda one: (order.index(one.change), one.question))


def _different(before: Sequence[Asked], after: Sequence[Asked]) -> Iterator[Difference]:
    for one, other in zip(before, after, strict=True):
        old, new = _answer(one), _answer(other)
        if old == new:
            continue
        better = _worth(other) - _worth(one) or new.danger - old.danger if one.question.accept else _worth(other) - _worth(one)
        change: Change = "better" if better > 0 else "worse" if better < 0 else "changed"
        if old.danger and not new.danger:
            change = "worse"
        yield Difference(one.question.text, change, old, new, one.question.accept)


def _answer(asked: Asked) -> Answer:
    first = asked.ranked[0] if asked.ranked and asked.outcome != "nothing" else None
    return Answer(asked.outcome, first, asked.danger)


def _worth(asked: Asked) -> int:
    """Return how good the answer is: a wrong one is worse than none, a right choice better, the right answer best."""
    if not asked.question.accept:
        return {"answer": 0, "choices": 1, "nothing": 2}[asked.outcome]
    if asked.outcome == "answer":
        return 4 if asked.rank == 1 else 0
    if asked.is_shown:
        return 3
    return 2 if asked.outcome == "choices" else 1


def _is_sampled(text: str) -> bool:
    return hashlib.blake2b(text.encode(), digest_size=2).digest()[0] % _SAMPLE == 0
