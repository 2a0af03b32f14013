"""See cheaply whether any file of the guide has changed: names, times and sizes, not content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


def stamp_of(layers: Sequence[Path]) -> Stamp:
    """Return the stamp of all files that the guide of `layers` is read from."""
    homes = {layers[0].parent, *layers} if layers else set()
    files = {path for home in homes for pattern in ("*.yaml", "*/*.yaml", "*/*/*.yaml") for path in home.glob(pattern)}
    found = []
    for path in sorted(files):
        try:
            held = path.stat()
        except OSError:
            continue
        found.append((str(path), held.st_mtime_ns, held.st_size))
    return tuple(found)
