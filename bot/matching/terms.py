"""BM25F over entries: which entry's words the question shares, title and aliases counting most."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bot.matching.bank import Bank
from bot.matching.language import stems, tokens

FIELD_WEIGHT = {"title": 3.0, "alias": 2.5, "example": 1.5, "body": 0.35}
_K1, _B = 1.2, 0.5

Floats = NDArray[np.float32]


class TermIndex:
    """An inverted index from stems to entries with their BM25F impact."""

    def __init__(self, bank: Bank) -> None:
        frequencies: list[dict[str, float]] = [defaultdict(float) for _ in bank.ids]
        for phrase in bank.phrases:
            for term in set(stems(tokens(phrase.text))):
                frequencies[phrase.entry][term] += FIELD_WEIGHT[phrase.source]
        for number, body in enumerate(bank.bodies):
            for term, count in Counter(stems(tokens(body))).items():
                frequencies[number][term] += FIELD_WEIGHT["body"] * min(count, 4)
        self.size = len(bank.ids)
        self._postings = _postings(frequencies)
        self.vocabulary = frozenset(self._postings)
        """Every stem the guide uses."""

    def rarity(self, term: str) -> float:
        """Return the idf of a term: high for words of few entries, highest for unknown ones."""
        held = self._postings.get(term)
        return math.log(1 + (self.size - len(held[0]) + 0.5) / (len(held[0]) + 0.5)) if held else math.log(2 * self.size + 2)

    def score(self, terms: Mapping[str, float]) -> Floats:
        """Return each entry's score for weighted terms."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term, weight in terms.items():
            if (held := self._postings.get(term)) is not None:
                scores[held[0]] += weight * held[1]
        return scores

    def shares(self, terms: Mapping[str, float], entry: int) -> dict[str, float]:
        """Return what each term gave one entry: for `ask --explain`."""
        shared = {}
        for term, weight in terms.items():
            if (held := self._postings.get(term)) is not None and (at := np.flatnonzero(held[0] == entry)).size:
                shared[term] = float(weight * held[1][at[0]])
        return shared


def _postings(frequencies: list[dict[str, float]]) -> dict[str, tuple[NDArray[np.int32], Floats]]:
    lengths = np.array([sum(counts.values()) for counts in frequencies], dtype=np.float32)
    normal = 1 - _B + _B * lengths / max(float(lengths.mean()), 1.0)
    raw: dict[str, tuple[list[int], list[float]]] = {}
    for number, counts in enumerate(frequencies):
        for term, count in counts.items():
            held = raw.setdefault(term, ([], []))
            held[0].append(number)
            held[1].append(count)
    size = len(frequencies)
    postings = {}
    for term, (numbers, counts_) in raw.items():
        where = np.array(numbers, dtype=np.int32)
        times = np.array(counts_, dtype=np.float32)
        idf = math.log(1 + (size - len(numbers) + 0.5) / (len(numbers) + 0.5))
        postings[term] = (where, (idf * times * (_K1 + 1) / (times + _K1 * normal[where])).astype(np.float32))
    return postings
