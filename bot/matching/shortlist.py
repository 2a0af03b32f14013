"""For guides of thousands of entries: only the entries that share most words with the question are looked at closely.

A scan of everything grows with the guide; the words' index does not. Small guides are looked at whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.bank import Bank
from bot.matching.likeness import FEW
from bot.matching.model import Floats
from bot.matching.reader import Read

LARGE = 1_000
"""Entries above which a guide is too large to be looked at whole, and too large for heads with a class each."""
LISTED = 120
"""Entries that are looked at closely."""
_NAMES_ONLY = 80
"""Characters of a question above which it is not compared with names."""


class Shortlist:
    """Finds the few entries worth weighing in a large guide, and weighs their phrasings and names."""

    def __init__(self, bank: Bank) -> None:
        self._starts = bank.starts
        self._ends = np.append(bank.starts[1:], len(bank.phrases))
        self._plain = [phrase.text.casefold() for phrase in bank.phrases]
        self._is_name = np.array([phrase.source != "example" for phrase in bank.phrases])

    def rows(self, words: Floats) -> NDArray[np.intp]:
        """Return the entries with the highest scores by words, at most LISTED."""
        few = min(LISTED, len(words))
        return np.asarray(np.argpartition(-words, few - 1)[:few], dtype=np.intp)

    def likeness(self, read: Read, rows: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
        """Return for each listed entry its best phrasing's likeness, the mean of its best few, and its best name's."""
        held = [np.arange(self._starts[row], self._ends[row]) for row in rows]
        every = np.concatenate(held)
        asked = " ".join(read.words)
        texts = [self._plain[at] for at in every]
        ratios = cdist([asked], texts, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0] / 100
        cuts = np.cumsum([len(one) for one in held])[:-1]
        parts = np.split(ratios, cuts)
        best = np.array([part.max() for part in parts], dtype=np.float32)
        few = np.array([np.sort(part)[-FEW:].mean() for part in parts], dtype=np.float32)
        names = np.split(np.where(self._is_name[every], ratios, 0.0), cuts)
        name = np.array([part.max() for part in names], dtype=np.float32)
        return best, few, name if len(asked) <= _NAMES_ONLY else np.zeros_like(name)
