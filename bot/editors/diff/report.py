"""The comparison as Markdown, fit for a comment: what was edited, and a table each of worse, better and other answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from bot.editors.diff.comparing import Answer, Change, Difference
from bot.editors.diff.content import Edit
from bot.guide.guide import Guide
from bot.wording import say, sentences

MOST_ROWS = 50
"""Rows in a comment, so that it stays readable and within what a forge allows; the worse ones come first."""
_MOST_EDITS = 20
_LONGEST_CELL = 160


def as_markdown(found: Sequence[Difference], sides: tuple[Guide, Guide], edits: Sequence[Edit], asked: int | None) -> str:
    """Return a comment; `asked` is None where no answer could be otherwise, so that nothing was asked."""
    lines = [say("diff_head"), "", _summary(found, sides, asked)]
    room = MOST_ROWS
    for kind in get_args(Change):
        rows = [one for one in found if one.change == kind]
        if rows and room:
            heading = {"worse": "diff_worse", "better": "diff_better", "changed": "diff_changed"}
            lines += ["", say(heading[kind], count=len(rows)), "", say("diff_table"), "|---|---|---|---|"]
            lines += [_row(one, *sides) for one in rows[:room]]
            room -= len(rows[:room])
    if len(found) > MOST_ROWS:
        lines += ["", say("diff_more", count=len(found) - MOST_ROWS)]
    return "\n".join([*lines, *_edited(edits)])


def _summary(found: Sequence[Difference], sides: tuple[Guide, Guide], asked: int | None) -> str:
    if asked is None:
        return say("diff_alike" if sides[0].fingerprint == sides[1].fingerprint else "diff_same")
    return say("diff_count", asked=asked, **{kind: sum(one.change == kind for one in found) for kind in get_args(Change)})


def _edited(edits: Sequence[Edit]) -> list[str]:
    if not edits:
        return []
    told = [_told(one) for one in edits[:_MOST_EDITS]]
    if len(edits) > _MOST_EDITS:
        told.append(say("diff_more_edits", count=len(edits) - _MOST_EDITS))
    return ["", say("diff_content"), "", *(f"- {line}" for line in told)]


def _told(edit: Edit) -> str:
    title = _cell(edit.title)
    if edit.fields is None:
        return say("diff_new" if edit.is_new else "diff_gone", title=title)
    names = sentences("desk_field_")
    return say("diff_edited", title=title, fields=", ".join(f"«{names[name]}»" for name in edit.fields))


def _row(one: Difference, old: Guide, new: Guide) -> str:
    wanted = [_title(entry_id, new, old) for entry_id in one.accept] or [say("diff_outside")]
    cells = (one.question, _said(one.old, old), _said(one.new, new), " / ".join(wanted))
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _said(answer: Answer, guide: Guide) -> str:
    title = _title(answer.entry, guide) if answer.entry else say("diff_nothing")
    return (say("diff_choices", title=title) if answer.outcome == "choices" else title) + (" ⚠" if answer.danger else "")


def _title(entry_id: str, *guides: Guide) -> str:
    return next((guide.entries[entry_id].title for guide in guides if entry_id in guide.entries), entry_id)


def _cell(text: str) -> str:
    text = " ".join(text.split())
    short = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
    return short.replace("|", "\\|").replace("<", "&lt;").replace("@", "&#64;")
