"""Write the files a new municipality must fill in: the entries that only a municipality can answer, without their answers."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UndringError
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.guide.phrases import LANGUAGES
from bot.wording import say

MARK = "FYLL UT"
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '-]){1,58}[^\W\d_]")
_HINTS = {
    "aliases": "municipality_aliases",
    "examples": "municipality_examples",
    "answer": "municipality_answer",
    "source": "municipality_source",
    "checked": "municipality_checked",
}
_SERVICE_HINTS = {"hours": "municipality_hours", "who": "municipality_who", "when": "municipality_when"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole guide to take the shape from: its entries, the national layer, and the local layers over it."""

    guide: Guide
    layers: tuple[Path, ...]

    @property
    def locals(self) -> tuple[str, ...]:
        """Return the names of the local layers."""
        return tuple(layer.name for layer in self.layers[1:])

    def wanted(self) -> tuple[Entry, ...]:
        """Return the entries a municipality must write: its services, and all that the national layer points to."""
        own = [entry for entry in self.guide if entry.layer in self.locals]
        pointed = {one for entry in self.guide if entry.layer not in self.locals for one in _pointed_to(entry)}
        return tuple(entry for entry in own if entry.kind == "services" or entry.id in pointed)


def _pointed_to(entry: Entry) -> set[str]:
    sectors = {version.entry for version in entry.sectors.values() if version.entry}
    return {*entry.services, *entry.see_also, *sectors, *([entry.fallback] if entry.fallback else [])}


def write_layer(name: str, out: Path, pattern: Pattern) -> int:
    """Write the layer of the municipality `name` and return the number of files; nothing that exists is touched."""
    if not _NAME.fullmatch(name):
        raise UndringError(say("municipality_name", name=name))
    if not pattern.locals:
        raise UndringError(say("municipality_no_pattern"))
    if out.name in (pattern.layers[0].name, *pattern.locals) or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise UndringError(say("municipality_taken", out=out))
    files = {f"{entry.kind}/{entry.id}.yaml": _stub(entry, pattern.locals) for entry in pattern.wanted()}
    files |= _shared(name, pattern)
    try:
        for path, text in files.items():
            file = out / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UndringError(say("municipality_unwritable", out=out, why=error.strerror)) from error
    return len(files)


def _stub(entry: Entry, local_names: Sequence[str]) -> str:
    is_named = any(name in entry.title.casefold() for name in local_names)
    title = f"title:  # {MARK}" if is_named else f"title: {json.dumps(entry.title, ensure_ascii=False)}"
    hints = _HINTS | (_SERVICE_HINTS if entry.kind == "services" else {})
    lines = [title, *(f"{field}:  # {MARK}: {say(hint)}" for field, hint in hints.items())]
    if entry.kind == "services":
        lines += ["phone_unconfirmed: true", "# " + say("municipality_phone")]
    return "\n".join([*lines, f'review_every: "{entry.review_every}"', ""])


def _shared(name: str, pattern: Pattern) -> dict[str, str]:
    """Return the shared files in which the pattern's municipality is named, with the new name in its place."""
    local = re.compile("|".join(map(re.escape, pattern.locals)), re.IGNORECASE)
    files = {"words.yaml": f"elsewhere: {json.dumps([one.capitalize() for one in pattern.locals], ensure_ascii=False)}\n"}
    for language in LANGUAGES:
        texts = pattern.guide.phrases.by_language[language]
        named = {key: local.sub(lambda _: name, text) for key, text in texts.items() if local.search(text)}
        if named:
            files[f"phrases/{language}.yaml"] = "".join(
                f"{key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in named.items()
            )
    return files
