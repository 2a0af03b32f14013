"""Save what was written at the desk: only what changed, only when it is sound, never over another's change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.editors.desk.form import changed_fields, shown
from bot.editors.desk.judging import Judged, Remark, judge
from bot.editors.desk.sheet import Sheet, sheet_of
from bot.editors.desk.workroom import Workroom
from bot.editors.writing.fields import Unwritable, with_fields, with_new_fields
from bot.editors.writing.files import Changed, Held, open_file, put_in_place, put_new
from bot.editors.writing.revisions import require_calm
from bot.errors import UndringError
from bot.wording import say


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor wants a file to hold: boxes of the form that changed, or the whole text."""

    opened: str
    """The digest of the file when it was opened."""
    values: Mapping[str, str]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Both:
    """One box that two have written in: how it reads in the file now, and how this editor wrote it."""

    field: str
    theirs: str
    mine: str


class Unsound(UndringError):
    """What was written has new errors; `remarks` holds them."""

    def __init__(self, remarks: tuple[Remark, ...], why: str = "") -> None:
        super().__init__(why or say("desk_unsound"))
        self.remarks = remarks


def text_of(sheet: Sheet, edit: Edit) -> str:
    """Return the file's text with the edit; raises UndringError when it cannot be written without losing something."""
    if edit.text is not None:
        return edit.text.replace("\r\n", "\n").rstrip("\n") + "\n"
    if sheet.data is None:
        raise UndringError(say("desk_only_text", file=sheet.path.name))
    fields = changed_fields(sheet.data, sheet.kind, edit.values)
    if sheet.is_new:
        return with_new_fields(fields)
    try:
        return with_fields(sheet.held.text, fields) if fields else sheet.held.text
    except Unwritable as error:
        raise UndringError(say("gaps_unwritable", file=sheet.path.name)) from error


def save(sheet: Sheet, edit: Edit, room: Workroom) -> Held:
    """Write the edit; raises Changed, Unsound or UndringError, and then nothing is written."""
    if sheet.is_new:
        return _begin(sheet, edit, room)
    if sheet.held.digest != edit.opened:
        raise Changed(sheet.held)
    require_calm(sheet.path.parent)
    text = text_of(sheet, edit)
    if text == sheet.held.text:
        return sheet.held
    fresh = _new_errors(judge(text, sheet, room), judge(sheet.held.text, sheet, room))
    if fresh:
        raise Unsound(fresh)
    return put_in_place(sheet.held, text)


def _begin(sheet: Sheet, edit: Edit, room: Workroom) -> Held:
    """Write a file that must not be there yet."""
    require_calm(sheet.path.parents[1])
    text = text_of(sheet, edit)
    if not text.strip():
        raise UndringError(say("desk_nothing_new"))
    judged, before = judge(text, sheet, room), judge("", sheet, room)
    old = {one.message for one in before.remarks} if before.entry is not None else set()
    if fresh := tuple(one for one in judged.remarks if one.level == "error" and one.message not in old):
        raise Unsound(fresh)
    put_new(sheet.path, text)
    return open_file(sheet.path)


def _new_errors(after: Judged, before: Judged) -> tuple[Remark, ...]:
    """Return the errors that were not there before, wherever they stood; a broken file may be mended step by step."""
    old = {one.message for one in before.remarks}
    if before.entry is None and after.entry is None:
        return ()
    return tuple(one for one in after.remarks if one.level == "error" and one.message not in old)


def both_versions(held: Held, edit: Edit) -> tuple[Both, ...]:
    """Return the boxes of the edit that read otherwise in the file as it is now."""
    sheet = sheet_of(held)
    if edit.text is not None or sheet.data is None:
        mine = edit.text if edit.text is not None else "\n".join(edit.values.values())
        return (Both("", held.text, mine),)
    now = shown(sheet.data, sheet.kind)
    return tuple(Both(name, now.get(name, ""), mine) for name, mine in edit.values.items() if now.get(name, "") != mine)
