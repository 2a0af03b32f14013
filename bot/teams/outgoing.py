"""A Reply as an activity: one card, with summary and fallback, alone in its message. Cards drawn before are kept as bytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.cards.draw import draw
from bot.cards.shown import Shown, repeats_words
from bot.conversation.turn import Reply
from bot.guide.guide import Guide
from bot.teams.plain import Json, Written

CARD = "application/vnd.microsoft.card.adaptive"
SUMMARY = 200
"""Characters of the line that Teams shows in its list and in notifications."""
MOST = 2_000
"""Cards kept."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as JSON, and the parts of its message that follow from it."""

    card: Json
    written: Written
    summary: str
    speak: str


class Drawings:
    """Cards of the guide in use, each drawn once a day: they tell how old the guide's facts are."""

    def __init__(self) -> None:
        self._guide: Guide | None = None
        self._day: date | None = None
        self._kept: OrderedDict[Shown, Drawn] = OrderedDict()

    def of(self, shown: Shown, guide: Guide) -> Drawn:
        """Return the card for what is to be shown; kept only where it holds nothing from the person's own message."""
        today = datetime.now(UTC).astimezone().date()
        if self._guide is not guide or self._day != today:
            self._kept.clear()
            self._guide, self._day = guide, today
        if shown.case or repeats_words(shown.body):
            return _drawn(shown, guide)
        if (known := self._kept.get(shown)) is not None:
            self._kept.move_to_end(shown)
            return known
        self._kept[shown] = made = _drawn(shown, guide)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return made


def _drawn(shown: Shown, guide: Guide) -> Drawn:
    made = draw(shown, guide)
    return Drawn(made, Written(made), summary_of(made["fallbackText"]), made["speak"])


def message_fields(reply: Reply, drawn: Drawn) -> Json:
    """Return the fields of the message that shows a reply, as plain JSON."""
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "content": drawn.written}],
        "summary": drawn.summary,
        "speak": drawn.speak,
        "channelData": {"feedbackLoop": {"type": "default"}},
        "inputHint": "expectingInput" if reply.asks_back else "acceptingInput",
    }


def summary_of(text: str) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SUMMARY else flat[: SUMMARY - 1] + "…"


def card_result(drawn: Drawn) -> Json:
    """Return the body of an invoke's answer that puts the reply's card in place of the pressed one."""
    return {"statusCode": 200, "type": CARD, "value": drawn.card}


def error_result(code: str, message: str, status: int = 400) -> Json:
    """Return the body of an invoke's answer that tells of an error."""
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": {"code": code, "message": message}}


def sent_back(activities: list[Any]) -> Json:
    """Return the body of an answer to expectReplies."""
    return {"activities": activities}
