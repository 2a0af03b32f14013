"""A card for colleagues: an entry as it is sent into a chat, working there for those without the bot."""

from __future__ import annotations

from bot.cards.answer import answer_body
from bot.cards.parts import Element, card
from bot.guide.entry import Entry, Language
from bot.guide.guide import Guide

LARGEST = 28_000
"""Bytes that Teams allows a card from a message extension."""
EXCERPT = 120


def shared_card(guide: Guide, entry: Entry, language: Language, public_url: str = "") -> Element:
    """Return an entry's card whose only buttons open pages."""
    voice = guide.phrases.voice(language)
    actions = []
    if public_url:
        address = f"{public_url.rstrip('/')}/veileder/oppslag/{entry.id}"
        actions.append({"type": "Action.OpenUrl", "title": voice("more"), "url": address})
    made = card(answer_body(guide, entry, voice, None), actions, language)
    return {**made, "fallbackText": entry.title_in(language)}


def excerpt(entry: Entry, language: Language) -> str:
    """Return the beginning of the answer as plain text on one line."""
    text = entry.translation(language)
    flat = " ".join((text.answer if text else entry.answer).replace("**", "").replace("- ", "").split())
    return flat if len(flat) <= EXCERPT else flat[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"
