"""Write an accepted proposal into the YAML, keeping its comments and order; whole or not at all."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from bot.editors.gaps.proposing import Proposal
from bot.editors.reviews.recording import file_of
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.guide.loader import OWN_KNOWLEDGE
from bot.matching.language import fold, tokens
from bot.wording import say

_FIELDS = {"alias": "aliases", "example": "examples", "outside": "outside"}
_MASKED = re.compile(r"\[[^\]]*\]|[<>]")


def accept(proposal: Proposal, questions: Sequence[str], guide: Guide, layers: Sequence[Path]) -> Path:
    """Write the proposal and return the file; a new entry becomes a draft beside the layers, which nothing loads."""
    if _MASKED.search(proposal.text):
        raise UndringError(say("gaps_masked", text=proposal.text))
    if proposal.kind == "new":
        return _draft(proposal.text, questions, layers)
    field = _FIELDS[proposal.kind]
    file = _words_file(layers) if proposal.entry is None else file_of(guide, proposal.entry, layers, field)
    add_to_list(file, field, proposal.text)
    return file


def _words_file(layers: Sequence[Path]) -> Path:
    beside = layers[0].parent / "words.yaml"
    return beside if beside.exists() else OWN_KNOWLEDGE / "words.yaml"


def add_to_list(file: Path, field: str, text: str) -> None:
    """Add `text` to the list `field`; raises UndringError when the file would read otherwise than meant."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    before = file.read_bytes()
    try:
        data = yaml.load(before.decode("utf-8-sig"))
        held = data.setdefault(field, [])
        if text in held:
            raise UndringError(say("gaps_there", text=text, file=file))
        held.append(Quoted(text))
        fresh = _with_line(before.decode("utf-8-sig").replace("\r\n", "\n"), field, text)
        if fresh is None:
            out = io.StringIO()
            yaml.dump(data, out)
            fresh = out.getvalue().replace("\r\n", "\n")
        _require_only(before.decode("utf-8-sig"), fresh, field, text)
    except (YAMLError, ValueError, AttributeError, TypeError) as error:
        raise UndringError(say("gaps_unwritable", file=file)) from error
    newline = "\r\n" if b"\r\n" in before else "\n"
    _write(file, fresh.replace("\n", newline))


def _with_line(text: str, field: str, item: str) -> str | None:
    """Return the text with one line after the block list `field`, all else as it stands; None for other lists."""
    found = re.search(rf"^{field}:[^\S\n]*\n(?:( +)- [^\n]*\n)(?:(?:[^\S\n]*(?:#[^\n]*)?\n)*\1- [^\n]*\n)*", text, re.MULTILINE)
    if found is None or not text[found.end() :].lstrip(" ").startswith(tuple("abcdefghijklmnopqrstuvwxyz")):
        return None
    return f"{text[: found.end()]}{found[1]}- {json.dumps(item, ensure_ascii=False)}\n{text[found.end() :]}"


def _require_only(before: str, after: str, field: str, text: str) -> None:
    safe = YAML(typ="safe")
    old, new = safe.load(before), safe.load(after)
    if new != {**old, field: [*old.get(field, ()), text]} or list(old) != [key for key in new if key in old]:
        raise ValueError(field)


def _draft(title: str, questions: Sequence[str], layers: Sequence[Path]) -> Path:
    ascii_ = title.lower().translate({0xE6: "ae", 0xF8: "o", 0xE5: "a"})
    name = "-".join(re.findall(r"[a-z0-9]+", fold(ascii_)) or tokens(title)[:1])[:60].strip("-")
    file = layers[-1].parent / "drafts" / "glossary" / f"{name}.yaml"
    if not name or file.exists():
        raise UndringError(say("gaps_there", text=title, file=file))
    file.parent.mkdir(parents=True, exist_ok=True)
    yaml, out = YAML(), io.StringIO()
    yaml.width = 1 << 20
    yaml.indent(mapping=2, sequence=4, offset=2)
    fields: dict[str, Any] = {"title": Quoted(title), "aliases": None, "examples": [Quoted(one) for one in questions]}
    yaml.dump(fields | dict.fromkeys(("answer", "source", "checked")), out)
    head = say("gaps_draft")
    _write(file, f"# {head}\n{out.getvalue()}")
    return file


def _write(file: Path, text: str) -> None:
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(text.encode())
    fresh.replace(file)
