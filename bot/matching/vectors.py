"""Stored vectors of the guide's phrasings: computed once per phrasing and model, kept by content hash.

A file shipped with the code holds those of the guide as committed; what editors add since is computed at the first
start and kept in the cache folder. Vectors are stored as signed bytes, which costs no accuracy that we could measure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import UNREADABLE, fresh_beside
from bot.matching.model import Floats, SentenceModel

SHIPPED = Path(__file__).with_name("trained") / "vectors.npz"
_BATCH = 64
_STEPS = 127.0

Progress = Callable[[Iterable[Sequence[str]], int], Iterable[Sequence[str]]]


def no_progress(batches: Iterable[Sequence[str]], count: int) -> Iterable[Sequence[str]]:
    """Show nothing while computing."""
    return batches


class VectorStore:
    """Vectors by the hash of model and text."""

    def __init__(self, model: SentenceModel, files: Sequence[Path]) -> None:
        self._model = model
        self._rows: dict[bytes, NDArray[np.int8]] = {}
        for file in files:
            self._read(file)

    def vectors(self, texts: Sequence[str], progress: Progress = no_progress) -> Floats:
        """Return one unit row per text, computing those that are not stored."""
        missing = list(dict.fromkeys(text for text in texts if self._key(text) not in self._rows))
        batches = [missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH)]
        for batch in progress(batches, len(batches)) if batches else ():
            for text, row in zip(batch, self._model.vectors(batch), strict=True):
                self._rows[self._key(text)] = _packed(row)
        rows = np.stack([self._rows[self._key(text)] for text in texts]).astype(np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), dtype=np.float32)

    def keep(self, file: Path, texts: Sequence[str]) -> None:
        """Write the vectors of `texts` to `file`, whole or not at all."""
        keys = list(dict.fromkeys(self._key(text) for text in texts))
        keys.sort()
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = fresh_beside(file)
        np.savez_compressed(
            fresh,
            keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1),
            rows=np.stack([self._rows[key] for key in keys]),
        )
        fresh.replace(file)

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self._model.name}\0{text}".encode(), digest_size=10).digest()

    def _read(self, file: Path) -> None:
        try:
            with np.load(file, allow_pickle=False) as held:
                keys, rows = held["keys"], held["rows"]
        except UNREADABLE:
            return
        self._rows.update({key.tobytes(): row for key, row in zip(keys, rows, strict=False)})


def _packed(row: Floats) -> NDArray[np.int8]:
    scale = _STEPS / max(float(np.abs(row).max()), 1e-6)
    return np.asarray(np.rint(row * scale), dtype=np.int8)
