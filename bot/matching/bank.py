"""The bank of phrasings: every title, alias and example of every entry, in one order that all indexes share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.guide.entry import Entry
from bot.guide.guide import Guide

Source: TypeAlias = Literal["title", "alias", "example"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrasing, the number of its entry, and where in the entry it stands."""

    entry: int
    text: str
    source: Source


@dataclass(frozen=True)
class Bank:
    """All phrasings, grouped by entry in the guide's order."""

    ids: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    bodies: tuple[str, ...]
    """Each entry's answer and full text: weak evidence, for words that stand nowhere else."""

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Return the first phrase of each entry, for reduceat."""
        owners = np.array([phrase.entry for phrase in self.phrases], dtype=np.intp)
        return np.searchsorted(owners, np.arange(len(self.ids)))

    @cached_property
    def table(self) -> NDArray[np.intp]:
        """Return one row per entry with the numbers of its phrases, filled up with the number after the last."""
        ends = np.append(self.starts[1:], len(self.phrases))
        across = self.starts[:, None] + np.arange(int((ends - self.starts).max(initial=1)))
        return np.where(across < ends[:, None], across, len(self.phrases))

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """Return the entry number of each phrase."""
        return np.array([phrase.entry for phrase in self.phrases], dtype=np.intp)


def bank_of(guide: Guide) -> Bank:
    """Return the bank of a loaded guide."""
    entries = list(guide)
    phrases = tuple(phrase for number, entry in enumerate(entries) for phrase in _phrases(number, entry))
    bodies = tuple(" ".join(filter(None, (entry.answer, entry.more, entry.when, entry.who))) for entry in entries)
    return Bank(tuple(entry.id for entry in entries), phrases, bodies)


def _phrases(number: int, entry: Entry) -> Iterator[Phrase]:
    seen = set()
    for text, source in _texts(entry):
        if (key := text.casefold()) not in seen:
            seen.add(key)
            yield Phrase(number, text, source)


def _texts(entry: Entry) -> Iterator[tuple[str, Source]]:
    yield entry.title, "title"
    for translation in (entry.nn, entry.en):
        if translation:
            yield translation.title, "title"
            yield from ((alias, "alias") for alias in translation.aliases)
    yield from ((alias, "alias") for alias in entry.aliases)
    yield from ((example, "example") for example in entry.examples)
