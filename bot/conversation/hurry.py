"""Who asks faster than we answer is asked to wait; a notice of danger stands above that, always."""

from __future__ import annotations

from bot.cards.shown import Shown, ShowPhrase
from bot.conversation.desk import Desk, Heard
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn


def asked_to_wait(turn: Turn, desk: Desk) -> Reply:
    """Return the kind word for someone in a hurry, without looking for an answer."""
    heard = Heard(turn, Memory(), desk)
    try:
        shown = Shown(ShowPhrase("too_fast"), danger=heard.danger, personal_data=heard.has_personal_data, language=heard.language)
    finally:
        desk.understanding.forget()
    return Reply(shown, "nothing")
