"""Arrays kept in files: written whole or not at all, also when several processes start at once; unreadable ones are made anew."""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)
"""What reading a file of arrays raises when it is missing, cut off, or no such file."""


def fresh_beside(file: Path) -> Path:
    """Return a name beside `file` that no other process writes to, to be put in its place when whole."""
    return file.with_name(f"{file.stem}.{os.getpid()}-{secrets.token_hex(3)}.new.npz")


def read_arrays(file: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file, and note that it is in use; raises one of UNREADABLE when it is not there or not whole."""
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    with suppress(OSError):
        os.utime(file)
    return arrays


def keep_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays to `file`; a disk that cannot be written costs time at the next start, nothing else."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = fresh_beside(file)
        np.savez(fresh, **arrays)  # type: ignore[arg-type]
        fresh.replace(file)
    except OSError:
        return


def words_as_bytes(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return words without line breaks as one array."""
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def words_of_bytes(held: NDArray[Any]) -> list[str]:
    """Return the words that `words_as_bytes` made an array of."""
    return held.tobytes().decode("utf-8", "surrogatepass").split("\n") if held.size else []
