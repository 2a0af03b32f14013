"""Hashed word and character features of a text: what a linear classifier reads when there is no sentence model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.language import fold, grams, stem, tokens

if TYPE_CHECKING:
    from scipy import sparse

WIDTH = 1 << 16
"""Buckets; collisions are rare for texts of this size."""

Features: TypeAlias = tuple[NDArray[np.int64], NDArray[np.float32]]
"""The buckets of a text, and their weights."""


def features(text: str) -> Features:
    """Return the buckets of `text` and their weights, of unit length."""
    words = tokens(text)
    roots = [stem(word) for word in words]
    counts: Counter[int] = Counter()
    for gram in grams(" ".join(fold(word) for word in words), 3, 5):
        counts[crc32(gram.encode()) % WIDTH] += 1
    for root in roots:
        counts[crc32(b"w" + root.encode()) % WIDTH] += 2
    for first, second in zip(roots, roots[1:], strict=False):
        counts[crc32(f"b{first} {second}".encode()) % WIDTH] += 2
    columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    values = np.log1p(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return columns, (values / max(float(np.linalg.norm(values)), 1e-6)).astype(np.float32)


def feature_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return one sparse row per text."""
    from scipy import sparse

    found = [features(text) for text in texts]
    indptr = np.cumsum([0, *(len(columns) for columns, _ in found)])
    columns = np.concatenate([columns for columns, _ in found])
    values = np.concatenate([values for _, values in found])
    return sparse.csr_matrix((values, columns, indptr), shape=(len(texts), WIDTH))
