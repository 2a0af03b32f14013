"""Read an archive of law data as a stream, never to disk, and refuse everything that is not what Lovdata publishes."""

from __future__ import annotations

import bz2
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.errors import UndringError
from bot.wording import say

MOST_FILES = 100_000
LARGEST_FILE = 24 * 1024 * 1024
LARGEST_WHOLE = 1024 * 1024 * 1024
LARGEST_RATIO = 150
"""How much an archive may grow when unpacked; real ones grow about elevenfold."""
_FREE = 8 * 1024 * 1024
"""Bytes that may come out before the growth is judged."""
_CHUNK = 64 * 1024


class LawDataFault(UndringError):
    """Law data that cannot be used; the text says which file and why (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold."""

    files: int = MOST_FILES
    file: int = LARGEST_FILE
    whole: int = LARGEST_WHOLE
    ratio: int = LARGEST_RATIO


def read_archive(path: Path, limits: Limits | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each XML file in the tar.bz2 at `path`; raises LawDataFault, also at its very end."""
    try:
        size = path.stat().st_size
        with path.open("rb") as raw, bz2.BZ2File(raw) as unpacked:
            stream = _Bounded(unpacked, size, path.name, limits or Limits())
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
                yield from _members(archive, path.name, limits or Limits())
            while stream.read(_CHUNK):
                pass
    except (OSError, EOFError, tarfile.TarError, ValueError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
        raise LawDataFault(say("law_archive_broken", file=path.name, why=why)) from error


class _Bounded:
    """A stream that refuses to grow beyond its limits."""

    def __init__(self, stream: IO[bytes], packed: int, name: str, limits: Limits) -> None:
        self._stream = stream
        self._most = min(limits.whole, max(_FREE, packed * limits.ratio))
        self._name = name
        self._seen = 0

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        data = self._stream.read(size)
        self._seen += len(data)
        if self._seen > self._most:
            raise LawDataFault(say("law_archive_bomb", file=self._name, mib=self._most // (1024 * 1024)))
        return data


def _members(archive: tarfile.TarFile, shown: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    seen = 0
    for member in archive:
        seen += 1
        if seen > limits.files:
            raise LawDataFault(say("law_archive_many", file=shown, most=limits.files))
        _require_plain(member, shown, limits)
        held = archive.extractfile(member) if member.isfile() else None
        if held is not None and member.name.endswith(".xml"):
            yield member.name, held.read()
        archive.members.clear()  # type: ignore[attr-defined]
    if not seen:
        raise LawDataFault(say("law_archive_empty", file=shown))


def _require_plain(member: tarfile.TarInfo, shown: str, limits: Limits) -> None:
    name = PurePosixPath(member.name)
    bad_name = name.is_absolute() or ".." in name.parts or "\\" in member.name or ":" in member.name or "\0" in member.name
    if bad_name or len(member.name) > 300:
        raise LawDataFault(say("law_archive_name", file=shown, name=ascii(member.name[:80])))
    if not (member.isreg() or member.isdir()) or member.issparse():
        raise LawDataFault(say("law_archive_link", file=shown, name=ascii(member.name[:80])))
    if member.size > limits.file:
        raise LawDataFault(say("law_archive_large", file=shown, name=member.name, mib=member.size // (1024 * 1024)))
