"""A Reply as an activity: one card, with summary and fallback, alone in its message."""

from __future__ import annotations

from typing import Any

from bot.cards.draw import draw
from bot.conversation.turn import Reply
from bot.guide.guide import Guide

CARD = "application/vnd.microsoft.card.adaptive"
SUMMARY = 200
"""Characters of the line that Teams shows in its list and in notifications."""


def message_fields(reply: Reply, guide: Guide) -> dict[str, Any]:
    """Return the fields of the message that shows a reply, as plain JSON."""
    made = draw(reply.shown, guide)
    return {
        "attachments": [{"contentType": CARD, "content": made}],
        "summary": summary_of(made["fallbackText"]),
        "speak": made["speak"],
        "inputHint": "expectingInput" if reply.asks_back else "acceptingInput",
    }


def summary_of(text: str) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SUMMARY else flat[: SUMMARY - 1] + "…"


def card_result(reply: Reply, guide: Guide) -> dict[str, Any]:
    """Return the body of an invoke's answer that puts the reply's card in place of the pressed one."""
    return {"statusCode": 200, "type": CARD, "value": draw(reply.shown, guide)}


def error_result(code: str, message: str, status: int = 400) -> dict[str, Any]:
    """Return the body of an invoke's answer that tells of an error."""
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": {"code": code, "message": message}}
