"""Read questions and answers from what people come from: Excel, Word, CSV, QnA Maker, Custom Question Answering, FAQ Plus."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.editors.exchange.office import docx_rows, xlsx_rows
from bot.editors.exchange.pairs import LARGEST_FILE, LARGEST_UNPACKED, MOST_ROWS, Pair, Read, Skipped, fault, from_rows, plain
from bot.errors import UndringError
from bot.wording import say

csv.field_size_limit(1024 * 1024)


def read_pairs(path: Path) -> Read:
    """Return what a file holds, by its contents; raises UndringError with the place at fault."""
    raw = _raw(path)
    if raw.startswith(b"PK"):
        return _office(path, raw)
    text = _decoded(path, raw)
    first = text.lstrip()[:1]
    if first == "<":
        raise fault(f"{path}:1", "import_html")
    if first in ("{", "["):
        return _from_json(path, text)
    if "\0" in text:
        raise fault(f"{path}:1", "import_unknown")
    return from_rows(_separated(path, text), str(path))


def _raw(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise fault(f"{path}", "file_unreadable", why=error.strerror) from error
    if len(raw) > LARGEST_FILE:
        raise fault(f"{path}", "file_too_large", kib=LARGEST_FILE // 1024)
    if not raw.strip():
        raise fault(f"{path}:1", "import_empty")
    return raw


def _decoded(path: Path, raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise fault(f"{path}:{line}", "file_not_utf8") from error


def _office(path: Path, raw: bytes) -> Read:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as held:
            names = held.namelist()
            if sum(one.file_size for one in held.infolist()) > LARGEST_UNPACKED or len(names) > 2000:
                raise fault(f"{path}", "import_bomb", mib=LARGEST_UNPACKED // 1024 // 1024)
        if "word/document.xml" in names:
            return from_rows(docx_rows(raw), str(path))
        if "xl/workbook.xml" in names:
            return from_rows(xlsx_rows(raw), str(path))
    except UndringError:
        raise
    except Exception as error:  # The libraries raise whatever a broken file makes them trip over.
        raise fault(f"{path}", "import_broken", why=type(error).__name__) from error
    raise fault(f"{path}:1", "import_unknown")


def _separated(path: Path, text: str) -> Iterator[tuple[int, list[object]]]:
    head = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=head.count)
    is_tsv = delimiter == "\t"
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE) if is_tsv else csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [_unescaped(cell) for cell in row] if is_tsv else list(row)
    except csv.Error as error:
        raise fault(f"{path}:{reader.line_num}", "import_broken", why=error) from error


def _unescaped(cell: str) -> str:
    whole = cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
    return "\\".join(part.replace("\\n", "\n") for part in whole.split("\\\\"))


def _from_json(path: Path, text: str) -> Read:
    try:
        held = json.loads(text)
    except json.JSONDecodeError as error:
        raise fault(f"{path}:{error.lineno}", "import_broken", why=error.msg) from error
    except RecursionError as error:
        raise fault(f"{path}:1", "import_broken", why="RecursionError") from error
    rows = _rows_of(held)
    if rows is None:
        raise fault(f"{path}:1", "import_no_pairs")
    if len(rows) > MOST_ROWS:
        raise fault(f"{path}:1", "import_many", most=MOST_ROWS)
    read = Read()
    for number, row in enumerate(rows, 1):
        pair = _pair(_lower(row), f"{path}#{number}") if isinstance(row, dict) else None
        if pair is None:
            read.skipped.append(Skipped(f"{path}#{number}", say("import_no_answer")))
        else:
            read.pairs.append(pair)
    return read


def _lower(held: dict[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in held.items()}


def _rows_of(held: Any) -> list[Any] | None:
    """Return the pairs of an export, wherever this product and version keeps them."""
    if isinstance(held, list):
        return held
    flat = _lower(held)
    assets = flat.get("assets")
    if isinstance(assets, dict):
        flat |= _lower(assets)
    return next((flat[key] for key in ("qnas", "qnadocuments", "qnalist", "value") if isinstance(flat.get(key), list)), None)


def _pair(row: dict[str, Any], place: str) -> Pair | None:
    asked = row.get("questions", row.get("question"))
    questions = asked if isinstance(asked, list) else [asked]
    texts = tuple(said for one in questions if isinstance(one, str) and (said := plain(one)))
    answer = plain(_answer(row.get("answer")))
    if not texts or not answer:
        return None
    tags = row.get("metadata")
    if isinstance(tags, list):
        tags = {str(one.get("name")): one.get("value") for one in tags if isinstance(one, dict)}
    tags = tags if isinstance(tags, dict) else {}
    return Pair(texts, answer, place, str(tags.get("kind", "")).lower(), str(tags.get("entry", "")))


def _answer(answer: object) -> object:
    """Return the words of an answer; FAQ Plus keeps a rich one as JSON in the text."""
    if isinstance(answer, str) and answer.lstrip().startswith("{"):
        try:
            held = _lower(json.loads(answer))
        except (ValueError, RecursionError, AttributeError):
            return answer
        parts = [held.get(key) for key in ("subtitle", "description")]
        return "\n\n".join(one for one in parts if isinstance(one, str) and one) or answer
    return answer if isinstance(answer, str) else ""
