"""Recognise what people say besides their questions: greetings, follow-ups, choices, where they work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz, process

from bot.guide.entry import Sector
from bot.guide.talk import Intent, Talk
from bot.matching.language import fold, tokens

Said = TypeVar("Said")
_LONGEST_TALK = 9
"""Tokens: a longer message is a question, whatever it begins with."""
_ALIKE = 90


def plain(text: str) -> str:
    """Return `text` as folded tokens with single spaces."""
    return " ".join(fold(token) for token in tokens(text))


@dataclass(frozen=True, slots=True)
class SectorSaid:
    """A sector someone named, whether as their own, and whether the message says nothing more."""

    sector: Sector
    own: bool
    alone: bool


class Understanding:
    """Looks messages up in the tables of talk.yaml."""

    def __init__(self, talk: Talk) -> None:
        self._intents: dict[str, Intent] = {plain(line): name for name, lines in talk.intents.items() for line in lines}
        self._followups = {plain(line): entry_id for entry_id, lines in talk.followups.items() for line in lines}
        self._ordinals = {plain(line): number for number, lines in talk.ordinals.items() for line in lines}
        self._corrections = sorted((plain(line) for line in talk.corrections), key=len, reverse=True)
        self._sectors = {plain(name): sector for sector, names in talk.sectors.items() for name in names}
        self._as = sorted((plain(line) for line in talk.i_work_as), key=len, reverse=True)
        self._about = sorted((plain(line) for line in talk.what_about), key=len, reverse=True)
        self._polite = frozenset(plain(word) for word in talk.polite)
        self._greetings = sorted((plain(line) for line in talk.intents.get("greeting", ())), key=len, reverse=True)

    def intent(self, text: str) -> Intent | None:
        """Return what a short message says, if it is one of the known sayings."""
        return self._lookup(text, self._intents)

    def followup(self, text: str) -> str | None:
        """Return the entry that answers a short follow-up question."""
        return self._lookup(text, self._followups)

    def ordinal(self, text: str, count: int) -> int | None:
        """Return which of `count` offered entries is meant, from 0; −1 for one beyond the list."""
        said = self._ordinals.get(plain(text)) or self._ordinals.get(self._without_polite(plain(text)))
        if said is None:
            return None
        if said == "last":
            return count - 1
        return int(said) - 1 if int(said) <= count else -1

    def correction(self, text: str) -> str | None:
        """Return what follows «nei, jeg mente …», or None when it is no correction."""
        flat = plain(text)
        for opening in self._corrections:
            if flat.startswith(opening + " "):
                return self._rest_of(text, len(opening.split()))
        return None

    def after_greeting(self, text: str) -> str:
        """Return `text` without a greeting at its start, when more follows."""
        flat = plain(text)
        for greeting in self._greetings:
            if flat.startswith(greeting + " "):
                return self._rest_of(text, len(greeting.split()))
        return text

    def sector(self, text: str) -> SectorSaid | None:
        """Return the sector a message says, as the person's own («er lærer») or asked about («hva med barnehage da?»)."""
        flat = plain(text)
        for openings in (self._about, self._as):
            if said := self._sector_after(flat, openings, own=True):
                return said
        bare = self._without_polite(flat)
        if bare in self._sectors:
            return SectorSaid(self._sectors[bare], own=True, alone=True)
        return None

    def named_sector(self, text: str) -> Sector | None:
        """Return the one sector named anywhere in `text`; None when there are several or none."""
        words = plain(text).split()
        pairs = [" ".join(pair) for pair in zip(words, words[1:], strict=False)]
        named = {self._sectors[word] for word in [*words, *pairs] if word in self._sectors}
        return named.pop() if len(named) == 1 else None

    def _sector_after(self, flat: str, openings: list[str], own: bool) -> SectorSaid | None:
        padded = f" {flat} "
        for opening in openings:
            start = padded.find(f" {opening} ")
            if start < 0:
                continue
            after = padded[start + len(opening) + 2 :].split()
            for skipped in range(2):
                for length in (3, 2, 1):
                    name = " ".join(after[skipped : skipped + length])
                    if name in self._sectors and (skipped == 0 or after[0] in self._polite):
                        before = padded[:start].split()
                        rest = [word for word in [*before, *after[skipped + length :]] if word not in self._polite]
                        return SectorSaid(self._sectors[name], own, alone=not rest)
        return None

    def _lookup(self, text: str, table: dict[str, Said]) -> Said | None:
        flat = plain(text)
        if not flat or len(flat.split()) > _LONGEST_TALK:
            return None
        for form in (flat, self._without_polite(flat)):
            if form in table:
                return table[form]
        if len(flat) < 6:
            return None
        near = process.extractOne(flat, list(table), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return table[near[0]] if near else None

    def _without_polite(self, flat: str) -> str:
        words = flat.split()
        while words and words[-1] in self._polite:
            words.pop()
        while words and words[0] in self._polite:
            words.pop(0)
        return " ".join(words)

    @staticmethod
    def _rest_of(text: str, words: int) -> str:
        rest = text.split()
        return " ".join(rest[words:]).strip(" ,.:;!–-") or text
