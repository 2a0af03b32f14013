"""Names of people: by lists, by capitals, and by what stands around them, in any case, order and origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.privacy.lexicon import Lexicon
from bot.conversation.privacy.message import Contexts
from bot.conversation.privacy.reading import Reading
from bot.conversation.privacy.spans import Span
from bot.conversation.privacy.tokens import Phrases, tokens_of

_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]\. ?){1,2}[A-ZÆØÅ]\.(?!\w)|(?<![\w.])[A-ZÆØÅ]\.[A-ZÆØÅ]\b(?!\.?\w)")
_LITTLE_INITIALS = re.compile(r"(?<=\w )(?:[a-zæøå]\.){2,3}(?![\w])")
_ENDINGS = frozenset("s m re ve ll d n en a".split())


@dataclass(frozen=True)
class NameFinder:
    """Finds names with a lexicon and the words around them."""

    lexicon: Lexicon
    contexts: Contexts
    phrases: Phrases

    def find(self, text: str) -> Iterator[Span]:
        """Yield each name's place."""
        yield from ((*match.span(), "name") for match in _INITIALS.finditer(text))
        for match in _LITTLE_INITIALS.finditer(text):  # «eleven a.m.s.», and not «m.m.» after anything else.
            if text[max(0, match.start() - 30) : match.start()].rsplit(maxsplit=1)[-1].lower() in self.contexts.people:
                yield (*match.span(), "name")
        for token in Reading(self.lexicon, self.contexts, text, tokens_of(text, self.bare, self.phrases)).names():
            yield token.start, token.start + len(token.low) if token.possessive else token.end, "name"

    def bare(self, low: str) -> str:
        """Return the word without a possessive s, where what is left is a name and the whole is not."""
        words = self.lexicon
        if low in self.contexts.naming:
            return low  # «Kalles» is no name with an s.
        head, sign, ending = low.rpartition("'")
        if sign and ending in _ENDINGS:
            return head
        without = low[:-1]
        if not low.endswith("s") or low in words.first or low in words.words or low in words.guide:
            return without if low.endswith("s") and len(without) > 2 and without in words.both else low
        if without in words.first or without in words.both or (without in words.last and low not in words.last):
            return without
        return low[:-2] if low.endswith("es") and low[:-2] in words.first else low
