"""Masking for a guide: its own names, numbers and words are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.conversation.privacy import build_masker
from bot.guide.guide import Guide

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_NAMES = re.compile(r"\b[A-ZÆØÅ][a-zæøå]+(?:(?: (?:van|der|og|for|på|i|de)){0,2} [A-ZÆØÅ][a-zæøå]+)+")


def masking_for(guide: Guide) -> Callable[[str], tuple[str, bool]]:
    """Return the function that masks personal data in a message, and tells whether there was any."""
    masker = build_masker(
        placeholders=dict(guide.privacy.placeholders),
        contexts={key: tuple(words) for key, words in guide.privacy.contexts.items()},
        public_numbers=_public_numbers(guide),
        known_phrases=_phrases(guide),
        ordinary_words={word for text in _texts(guide) for word in _WORD.findall(text)},
        places=guide.words.elsewhere,
    )

    def mask(text: str) -> tuple[str, bool]:
        masked = masker.mask(text)
        return masked.text, bool(masked.found)

    return mask


def _phrases(guide: Guide) -> Iterator[str]:
    """Yield the names of several words that the guide uses: its titles, and who and what its answers speak of."""
    yield from guide.privacy.contexts.get("public", ())
    for entry in guide:
        yield from (entry.title, *entry.aliases)
        for text in filter(None, (entry.answer, entry.more, entry.who, *(one.answer for one in (entry.nn, entry.en) if one))):
            yield from _NAMES.findall(text)


def _public_numbers(guide: Guide) -> Iterator[str]:
    for entry in guide:
        for phone in entry.phones:
            yield "".join(sign for sign in phone.number if sign.isdigit())


def _texts(guide: Guide) -> Iterator[str]:
    for entry in guide:
        yield from entry.examples
        yield from filter(None, (entry.answer, entry.more, entry.who, entry.when))
        yield from (text.answer for text in (entry.nn, entry.en) if text)
    yield from guide.danger.not_acute
    for _, phrasing in guide.danger.phrasings:
        yield phrasing
    for lines in guide.talk.intents.values():
        yield from lines
    yield from guide.words.skip
    yield from guide.talk.concern.people
