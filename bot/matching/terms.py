"""BM25F over entries: which entry's words the question shares, title and aliases counting most."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import UNREADABLE, keep_arrays, read_arrays, words_as_bytes, words_of_bytes
from bot.matching.bank import Bank
from bot.matching.language import stems, tokens

FIELD_WEIGHT = {"title": 3.0, "alias": 2.5, "example": 1.5, "body": 0.35}
_K1, _B = 1.2, 0.5

_FORM = "1"
"""Changes when what is counted changes, so that old files are not read."""

Floats = NDArray[np.float32]
Postings: TypeAlias = dict[str, tuple[NDArray[np.int32], Floats]]


class TermIndex:
    """An inverted index from stems to entries with their BM25F impact; kept in `cache` by the hash of what is counted."""

    def __init__(self, bank: Bank, cache: Path | None = None) -> None:
        self.size = len(bank.ids)
        file = cache / f"terms-{_key_of(bank)}.npz" if cache else None
        held = _read(file, self.size) if file else None
        self._postings = _postings(_counted(bank)) if held is None else held
        self.vocabulary = frozenset(self._postings)
        """Every stem the guide uses."""
        if file and held is None:
            _keep(file, self._postings)

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


def _counted(bank: Bank) -> list[dict[str, float]]:
    """Return for each entry how often each stem stands in it, by where it stands."""
    frequencies: list[dict[str, float]] = [defaultdict(float) for _ in bank.ids]
    for phrase in bank.phrases:
        for term in set(stems(tokens(phrase.text))):
            frequencies[phrase.entry][term] += FIELD_WEIGHT[phrase.source]
    for number, body in enumerate(bank.bodies):
        for term, count in Counter(stems(tokens(body))).items():
            frequencies[number][term] += FIELD_WEIGHT["body"] * min(count, 4)
    return frequencies


def _key_of(bank: Bank) -> str:
    digest = hashlib.sha256(f"{_FORM}\0{len(bank.ids)}".encode())
    for phrase in bank.phrases:
        digest.update(f"\0{phrase.entry}\0{phrase.source}\0{phrase.text}".encode(errors="surrogatepass"))
    for body in bank.bodies:
        digest.update(f"\1{body}".encode(errors="surrogatepass"))
    return digest.hexdigest()[:20]


def _read(file: Path, size: int) -> Postings | None:
    """Return the postings in a file; None when it is not there, not whole, or about other entries."""
    try:
        held = read_arrays(file)
        names, ends, numbers, impacts = (held[name] for name in ("terms", "ends", "numbers", "impacts"))
        terms = words_of_bytes(names)
    except UNREADABLE:
        return None
    if len(ends) != len(terms) + 1 or not len(numbers) == len(impacts) == ends[-1] or (numbers.size and numbers.max() >= size):
        return None
    cuts = pairwise(ends.tolist())
    return {term: (numbers[low:high], impacts[low:high]) for term, (low, high) in zip(terms, cuts, strict=True)}


def _keep(file: Path, postings: Postings) -> None:
    numbers, impacts = zip(*postings.values(), strict=True) if postings else ((), ())
    ends = np.cumsum([0, *(len(held) for held in numbers)], dtype=np.int64)
    keep_arrays(
        file,
        {
            "terms": words_as_bytes(list(postings)),
            "ends": ends,
            "numbers": np.concatenate([*numbers, np.empty(0, dtype=np.int32)]),
            "impacts": np.concatenate([*impacts, np.empty(0, dtype=np.float32)]),
        },
    )


def _postings(frequencies: list[dict[str, float]]) -> Postings:
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
