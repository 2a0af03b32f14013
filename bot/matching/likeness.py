"""Likeness to phrasings: cosine over character n-grams, the best and the best few phrasings of each entry."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import UNREADABLE, keep_arrays, read_arrays, words_as_bytes, words_of_bytes
from bot.matching.bank import Bank
from bot.matching.language import fold, grams, tokens

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float32]
FEW = 3
"""How many of an entry's phrasings are averaged beside the very best."""
_COMMON, _FEW_PHRASES = 0.1, 1000
"""The share of phrasings a gram may stand in and still be counted; in a small guide all are."""
_ARRAYS = ("grams", "idf", "data", "indices", "indptr")
_FORM = "1"
"""Changes when what is counted changes, so that old files are not read."""


class LikenessIndex:
    """TF-IDF over the character n-grams of every phrasing; its arrays are kept in `cache` by the hash of what is counted."""

    def __init__(self, bank: Bank, skip: frozenset[str], cache: Path | None = None) -> None:
        self._skip = skip
        file = cache / f"letters-{_key_of(bank, skip)}.npz" if cache else None
        if file and self._read(file, len(bank.phrases)):
            return
        self._count(bank)
        if file:
            self._keep(file)

    def _count(self, bank: Bank) -> None:
        counts = [Counter(grams(self._plain(phrase.text))) for phrase in bank.phrases]
        frequency: Counter[str] = Counter(gram for count in counts for gram in count)
        kept = [gram for gram, held in frequency.items() if held > 1]
        self._columns = {gram: column for column, gram in enumerate(kept)}
        held = np.array([frequency[gram] for gram in kept], dtype=np.float32)
        self._idf = np.log((len(counts) + 1) / (held + 0.5)).astype(np.float32)
        matrix = self._rows(counts).T.tocsr()
        self._size, self._data, self._indices, self._starts = len(counts), matrix.data, matrix.indices, matrix.indptr

    def _read(self, file: Path, phrases: int) -> bool:
        """Load the arrays; a file that is not there, or not whole, is counted anew."""
        try:
            held = read_arrays(file)
            names, idf, data, indices, starts = (held[name] for name in _ARRAYS)
            columns = {gram: column for column, gram in enumerate(words_of_bytes(names))}
        except UNREADABLE:
            return False
        if len(idf) != len(columns) or not _fit(data, indices, starts, len(columns), phrases):
            return False
        self._columns, self._idf = columns, idf
        self._size, self._data, self._indices, self._starts = phrases, data, indices, starts
        return True

    def _keep(self, file: Path) -> None:
        arrays = (words_as_bytes(list(self._columns)), self._idf, self._data, self._indices, self._starts)
        keep_arrays(file, dict(zip(_ARRAYS, arrays, strict=True)))

    def _plain(self, text: str) -> str:
        words = [fold(word) for word in tokens(text)]
        return " ".join([word for word in words if word not in self._skip] or words)

    def _rows(self, counts: list[Counter[str]]) -> sparse.csr_matrix:
        from scipy import sparse

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
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        columns = np.array([column for column, _ in known], dtype=np.intp)
        values = (1 + np.log(np.array([n for _, n in known], dtype=np.float32))) * self._idf[columns]
        values /= max(float(np.linalg.norm(values)), 1e-6)
        starts = self._starts
        # What stands in a tenth of all phrasings tells next to nothing, and is most of the work.
        telling = starts[columns + 1] - starts[columns] <= max(self._size * _COMMON, _FEW_PHRASES)
        columns, values = columns[telling], values[telling]
        if not columns.size:
            return np.zeros(self._size, dtype=np.float32)
        held = [slice(starts[column], starts[column + 1]) for column in columns]
        # Only the columns that count, added in one go: a sparse product would spend longer on preparing than on adding.
        parts = [self._data[part] * value for part, value in zip(held, values, strict=True)]
        indices = np.concatenate([self._indices[part] for part in held])
        return np.bincount(indices, weights=np.concatenate(parts), minlength=self._size).astype(np.float32)


def _fit(data: NDArray[Any], indices: NDArray[Any], starts: NDArray[Any], columns: int, phrases: int) -> bool:
    """Tell whether the arrays of a sparse matrix belong together and point at no phrase that is not there."""
    if len(starts) != columns + 1 or len(data) != len(indices) or starts[-1] != len(data) or np.any(np.diff(starts) < 0):
        return False
    return not indices.size or bool(indices.min() >= 0 and indices.max() < phrases)


def _key_of(bank: Bank, skip: frozenset[str]) -> str:
    parts = (_FORM, *sorted(skip), "\1", *(phrase.text for phrase in bank.phrases))
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:20]


def best_of(bank: Bank, cosines: Floats, rows: NDArray[np.intp] | None = None) -> tuple[Floats, Floats]:
    """Return for each entry, or for those in `rows`, its best phrasing's cosine, and the mean of its best few."""
    held = np.append(cosines, np.float32(-1.0))[bank.table if rows is None else bank.table[rows]]
    few = min(FEW, held.shape[1])
    highest = -np.partition(-held, few - 1, axis=1)[:, :few]
    # An entry with fewer phrasings than FEW repeats its best, so that it is not punished for being short.
    best = highest.max(axis=1)
    filled = np.where(highest > -1.0, highest, best[:, None])
    return best.astype(np.float32), filled.mean(axis=1).astype(np.float32)
