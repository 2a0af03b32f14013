"""Mask personal data in a text: what was found is replaced by its kind, and nobody is told what it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from bot.conversation.privacy.names import Contexts, NameFinder
from bot.conversation.privacy.patterns import NumberFinder, Span
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
            glued = kind == "name" and parts and parts[-1] == self._placeholders["name"] and flat[end:start] == " "
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
        if start < stop and all(stop <= low or high <= start for low, high, _ in kept):
            kept.append((start, stop, kind))
    return sorted(kept)


def _blanked(text: str, spans: list[Span]) -> str:
    for start, stop, _ in spans:
        text = text[:start] + "·" * (stop - start) + text[stop:]
    return text


def build_masker(
    placeholders: dict[str, str],
    contexts: dict[str, tuple[str, ...]],
    public_numbers: Iterable[str],
    known_phrases: Iterable[str],
    ordinary_words: Iterable[str],
    places: Iterable[str] = (),
) -> Masker:
    """Return a masker. `ordinary_words` are words as the guide writes them; lower-case ones are nobody's name."""
    first, last = _listed("names.txt")
    plain = frozenset(word for word in ordinary_words if word.islower())
    several = sorted({phrase for phrase in known_phrases if " " in phrase or "-" in phrase}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in several), re.IGNORECASE) if several else None
    allowed = frozenset(_allowed()) | frozenset(word for place in places for word in place.split())
    names = NameFinder(
        first=first,
        last=last,
        ordinary=plain,
        ordinary_stems=frozenset(stem(word) for word in plain if len(word) > 3),
        allowed=allowed,
        contexts=Contexts(*(frozenset(contexts[key]) for key in ("naming", "people", "things"))),
        phrases=pattern,
    )
    return Masker(NumberFinder(frozenset(public_numbers)), names, placeholders)


def _read(name: str) -> Iterator[str]:
    text = files(__package__ or "bot.conversation.privacy").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _listed(name: str) -> tuple[frozenset[str], frozenset[str]]:
    held: dict[str, set[str]] = {"first:": set(), "last:": set()}
    into = held["first:"]
    for line in _read(name):
        if line in held:
            into = held[line]
        else:
            into.update(line.split())
    return frozenset(held["first:"]), frozenset(held["last:"])


def _allowed() -> Iterator[str]:
    for line in _read("ordinary.txt"):
        yield from line.split()


def mask_lines(lines: Iterable[str], masker: Masker) -> Iterator[str]:
    """Yield each line masked."""
    for line in lines:
        yield masker.mask(line).text
