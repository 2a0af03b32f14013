"""Write an accepted proposal into the YAML, keeping its comments and order; whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.editors.gaps.proposing import Proposal
from bot.editors.reviews.opened import open_for_feedback, reviews_file
from bot.editors.writing.fields import Unwritable, items_of, with_fields, with_item
from bot.editors.writing.files import LARGEST_SHARED, open_file, put_in_place, put_new
from bot.editors.writing.places import file_of
from bot.editors.writing.revisions import require_calm
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.guide.loader import OWN_KNOWLEDGE
from bot.matching.language import fold, tokens
from bot.wording import say

_FIELDS = {"alias": "aliases", "example": "examples", "outside": "outside"}
_MASKED = re.compile(r"\[[^\]]*\]|[<>]")


def accept(proposal: Proposal, questions: Sequence[str], guide: Guide, layers: Sequence[Path]) -> Path:
    """Write the proposal and return the file; a new entry becomes a draft beside the layers, which nothing loads."""
    if proposal.kind == "review" and proposal.entry:
        open_for_feedback(layers, [proposal.entry])
        return reviews_file(layers)
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
    """Add `text` to the list `field`: one line; raises UndringError when the file would read otherwise than meant."""
    require_calm(file.parent)
    held = open_file(file, LARGEST_SHARED)
    if held.conflict_lines:
        raise UndringError(say("writing_marks", file=file, line=held.conflict_lines[0]))
    try:
        if text in items_of(held.text, field):
            raise UndringError(say("gaps_there", text=text, file=file))
        fresh = with_item(held.text, field, text)
    except Unwritable as error:
        raise UndringError(say("gaps_unwritable", file=file)) from error
    put_in_place(held, fresh)


def _draft(title: str, questions: Sequence[str], layers: Sequence[Path]) -> Path:
    ascii_ = title.lower().translate({0xE6: "ae", 0xF8: "o", 0xE5: "a"})
    name = "-".join(re.findall(r"[a-z0-9]+", fold(ascii_)) or tokens(title)[:1])[:60].strip("-")
    file = layers[-1].parent / "drafts" / "glossary" / f"{name}.yaml"
    if not name or file.exists():
        raise UndringError(say("gaps_there", text=title, file=file))
    fields: dict[str, Any] = {"title": title, "examples": list(questions)}
    empty = "\n".join(f"{key}:" for key in ("title", "aliases", "examples", "answer", "source", "checked"))
    head = say("gaps_draft")
    put_new(file, with_fields(f"# {head}\n{empty}\n", fields))
    return file
