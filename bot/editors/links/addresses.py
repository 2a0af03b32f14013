"""Every address in the guide's files, with its file, line and the entry it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.guide.guide import Guide
from bot.guide.loader import OWN_KNOWLEDGE

_ADDRESS = re.compile(r"https?://[^\s\"'<>\]}`|\\]+")
_TRAILING = ".,;:!?*_»"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an address is written."""

    file: str
    line: int
    entry: str | None
    """The entry's id, None in a shared file."""


def addresses(layers: Sequence[Path]) -> dict[str, list[Place]]:
    """Return every address in the layers and in the files they share, with all its places."""
    found: dict[str, list[Place]] = {}
    for path in _files(layers):
        entry = path.stem if path.parent.parent in layers else None
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            for address in in_line(line):
                found.setdefault(address, []).append(Place(str(path), number, entry))
    return dict(sorted(found.items()))


def in_line(line: str) -> Iterator[str]:
    """Yield the addresses in one line of YAML or Markdown."""
    if line.lstrip().startswith("#"):
        return
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(_TRAILING)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_TRAILING)
        yield address


def internal_addresses(guide: Guide) -> frozenset[str]:
    """Return the addresses that need the municipality's log-in, which are never fetched."""
    return frozenset(one.url for one in guide.resources.values() if one.internal and one.url)


def users_of(guide: Guide, address: str) -> set[str]:
    """Return the entries that reach the address through a shared file."""
    resources = {key for key, one in guide.resources.items() if one.url == address}
    return {entry.id for entry in guide if resources & set(entry.resources)}


def move(places: Sequence[Place], old: str, new: str) -> int:
    """Write `new` for `old` at its places, and nothing else; return how many lines changed."""
    changed = 0
    for name in sorted({place.file for place in places}):
        path = Path(name)
        lines = path.read_bytes().decode("utf-8").split("\n")
        for place in places:
            if place.file == name and old in set(in_line(lines[place.line - 1])):
                lines[place.line - 1] = re.sub(re.escape(old) + _END, lambda _: new, lines[place.line - 1])
                changed += 1
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes("\n".join(lines).encode())
        fresh.replace(path)
    return changed


_END = rf"(?=[{re.escape(_TRAILING)})]*(?:[\s\"'<>\]}}`|\\]|$))"


def _files(layers: Sequence[Path]) -> Iterator[Path]:
    beside = layers[0].parent if layers and (layers[0].parent / "provisions.yaml").exists() else OWN_KNOWLEDGE
    for home in (beside, *layers):
        yield from (path for path in (home / "provisions.yaml", home / "resources.yaml") if path.exists())
    for layer in layers:
        yield from sorted(layer.glob("*/*.yaml"))
