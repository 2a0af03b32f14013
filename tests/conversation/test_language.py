"""Which language a press is answered in: where others read along that of the card, in one's own chat one's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory, Person
from bot.conversation.turn import Action, Scope, Turn
from bot.guide.entry import Language


@pytest.mark.parametrize(
    ("scope", "card", "own", "language"),
    [
        ("channel", "nb", None, "nb"), ("channel", "nn", "en", "nn"), ("group", "", "nb", "nb"), ("channel", "klingon", None, "en"),
        ("personal", "nb", None, "nb"), ("personal", "nb", "nn", "nn"), ("personal", "", None, "en"), ("channel", "", None, "en"),
    ],
)  # fmt: skip
def test_a_press_from_a_client_in_english(
    conversation: Conversation, scope: Scope, card: str, own: Language | None, language: Language
) -> None:
    action = Action("entry", {"entry": "barneverntjenesten", "language": card})
    turn = Turn("action", "c", "p", datetime.now(UTC), "", action, "en-US", scope)
    assert conversation.answer(turn, Memory(Person(language=own)))[0].language == language
