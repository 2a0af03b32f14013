"""How far a new municipality's layer has come: one line per thing to do, green when done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.editors.municipality.layer import MARK, Pattern
from bot.errors import Fault, UndringError
from bot.guide.loader import read_layers
from bot.wording import say


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do, whether it is done, and what is left."""

    title: str
    done: bool
    left: str = ""


def checklist(folder: Path, pattern: Pattern) -> tuple[Item, ...]:
    """Return what there is to do in `folder`, in the order of its files; the last lines are about the whole."""
    if not folder.is_dir():
        raise UndringError(say("municipality_missing", out=folder))
    faults = read_layers([pattern.layers[0], folder]).faults
    errors = [fault for fault in faults if fault.level == "error"]
    items = [_entry_item(folder / entry.kind / f"{entry.id}.yaml", entry.id, errors) for entry in pattern.wanted()]
    first = f"{errors[0].file}:{errors[0].line}: {errors[0].message}" if errors else ""
    whole = Item(say("municipality_whole"), not errors, first)
    return (*items, _names_item(folder, pattern.locals), whole)


def _entry_item(file: Path, entry_id: str, errors: Sequence[Fault]) -> Item:
    title = f"{file.parent.name}/{entry_id}"
    if not file.is_file():
        return Item(title, False, say("municipality_no_file"))
    left = _text(file).count(MARK)
    own = [fault for fault in errors if Path(fault.file).parts[-2:] == file.parts[-2:]]
    if left:
        return Item(title, False, say("municipality_left", count=left))
    return Item(title, not own, own[0].message if own else "")


def _names_item(folder: Path, names: Sequence[str]) -> Item:
    """Return whether the pattern's own municipality is still named, but for the list of other places."""
    local = re.compile("|".join(map(re.escape, names)), re.IGNORECASE)
    files = [file for file in sorted(folder.rglob("*.yaml")) if file.name != "words.yaml"]
    named = [file.name for file in files if any(local.search(_without_ids(line)) for line in _text(file).splitlines())]
    return Item(say("municipality_names"), not named, ", ".join(named[:5]))


def _without_ids(line: str) -> str:
    return re.sub(r"[a-z0-9]+(?:-[a-z0-9]+)+", "", line)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
