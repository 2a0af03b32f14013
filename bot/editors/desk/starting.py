"""Begin a file that is not there yet: a new entry, or a local version of an entry from an earlier layer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from bot.editors.desk.form import shown
from bot.editors.desk.judging import Remark, merged
from bot.editors.desk.saving import Unsound
from bot.editors.desk.sheet import LONGEST_ID, Sheet, entry_files, is_id
from bot.editors.writing.files import Held
from bot.errors import UndringError
from bot.guide.entry import KINDS
from bot.wording import say

New: TypeAlias = Literal["entry", "version"]
MUST = ("title", "answer", "source", "checked")
"""Boxes without which no entry can be saved."""
_LETTERS = {0xE6: "ae", 0xF8: "o", 0xE5: "a"}
_LONGEST_PROPOSED = 60


@dataclass(frozen=True, slots=True)
class Named:
    """What a new entry is to be called, and where it is to lie."""

    title: str
    kind: str
    layer: str
    entry_id: str


def proposed_id(title: str) -> str:
    """Return an id that a title suggests: its words in a–z, joined by hyphens, cut between words."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return (
        words
        if len(words) <= _LONGEST_PROPOSED
        else words[: _LONGEST_PROPOSED + 1].rpartition("-")[0] or words[:_LONGEST_PROPOSED]
    )


def name_remarks(named: Named, layers: Sequence[Path]) -> tuple[Remark, ...]:
    """Return what is wrong with where a new entry is to lie and what it is to be called."""
    return tuple(Remark(field, 1, "error", message) for field, message in _wrong(named, layers))


def _wrong(named: Named, layers: Sequence[Path]) -> Iterator[tuple[str, str]]:
    if not named.title.strip():
        yield "title", say("desk_new_no_title")
    if named.kind not in KINDS:
        yield "kind", say("desk_new_no_kind")
    if named.layer not in {layer.name for layer in layers}:
        yield "layer", say("desk_new_no_layer", layer=named.layer[:40])
    if not named.entry_id:
        yield "id", say("desk_new_no_id")
    elif not is_id(named.entry_id):
        yield "id", say("desk_new_bad_id", most=LONGEST_ID)
    elif held := entry_files(named.entry_id, layers):
        yield "id", say("desk_new_taken", id=named.entry_id, kind=say(f"desk_kind_{held[0].parent.name}"))


def new_entry(entry_id: str, kind: str, layer: str, layers: Sequence[Path]) -> Sheet:
    """Return the sheet of an entry that nobody has written; raises Unsound where it cannot lie there."""
    found = name_remarks(Named(entry_id, kind, layer, entry_id), layers)
    if remarks := tuple(one for one in found if one.field != "title"):
        raise Unsound(remarks, " ".join(one.message for one in remarks))
    return _sheet(entry_id, kind, _layer(layer, layers))


def new_version(entry_id: str, layer: str, layers: Sequence[Path]) -> Sheet:
    """Return the sheet of a layer's own version of an entry from an earlier layer; raises UndringError."""
    held = entry_files(entry_id, layers)
    if not held:
        raise UndringError(say("unknown_entry", id=entry_id[:80]))
    if layer not in open_layers(entry_id, layers):
        there = any(path.parent.parent.name == layer for path in held)
        raise UndringError(say("desk_version_there" if there else "desk_version_nowhere", layer=layer[:40], id=entry_id))
    return _sheet(entry_id, held[0].parent.name, _layer(layer, layers))


def open_layers(entry_id: str, layers: Sequence[Path]) -> list[str]:
    """Return the layers after the entry's first one that have no version of their own."""
    holding = {path.parent.parent for path in entry_files(entry_id, layers)}
    first = next((at for at, layer in enumerate(layers) if layer in holding), len(layers))
    return [layer.name for layer in layers[first:] if layer not in holding]


def below(sheet: Sheet, layers: Sequence[Path]) -> tuple[str, dict[str, str]]:
    """Return the layer that a sheet builds upon, and what stands in each box there; nothing for an entry's first layer."""
    earlier = layers[: [layer.name for layer in layers].index(sheet.layer)]
    draft = merged(entry_files(sheet.entry_id, earlier), {})
    return (draft.layer, shown(draft.fields, sheet.kind)) if draft else ("", {})


def _layer(name: str, layers: Sequence[Path]) -> Path:
    return next(layer for layer in layers if layer.name == name)


def _sheet(entry_id: str, kind: str, layer: Path) -> Sheet:
    return Sheet(entry_id, kind, layer.name, Held(layer / kind / f"{entry_id}.yaml", "", ""), {}, is_new=True)
