"""One file of one entry, opened to be edited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.editors.writing.files import Held, open_file
from bot.errors import UndringError
from bot.guide.entry import KINDS
from bot.guide.yaml_reader import Document, read_text
from bot.wording import say

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """An entry's file in one layer; `data` is None when its YAML cannot be read."""

    entry_id: str
    kind: str
    layer: str
    held: Held
    data: dict[str, Any] | None
    is_new: bool = False
    """True for a file that is not there before it is saved."""

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.held.path


def is_id(text: str) -> bool:
    """Tell whether an entry may have `text` as its id."""
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def entry_files(entry_id: str, layers: Sequence[Path]) -> list[Path]:
    """Return the entry's files in the order of the layers, also those with faults."""
    if not is_id(entry_id):
        return []
    return [path for layer in layers for kind in KINDS if (path := layer / kind / f"{entry_id}.yaml").is_file()]


def open_sheet(entry_id: str, layers: Sequence[Path], layer: str | None = None) -> Sheet:
    """Return the entry's file in `layer`, else in the last layer that has one; raises UndringError."""
    files = entry_files(entry_id, layers)
    wanted = [path for path in files if layer in (None, "", path.parent.parent.name)]
    if not wanted:
        raise UndringError(say("unknown_entry", id=entry_id[:80]))
    return sheet_of(open_file(wanted[-1]))


def sheet_of(held: Held) -> Sheet:
    """Return the sheet of an opened file."""
    document = read_text(held.text, Document(str(held.path)))
    is_whole = isinstance(document.data, dict) and not held.conflict_lines
    data = document.data if is_whole and not any(one.level == "error" for one in document.faults) else None
    return Sheet(held.path.stem, held.path.parent.name, held.path.parent.parent.name, held, data)
