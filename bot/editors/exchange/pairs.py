"""What is read from a file of questions and answers, before it becomes drafts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.errors import UndringError
from bot.wording import say

MOST_ROWS = 40_000
"""Rows in one file; more is another kind of work."""
LARGEST_FILE = 16 * 1024 * 1024
LARGEST_UNPACKED = 96 * 1024 * 1024
"""Bytes that an Office file may become when it is unpacked."""
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)

_COLUMNS = {
    "question": "import_column_question",
    "more_questions": "import_column_more_questions",
    "answer": "import_column_answer",
    "metadata": "import_column_metadata",
    "number": "import_column_number",
    "kind": "import_column_kind",
    "id": "import_column_id",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One answer and the ways to ask for it, and where it stood."""

    questions: tuple[str, ...]
    answer: str
    place: str
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that became no draft, and why."""

    place: str
    why: str


@dataclass(slots=True)
class Read:
    """Everything that a file held."""

    pairs: list[Pair] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def fault(place: str, key: str, **values: object) -> UndringError:
    """Return the one fault of a file: where, and what to do."""
    return UndringError(f"{place}: {say(key, **values)}")


def plain(text: object) -> str:
    """Return text without HTML and signs that cannot be printed; line breaks stay."""
    if text is None:
        return ""
    said = str(text).replace("\r\n", "\n").replace("\r", "\n")
    said = html.unescape(_TAG.sub("", _BREAK.sub("\n", said)))
    said = _TAG.sub("", said)
    return "".join(sign for sign in said if sign == "\n" or sign.isprintable()).strip()


def from_rows(rows: Iterable[tuple[int, list[object]]], file: str) -> Read:
    """Return the pairs of a table whose first row names its columns; rows with the same id or answer are one pair."""
    columns: dict[str, int] | None = None
    read, groups = Read(), dict[str, Pair]()
    count = 0
    for number, cells in rows:
        if not any(plain(cell) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise fault(f"{file}:{number}", "import_many", most=MOST_ROWS)
        if columns is None:
            columns = _columns(cells)
            if "question" not in columns or "answer" not in columns:
                raise fault(f"{file}:{number}", "import_no_columns")
            continue
        _take(columns, cells, f"{file}:{number}", groups, read)
    if columns is None:
        raise fault(f"{file}:1", "import_empty")
    read.pairs += groups.values()
    return read


def _take(columns: dict[str, int], cells: list[object], place: str, groups: dict[str, Pair], read: Read) -> None:
    held = {name: plain(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
    question, answer = held["question"], held["answer"]
    questions = tuple(one.strip() for one in (question + "\n" + held.get("more_questions", "")).split("\n") if one.strip())
    if not question or not answer:
        read.skipped.append(Skipped(place, say("import_no_answer" if question else "import_no_question")))
        return
    tags = dict(part.partition(":")[::2] for part in held.get("metadata", "").split("|"))
    key = held.get("number", "") or answer
    if key in groups and groups[key].answer == answer:
        one = groups[key]
        groups[key] = Pair((*one.questions, *questions), answer, one.place, one.kind, one.id)
    else:
        kind, entry_id = tags.get("kind", held.get("kind", "")), tags.get("entry", held.get("id", ""))
        groups[f"{key}\0{place}" if key in groups else key] = Pair(questions, answer, place, kind.lower(), entry_id)


def _columns(cells: list[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, key in _COLUMNS.items():
        wanted = say(key).split("|")
        at = next((n for n, cell in enumerate(cells) if plain(cell).casefold() in wanted), None)
        if at is not None and at not in found.values():
            found[name] = at
    return found
