"""Files of what was learned and counted from guides of before are removed, so that the cache does not grow for ever."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

DAYS = 30
"""How long a file that nobody has read is kept."""
NEWEST = 5
"""How many of each kind are kept: guides before and after a change, and those of other replicas."""
_KIND = re.compile(r"(?P<kind>learned|letters|terms)-[0-9a-f]{20}[\w-]*\.npz")
_UNFINISHED = re.compile(r".+\.\d+-[0-9a-f]{6}\.new\.npz")
_DAY = 86_400.0


def forget_old(cache: Path) -> int:
    """Remove what is neither among the newest of its kind nor lately read; return how many files that was.

    Several processes may do it at once: whoever misses a file that was just removed, learns or counts anew.
    """
    removed = 0
    for home in (cache, cache / "curve"):
        for file in _old(home, time.time()):
            try:
                file.unlink()
                removed += 1
            except OSError:
                continue  # Another process was first, or the disk is read-only.
    return removed


def _old(home: Path, now: float) -> Iterator[Path]:
    kinds: dict[str, list[tuple[float, Path]]] = {}
    for file in home.glob("*.npz"):
        try:
            read = file.stat().st_mtime
        except OSError:
            continue
        if found := _KIND.fullmatch(file.name):
            kinds.setdefault(found["kind"], []).append((read, file))
        elif _UNFINISHED.fullmatch(file.name) and now - read > _DAY:
            yield file  # A process was stopped in the middle of writing it.
    for files in kinds.values():
        for at, (read, file) in enumerate(sorted(files, reverse=True)):
            if at >= NEWEST or now - read > DAYS * _DAY:
                yield file
