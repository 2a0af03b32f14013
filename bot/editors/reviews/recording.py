"""Record a review in the entry's own YAML, keeping its comments, order and layout."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from bot.editors.laws.watch import LawData, prints_of, provisions_of
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.wording import say

_ROLE_NAMES = re.compile(r"^[A-ZÆØÅ][a-zæøåéü]+(?:[ -][A-ZÆØÅ][a-zæøåéü]*\.?)+$")
_LONG_AS_A_ROLE = 12
"""Letters in a word that is a role and no name, even with a capital letter."""
_KEYS = ("reviewed", "reviewer", "review_every", "fingerprints")


def require_role(role: str, mask: Callable[[str], str]) -> str:
    """Return the role, tidied; raises UndringError when it holds a person's name, an address or a number."""
    tidy = " ".join(role.split())
    named = mask(tidy) != tidy or (_ROLE_NAMES.match(tidy) and max(map(len, tidy.split())) < _LONG_AS_A_ROLE)
    if not 3 <= len(tidy) <= 80 or re.search(r"[@\d<>]", tidy) or named:
        raise UndringError(say("review_role", role=tidy))
    return tidy


def fingerprints_of(guide: Guide, entry_id: str, data: LawData) -> dict[str, str]:
    """Return the fingerprints of the law texts that the entry cites and that are at hand."""
    prints = {one: prints_of(guide.provisions[one], data.laws) for one in provisions_of(guide.entries[entry_id])}
    return {one: value for one, value in prints.items() if value}


def file_of(guide: Guide, entry_id: str, layers: Sequence[Path], field: str = "reviewed") -> Path:
    """Return the file to write in: the last layer's that has the field, for it wins, else the first that has the entry."""
    entry = guide.entries[entry_id]
    files = [layer / entry.kind / f"{entry_id}.yaml" for layer in layers]
    held = [file for file in files if file.exists()]
    if not held:
        raise UndringError(say("unknown_entry", id=entry_id))
    return next((file for file in reversed(held) if re.search(rf"^{field}:", file.read_text("utf-8"), re.MULTILINE)), held[0])


def record_review(file: Path, role: str, day: date, prints: Mapping[str, str]) -> None:
    """Write the review into `file`, whole or not at all; raises UndringError when it cannot be read back alike."""
    raw = file.read_bytes()
    before = raw.decode("utf-8-sig")
    newline = "\r\n" if b"\r\n" in raw else "\n"
    values: dict[str, Any] = {"reviewed": Quoted(str(day)), "reviewer": Quoted(role)}
    if prints:
        values["fingerprints"] = {key: Quoted(value) for key, value in sorted(prints.items())}
    after = _with_values(before.replace("\r\n", "\n"), values)
    _require_same(before, after, file)
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(after.replace("\n", newline).encode())
    fresh.replace(file)


def _with_values(text: str, values: Mapping[str, Any]) -> str:
    """Return the text with its top-level `values` set: only their own lines change."""
    lines = text.rstrip("\n").split("\n")
    for key, value in values.items():
        start = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), None)
        fresh = _dumped({key: value})
        if start is None:
            place = _place_for(key, lines)
            lines[place:place] = fresh
            continue
        end = start + 1
        while end < len(lines) and lines[end].startswith((" ", "\t")):
            end += 1
        if len(fresh) == 1 and end == start + 1 and (comment := re.search(r"\s+#.*$", lines[start])):
            fresh = [fresh[0] + comment[0]]
        lines[start:end] = fresh
    return "\n".join(lines) + "\n"


def _place_for(key: str, lines: list[str]) -> int:
    """Return the line to write a new field at: after the nearest field that goes before it in every entry."""
    for earlier in reversed(("source", "checked", *_KEYS[: _KEYS.index(key)])):
        found = next((n for n, line in enumerate(lines) if line.startswith(f"{earlier}:")), None)
        if found is None:
            continue
        end = found + 1
        while end < len(lines) and lines[end].startswith((" ", "\t")):
            end += 1
        return end
    return len(lines)


def _dumped(part: dict[str, Any]) -> list[str]:
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 4096
    yaml.dump(part, out)
    return out.getvalue().rstrip("\n").split("\n")


def _require_same(before: str, after: str, file: Path) -> None:
    """Raise unless all that is not about the review reads as before."""
    yaml = YAML(typ="safe")
    try:
        old, new = yaml.load(before), yaml.load(after)
    except YAMLError as error:
        raise UndringError(say("review_unreadable", file=file)) from error
    for held in (old, new):
        for key in ("reviewed", "reviewer", "fingerprints"):
            held.pop(key, None)
    if old != new:
        raise UndringError(say("review_unreadable", file=file))
