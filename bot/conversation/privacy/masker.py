"""Mask personal data in a text: what was found is replaced by its kind, and nobody is told what it was."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from bot.conversation.privacy.frames import read_frames
from bot.conversation.privacy.lexicon import Lexicon
from bot.conversation.privacy.lists import sections
from bot.conversation.privacy.message import Contexts
from bot.conversation.privacy.names import NameFinder
from bot.conversation.privacy.patterns import NumberFinder
from bot.conversation.privacy.spans import Span
from bot.conversation.privacy.tokens import Phrases
from bot.matching.language import stem

LONGEST = 40_000
"""Characters that are read of one message; what follows is cut away, never passed on unread."""
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F)], None)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and the kinds that were in it."""

    text: str
    found: tuple[str, ...]


class Masker:
    """Masks texts, with the placeholders of the guide's phrases."""

    def __init__(self, numbers: NumberFinder, names: NameFinder, placeholders: dict[str, str]) -> None:
        self._numbers = numbers
        self._names = names
        self._placeholders = placeholders

    def mask(self, text: str) -> Masked:
        """Return `text` with personal data replaced."""
        flat = unicodedata.normalize("NFC", text[:LONGEST]).translate(_INVISIBLE)
        shielded = self._shield(flat)
        spans = _apart([*self._numbers.find(shielded)])
        hidden = _blanked(shielded, spans)
        spans = _apart([*spans, *self._names.find(hidden)])
        parts: list[str] = []
        end = 0
        for start, stop, kind in spans:
            glued = kind == "name" and parts and parts[-1] == self._placeholders["name"] and flat[end:start] in (" ", "-")
            if not glued:
                parts += [flat[end:start], self._placeholders.get(kind, self._placeholders["name"])]
            end = stop
        return Masked("".join([*parts, flat[end:]]), tuple(dict.fromkeys(kind for _, _, kind in spans)))

    def _shield(self, text: str) -> str:
        """Hide our own placeholders from the finders, so that masking twice is masking once."""
        for placeholder in self._placeholders.values():
            text = text.replace(placeholder, "·" * len(placeholder))
        return text


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, the earlier found winning where they overlap."""
    kept: list[Span] = []
    for start, stop, kind in spans:
        at = bisect_left(kept, (start, 0, ""))
        free = (at == 0 or kept[at - 1][1] <= start) and (at == len(kept) or stop <= kept[at][0])
        if start < stop and free:
            kept.insert(at, (start, stop, kind))
    return kept


def _blanked(text: str, spans: list[Span]) -> str:
    """Return `text` with the spans, which are in order, made unreadable."""
    parts: list[str] = []
    end = 0
    for start, stop, _ in spans:
        parts += [text[end:start], "·" * (stop - start)]
        end = stop
    return "".join([*parts, text[end:]])


def build_masker(
    placeholders: dict[str, str],
    contexts: dict[str, tuple[str, ...]],
    public_numbers: Iterable[str],
    known_phrases: Iterable[str],
    ordinary_words: Iterable[str],
    places: Iterable[str] = (),
) -> Masker:
    """Return a masker. `ordinary_words` are words as the guide writes them: it names nobody."""
    names = sections("names.txt")
    first, last, both = (frozenset(names[section]) for section in ("first", "last", "both"))
    written = set(ordinary_words)
    plain = frozenset(word for word in written if word.islower())
    capitalised = {word.lower() for word in written if not word.islower()} - first - last - both
    lexicon = Lexicon(
        first=first,
        last=last,
        both=both,
        words=frozenset(sections("words.txt")["words"]),
        guide=plain,
        guide_stems=frozenset(stem(word) for word in plain if len(word) > 3),
        allowed=frozenset(sections("ordinary.txt")["words"]) | capitalised | {word for place in places for word in place.split()},
    )
    words = {one.name: frozenset(contexts[one.name]) for one in fields(Contexts) if one.name != "frames"}
    held = Contexts(**words, frames=read_frames())
    finder = NameFinder(lexicon, held, Phrases(phrase for phrase in known_phrases if " " in phrase or "-" in phrase))
    return Masker(NumberFinder(frozenset(public_numbers)), finder, placeholders)


def mask_lines(lines: Iterable[str], masker: Masker) -> Iterator[str]:
    """Yield each line masked."""
    for line in lines:
        yield masker.mask(line).text
