"""Likeness to phrasings: cosine over character n-grams, the best and the best few phrasings of each entry."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.matching.bank import Bank
from bot.matching.language import fold, grams, tokens

Floats = NDArray[np.float32]
FEW = 3
"""How many of an entry's phrasings are averaged beside the very best."""


class LikenessIndex:
    """TF-IDF over the character n-grams of every phrasing."""

    def __init__(self, bank: Bank, skip: frozenset[str]) -> None:
        self._skip = skip
        counts = [Counter(grams(self._plain(phrase.text))) for phrase in bank.phrases]
        frequency: Counter[str] = Counter(gram for count in counts for gram in count)
        kept = [gram for gram, held in frequency.items() if held > 1]
        self._columns = {gram: column for column, gram in enumerate(kept)}
        held = np.array([frequency[gram] for gram in kept], dtype=np.float32)
        self._idf = np.log((len(counts) + 1) / (held + 0.5)).astype(np.float32)
        self._matrix = self._rows(counts).T.tocsr()

    def _plain(self, text: str) -> str:
        words = [fold(word) for word in tokens(text)]
        return " ".join([word for word in words if word not in self._skip] or words)

    def _rows(self, counts: list[Counter[str]]) -> sparse.csr_matrix:
        indptr, columns, values = [0], [], []
        for count in counts:
            known = [(self._columns[gram], n) for gram, n in count.items() if gram in self._columns]
            columns += [column for column, _ in known]
            values += [1 + np.log(n) for _, n in known]
            indptr.append(len(columns))
        data = np.array(values, dtype=np.float32) * self._idf[np.array(columns, dtype=np.intp)]
        rows = sparse.csr_matrix((data, columns, indptr), shape=(len(counts), len(self._columns)), dtype=np.float32)
        norms = np.asarray(np.sqrt(rows.multiply(rows).sum(axis=1))).ravel()
        return sparse.diags(1 / np.maximum(norms, 1e-6)).dot(rows).tocsr().astype(np.float32)

    def phrases(self, text: str) -> Floats:
        """Return the cosine of `text` to every phrasing."""
        counts = Counter(grams(self._plain(text)))
        known = [(column, n) for gram, n in counts.items() if (column := self._columns.get(gram)) is not None]
        found = np.zeros(self._matrix.shape[1], dtype=np.float32)
        if not known:
            return found
        columns = np.array([column for column, _ in known], dtype=np.intp)
        values = (1 + np.log(np.array([n for _, n in known], dtype=np.float32))) * self._idf[columns]
        values /= max(float(np.linalg.norm(values)), 1e-6)
        starts, indices, data = self._matrix.indptr, self._matrix.indices, self._matrix.data
        # Row by row of the few that count: a sparse product would spend longer on preparing than on adding.
        for column, value in zip(columns, values, strict=True):
            held = slice(starts[column], starts[column + 1])
            found[indices[held]] += value * data[held]
        return found


def best_of(bank: Bank, cosines: Floats) -> tuple[Floats, Floats]:
    """Return for each entry its best phrasing's cosine, and the mean of its best few."""
    held = np.append(cosines, np.float32(-1.0))[bank.table]
    few = min(FEW, held.shape[1])
    highest = -np.partition(-held, few - 1, axis=1)[:, :few]
    # An entry with fewer phrasings than FEW repeats its best, so that it is not punished for being short.
    best = highest.max(axis=1)
    filled = np.where(highest > -1.0, highest, best[:, None])
    return best.astype(np.float32), filled.mean(axis=1).astype(np.float32)
