"""Which file a field of an entry is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.wording import say


def files_of(guide: Guide, entry_id: str, layers: Sequence[Path]) -> list[Path]:
    """Return the entry's files, one for each layer that has it, in the order of the layers."""
    kind = guide.entries[entry_id].kind
    held = [file for layer in layers if (file := layer / kind / f"{entry_id}.yaml").exists()]
    if not held:
        raise UndringError(say("unknown_entry", id=entry_id))
    return held


def file_of(guide: Guide, entry_id: str, layers: Sequence[Path], field: str = "reviewed") -> Path:
    """Return the file to write in: the last layer's that has the field, for it wins, else the first that has the entry."""
    held = files_of(guide, entry_id, layers)
    return next((file for file in reversed(held) if re.search(rf"^{field}:", file.read_text("utf-8"), re.MULTILINE)), held[0])
