"""Ask every question and note what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from bot.cards.shown import ShowChoices, ShowWay
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn
from bot.editors.evaluation.measures import Asked, asked_of
from bot.editors.evaluation.questions import DangerQuestion, Question

Progress = Callable[[Sequence[Question]], Iterable[Question]]


def ask_all(conversation: Conversation, questions: Sequence[Question], progress: Progress = iter) -> list[Asked]:
    """Ask each question on its own; the times are of whole turns, in milliseconds."""
    asked = []
    for question in progress(questions):
        started = time.perf_counter()
        reply = _reply(conversation, question.text)
        asked.append(asked_of(question, reply, _offered(reply), (time.perf_counter() - started) * 1000))
    return asked


def look_for_danger(conversation: Conversation, questions: Sequence[DangerQuestion]) -> list[tuple[DangerQuestion, bool]]:
    """Return for each question whether the notice was given."""
    return [(question, "danger" in _reply(conversation, question.text).notices) for question in questions]


def _reply(conversation: Conversation, text: str) -> Reply:
    turn = Turn("message", "evaluation", "evaluation", datetime.now(UTC), text)
    return conversation.answer(turn, Memory())[0]


def _offered(reply: Reply) -> int:
    body = reply.shown.body
    return len(body.entry_ids) if isinstance(body, ShowChoices | ShowWay) else 0
