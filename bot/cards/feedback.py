"""The dialog behind a thumb: a few reasons to choose from, and room for words of one's own."""

from __future__ import annotations

from bot.cards.parts import Element, card, small
from bot.guide.phrases import Voice

REASONS: dict[str, dict[str, str]] = {
    "like": {"found": "feedback_found", "clear": "feedback_clear", "useful": "feedback_useful"},
    "dislike": {
        "missed": "feedback_missed",
        "wrong": "feedback_wrong",
        "unclear": "feedback_unclear",
        "lacking": "feedback_lacking",
        "other": "feedback_other",
    },
}
"""By thumb: each reason and the phrase that says it."""
TITLES = {"like": "feedback_liked", "dislike": "feedback_disliked"}
LONGEST = 300
"""Characters of the words that are kept."""


def feedback_card(verdict: str, voice: Voice) -> Element:
    """Return the dialog's card; nothing in it must be filled in."""
    reasons = [{"title": voice(phrase), "value": reason} for reason, phrase in REASONS[verdict].items()]
    chooser: Element = {
        "type": "Input.ChoiceSet",
        "id": "reason",
        "style": "expanded",
        "label": voice("feedback_reason"),
        "choices": reasons,
    }
    words: Element = {
        "type": "Input.Text",
        "id": "words",
        "isMultiline": True,
        "maxLength": LONGEST,
        "label": voice("feedback_words"),
    }
    send = {"type": "Action.Submit", "title": voice("feedback_send"), "style": "positive"}
    return card([chooser, words, small(voice("feedback_privacy"))], [send], voice.language)
