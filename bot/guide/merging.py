"""Merge an entry's layers field by field, remembering for each value the file and line it was written on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.guide.yaml_reader import Document, Path_

_ADDED = {"added_aliases": "aliases", "added_examples": "examples"}
"""Lists a later layer lengthens, where writing the whole list anew would repeat the national one."""
_MERGED_BY_KEY = ("nn", "en", "sectors")
"""Fields with fields of their own, which a later layer may change one at a time."""


@dataclass(slots=True)
class Draft:
    """An entry before it is validated: raw fields and where each was written."""

    id: str
    kind: str
    layer: str
    file: str
    fields: dict[str, Any]
    places: dict[Path_, tuple[str, int]] = field(default_factory=dict)

    def place(self, path: Path_) -> tuple[str, int]:
        """Return the file and line of the value at `path`, or of the nearest thing above it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (self.file, 1))

    def top_lines(self) -> dict[str, int]:
        """Return the line of each top-level field written in the entry's own file."""
        return {str(path[0]): line for path, (file, line) in self.places.items() if len(path) == 1 and file == self.file}


def draft_from(layer: str, path: Path, document: Document) -> Draft:
    """Return the draft of one file."""
    places = {where: (document.file, line) for where, line in document.lines.items()}
    return Draft(path.stem, path.parent.name, layer, document.file, dict(document.data), places)


def merge(earlier: Draft, later: Draft) -> Draft:
    """Return `earlier` with every field that `later` writes taken from `later`."""
    fields = dict(earlier.fields)
    places = dict(earlier.places)
    for key, value in later.fields.items():
        if key in _ADDED and isinstance(value, list) and isinstance(fields.get(_ADDED[key], []), list):
            _add(_ADDED[key], key, value, fields, places, later)
            continue
        inner = fields.get(key)
        if key in _MERGED_BY_KEY and isinstance(inner, dict) and isinstance(value, dict):
            fields[key] = {**inner, **value}
            gone = [path for path in places if path[:1] == (key,) and len(path) > 1 and path[1] in value]
        else:
            fields[key] = value
            gone = [path for path in places if path[:1] == (key,)]
        for path in gone:
            del places[path]
    places.update({path: place for path, place in later.places.items() if path and path[0] not in _ADDED})
    return Draft(earlier.id, earlier.kind, earlier.layer, earlier.file, fields, places)


def _add(
    key: str, name: str, value: list[Any], fields: dict[str, Any], places: dict[Path_, tuple[str, int]], later: Draft
) -> None:
    """Put the items of `value` after those of `key`, each with its own place."""
    known = list(fields.get(key, []))
    for at, _ in enumerate(value):
        places[(key, len(known) + at)] = later.place((name, at))
    fields[key] = [*known, *value]
