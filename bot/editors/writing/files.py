"""Read a file to edit, and put its new text in place: whole or not at all, and never over a change made meanwhile."""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UndringError
from bot.guide.yaml_reader import LARGEST_FILE
from bot.wording import say

_MARKS = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_PATIENCE = 30.0
"""Seconds after which a half-written file that was left behind is in nobody's way."""
LARGEST_SHARED = 1024 * 1024
"""Bytes of words.yaml and its like."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it was when opened; `digest` tells whether it still is."""

    path: Path
    text: str
    digest: str
    newline: str = "\n"

    @property
    def conflict_lines(self) -> tuple[int, ...]:
        """Return the lines with git's marks of an unsettled conflict."""
        found = [(self.text.count("\n", 0, mark.start()) + 1, mark[1]) for mark in _MARKS.finditer(self.text)]
        return tuple(line for line, _ in found) if any(mark.startswith(("<", ">")) for _, mark in found) else ()


class Changed(UndringError):
    """Someone else has changed the file since it was opened; `held` is the file as it is now."""

    def __init__(self, held: Held) -> None:
        super().__init__(say("writing_changed", file=held.path.name))
        self.held = held


def open_file(path: Path, largest: int = LARGEST_FILE) -> Held:
    """Return the file as it is; raises UndringError with what to do."""
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        raise UndringError(f"{path}: {say('file_unreadable', why=error.strerror or '')}") from error
    if len(raw) > largest:
        raise UndringError(f"{path}: {say('file_too_large', kib=largest // 1024)}")
    return _held(path, raw)


def _held(path: Path, raw: bytes) -> Held:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UndringError(f"{path}: {say('file_not_utf8')}") from error
    newline = "\r\n" if "\r\n" in text else "\n"
    return Held(path, text.replace("\r\n", "\n"), hashlib.sha256(raw).hexdigest()[:32], newline)


def put_in_place(held: Held, text: str) -> Held:
    """Write `text` where `held` was read; raises Changed when the file is no longer as it was, UndringError when it cannot be."""
    raw = text.replace("\n", held.newline).encode()
    spare = held.path.with_name(held.path.name + ".new")
    try:
        _reserve(spare)
        try:
            now = open_file(held.path, LARGEST_SHARED)
            if now.digest != held.digest:
                raise Changed(now)
            _write(spare, raw, held.path.stat().st_mode)
            spare.replace(held.path)
        finally:
            with suppress(FileNotFoundError):
                spare.unlink()
    except OSError as error:
        raise UndringError(say("writing_refused", file=held.path, why=error.strerror or type(error).__name__)) from error
    return _held(held.path, raw)


def write_out(file: Path, data: bytes) -> None:
    """Write what a command makes, in place of what lay there, whole or not at all; raises UndringError."""
    spare = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        spare.write_bytes(data)
        spare.replace(file)
    except OSError as error:
        raise UndringError(say("writing_refused", file=file, why=error.strerror or type(error).__name__)) from error


def put_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet, whole or not at all; raises UndringError."""
    spare = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _reserve(spare)
        try:
            if path.exists():
                raise UndringError(say("writing_there", file=path.name))
            _write(spare, text.encode(), spare.stat().st_mode)
            spare.replace(path)
        finally:
            with suppress(FileNotFoundError):
                spare.unlink()
    except OSError as error:
        raise UndringError(say("writing_refused", file=path, why=error.strerror or type(error).__name__)) from error


def _reserve(spare: Path) -> None:
    """Make the spare file: it is the lock of all who write here, on this machine and on a shared disk."""
    with suppress(FileNotFoundError):
        if time.time() - spare.stat().st_mtime > _PATIENCE:
            spare.unlink()
    try:
        spare.open("xb").close()
    except FileExistsError as error:
        raise UndringError(say("writing_busy", file=spare.with_suffix("").name)) from error


def _write(spare: Path, raw: bytes, mode: int) -> None:
    with spare.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    spare.chmod(mode & 0o777)
