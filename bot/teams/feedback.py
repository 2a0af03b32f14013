"""Teams' thumbs: the dialog they open, and what comes back from it, or from a client with a dialog of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.feedback import LONGEST, REASONS, TITLES, feedback_card
from bot.conversation.opinions import Opinion, Verdict
from bot.guide.phrases import Voice
from bot.teams.plain import Json, load

CARD = "application/vnd.microsoft.card.adaptive"
MOST_READ = 20_000
_WORDS = ("words", "feedbackText")
"""Our own input, and that of Teams' own dialog."""


def verdict_of(value: object) -> Verdict | None:
    """Return the thumb that was pressed; Teams puts it at the top, some clients under `data`."""
    held = _held(value).get("reaction")
    return "like" if held == "like" else "dislike" if held == "dislike" else None


def opinion_of(value: object) -> Opinion | None:
    """Return what was sent with a thumb; None for anything else."""
    verdict = verdict_of(value)
    if verdict is None:
        return None
    said = _said(_held(value).get("feedback"))
    reason = said.get("reason")
    known = reason if isinstance(reason, str) and reason in REASONS[verdict] else None
    words = next((text for name in _WORDS if isinstance(text := said.get(name), str) and text.strip()), "")
    return Opinion(verdict, known, words[:LONGEST])


def dialog(verdict: Verdict, voice: Voice) -> Json:
    """Return the body that opens the dialog."""
    card = {"contentType": CARD, "content": feedback_card(verdict, voice)}
    value = {"title": voice(TITLES[verdict]), "height": "medium", "width": "small", "card": card}
    return {"task": {"type": "continue", "value": value}}


def _held(value: object) -> Mapping[str, Any]:
    for holder in (value, value.get("data") if isinstance(value, Mapping) else None):
        if isinstance(holder, Mapping) and holder.get("actionName") == "feedback":
            inner = holder.get("actionValue")
            return inner if isinstance(inner, Mapping) else {}
    return {}


def _said(feedback: object) -> Mapping[str, Any]:
    """Return the inputs of the dialog: JSON in a string, an object, or in some clients the bare words."""
    if isinstance(feedback, Mapping):
        return feedback
    if not isinstance(feedback, str):
        return {}
    try:
        held = load(feedback[:MOST_READ].encode("utf-8", "replace"))
    except ValueError:
        return {"words": feedback}
    return held if isinstance(held, Mapping) else {"words": feedback}
