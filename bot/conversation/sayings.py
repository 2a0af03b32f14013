"""Look up what is said in a table of sayings: as it stands, without polite words, drawn out, or with a slip."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TypeVar

from rapidfuzz import fuzz, process

from bot.conversation.workplaces import plain
from bot.guide.talk import Talk

Said = TypeVar("Said")
LONGEST_TALK = 9
"""Tokens: a longer message is a question, whatever it begins with."""
_LONGEST = 120
"""Letters: a key that was leant on is no saying."""
_ALIKE = 90
_SHORTEST_SLIP = 6
"""Letters of a message in which a slip is forgiven."""
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
"""«Heiii», «hmmmm»: a letter three times or more."""


class Sayings:
    """Finds short messages, as folded words, in tables of sayings."""

    def __init__(self, talk: Talk) -> None:
        self._lengths: dict[int, tuple[Mapping[str, object], dict[int, list[str]]]] = {}
        """By the table's id: the table itself, so that the id stays its own, and its sayings by length."""
        self.pointing = frozenset(plain(word) for word in talk.pointing)
        self._polite_endings = tuple(f" {plain(line)}" for line in talk.polite if " " in line)
        self.polite = frozenset(plain(word) for word in talk.polite)

    def look_up(self, flat: str, table: Mapping[str, Said]) -> Said | None:
        """Return what a short message says, looked up in a table of plain sayings, with slips forgiven."""
        bare = self.without_polite(flat)
        if not flat or len(flat) > _LONGEST or len(bare.split()) > LONGEST_TALK:
            return None
        for form in (flat, bare, *(_DRAWN_OUT.sub(kept, flat) for kept in (r"\1", r"\1\1"))):
            if form in table:
                return table[form]
        if len(flat) < _SHORTEST_SLIP:
            return None
        near = process.extractOne(flat, self._as_long(flat, table), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        # «Hva kan de hjelpe med» asks of others than «hva kan du hjelpe med»: a word that points is no slip.
        return table[near[0]] if near and self.pointing.intersection(flat.split()) <= set(near[0].split()) else None

    def without_polite(self, flat: str) -> str:
        """Return a message without the polite words it begins and ends with."""
        for ending in self._polite_endings:
            flat = flat.removesuffix(ending)
        words = flat.split()
        while words and words[-1] in self.polite:
            words.pop()
        while words and words[0] in self.polite:
            words.pop(0)
        return " ".join(words)

    def _as_long(self, flat: str, table: Mapping[str, object]) -> list[str]:
        """Return the sayings of a table whose length lets them be nearly `flat`."""
        if (held := self._lengths.get(id(table))) is None or held[0] is not table:
            by_length: dict[int, list[str]] = {}
            for line in table:
                by_length.setdefault(len(line), []).append(line)
            self._lengths[id(table)] = held = (table, by_length)
        shortest, longest = math.floor(len(flat) * _ALIKE / (200 - _ALIKE)), math.ceil(len(flat) * (200 - _ALIKE) / _ALIKE)
        return [line for length in range(shortest, longest + 1) for line in held[1].get(length, ())]
