"""Files of what was learned and counted from guides of before are removed, so that the cache does not grow for ever."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

DAYS = 30
"""How long a file that nobody has read is kept."""
NEWEST = 5
"""How many of each kind are kept: guides before and after a change, and those of other replicas."""
_KIND = re.compile(r"(?P<kind>learned|letters|terms)-[0-9a-f]{20}[\w-]*\.npz")
_UNFINISHED = re.compile(r".+\.\d+-[0-9a-f]{6}\.new\.npz")
_MODEL = re.compile(r"e5-small-ct2-\d+-[0-9a-f]{12}(-\d+)?")
"""Folders of the sentence model as this release and those before it convert it."""
_DAY = 86_400.0


def forget_old(cache: Path) -> int:
    """Remove what is neither among the newest of its kind nor lately read; return how many files and folders that was.

    Several processes may do it at once: whoever misses a file that was just removed, learns or counts anew.
    """
    removed = 0
    for home in (cache, cache / "curve"):
        for file in _old(home):
            try:
                file.unlink()
                removed += 1
            except OSError:
                continue  # Another process was first, or the disk is read-only.
    for folder in cache.glob("e5-small-ct2-*"):
        if _MODEL.fullmatch(folder.name) and _days_since(folder) > DAYS:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _days_since(path: Path) -> float:
    """Return the days since something was last written or read; none for what is gone."""
    try:
        return (time.time() - path.stat().st_mtime) / _DAY
    except OSError:
        return 0.0


def _old(home: Path) -> Iterator[Path]:
    kinds: dict[str, list[tuple[float, Path]]] = {}
    for file in home.glob("*.npz"):
        days = _days_since(file)
        if found := _KIND.fullmatch(file.name):
            kinds.setdefault(found["kind"], []).append((days, file))
        elif _UNFINISHED.fullmatch(file.name) and days > 1:
            yield file  # A process was stopped in the middle of writing it.
    for files in kinds.values():
        for at, (days, file) in enumerate(sorted(files)):
            if at >= NEWEST or days > DAYS:
                yield file
