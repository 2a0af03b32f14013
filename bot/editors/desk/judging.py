"""The same checks as `python -m bot check`, on an entry as it is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.editors.clashes import clash_text, clashes_of
from bot.editors.desk.form import boxes_of
from bot.editors.desk.sheet import Sheet, entry_files
from bot.editors.desk.workroom import Workroom
from bot.errors import Fault, Level
from bot.guide.checks import LEAST_ALIASES, LEAST_EXAMPLES, check_guide
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.guide.merging import Draft, draft_from, merge
from bot.guide.validation import validated
from bot.guide.yaml_reader import Document, read_text, read_yaml
from bot.wording import say


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault, and the box of the form it is about; `file` is set when it shows in another file."""

    field: str
    line: int
    level: Level
    message: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The entry as it would be, within the guide as it would be, and what is wrong."""

    entry: Entry | None
    guide: Guide | None
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        """Tell whether `check` would fail on it."""
        return any(one.level == "error" for one in self.remarks)


def judge(text: str, sheet: Sheet, room: Workroom) -> Judged:
    """Return what the file would be worth with `text` in it."""
    guide, shown = room.guide(), str(sheet.path)
    document = _read(text, sheet)
    marks = replace(sheet.held, text=text).conflict_lines
    if marks:
        message = say("writing_marks", file=sheet.path.name, line=marks[0])
        return Judged(None, None, (Remark("", marks[0], "error", message),))
    if any(one.level == "error" for one in document.faults):
        return Judged(None, None, tuple(_remark(one, document, shown) for one in document.faults))
    if not isinstance(document.data, dict):
        return Judged(None, None, (Remark("", 1, "error", say("not_mapping")),))
    draft = _draft(document, sheet, room)
    whole: dict[str, Any] = {**draft.fields, "id": draft.id, "kind": draft.kind, "layer": draft.layer}
    entry, faults = validated(Entry, whole, draft.place)
    if entry is None:
        return Judged(None, None, tuple(_remark(one, document, shown) for one in [*document.faults, *faults]))
    after = replace(guide, entries=dict(sorted({**guide.entries, entry.id: entry}.items())))
    found = [*document.faults, *_found(guide, after, draft), *_clashes(entry, draft, room.winner)]
    return Judged(entry, after, tuple(dict.fromkeys(_remark(one, document, shown) for one in found)))


def _read(text: str, sheet: Sheet) -> Document:
    """Return the text as read; a file that is not begun holds no fields yet."""
    if sheet.is_new and not text.strip():
        return Document(str(sheet.path), {})
    return read_text(text, Document(str(sheet.path)))


def _draft(document: Document, sheet: Sheet, room: Workroom) -> Draft:
    held_files = {*entry_files(sheet.entry_id, room.layers), sheet.path}
    files = [file for layer in room.layers if (file := layer / sheet.kind / sheet.path.name) in held_files]
    return merged(files, {sheet.path: document}) or draft_from(sheet.layer, sheet.path, document)


def merged(files: Iterable[Path], read: Mapping[Path, Document]) -> Draft | None:
    """Return what files of one entry make together, each over the one before; `read` holds those that are not read anew."""
    draft: Draft | None = None
    for path in files:
        held = read[path] if path in read else read_yaml(path, str(path))
        if isinstance(held.data, dict):
            one = draft_from(path.parent.parent.name, path, held)
            draft = merge(draft, one) if draft else one
    return draft


def _found(before: Guide, after: Guide, draft: Draft) -> list[Fault]:
    """Return the faults of this entry, and those that it causes in others."""
    # Drafts of the others only need to know where things stand.
    drafts = {entry.id: _place_of(entry, before) for entry in before}
    old = set(check_guide(before, drafts, set()))
    return [one for one in check_guide(after, {**drafts, draft.id: draft}, set()) if one not in old or one.file == draft.file]


def _place_of(entry: Entry, guide: Guide) -> Draft:
    file, lines = guide.places[entry.id]
    return Draft(entry.id, entry.kind, entry.layer, file, {}, {(key,): (file, line) for key, line in lines.items()})


def _clashes(entry: Entry, draft: Draft, winner: Callable[[str], str | None]) -> list[Fault]:
    return [Fault(*draft.place((key,)), "error", clash_text(text, other)) for key, text, other in clashes_of(entry, winner)]


def _remark(fault: Fault, document: Document, shown: str) -> Remark:
    if fault.file != shown:
        return Remark("", fault.line, fault.level, fault.message, Path(fault.file).name)
    if (missing := _missing(Path(shown).parent.name).get(fault.message)) is not None:
        return Remark(missing, fault.line, fault.level, fault.message)
    return Remark(_field_at(fault.line, document.lines, Path(shown).parent.name), fault.line, fault.level, fault.message)


@cache
def _missing(kind: str) -> Mapping[str, str]:
    """Return the box of each fault that is about a field nobody has written, which stands on no line."""
    return {
        **{say("missing", key=name): name for name in boxes_of(kind)},
        say("few_aliases", count=0, least=LEAST_ALIASES): "aliases",
        say("few_examples", count=0, least=LEAST_EXAMPLES): "examples",
    }


def _field_at(line: int, lines: Mapping[tuple[str | int, ...], int], kind: str) -> str:
    known = boxes_of(kind)
    names = [(at, ".".join(map(str, path))) for path, at in lines.items() if at <= line]
    held = [(at, len(name), name) for at, name in names if name in known]
    return max(held)[2] if held else ""
