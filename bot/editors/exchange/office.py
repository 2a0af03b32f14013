"""The tables of Excel and Word files, row by row; formulas are text, and a merged cell counts for all it covers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from bot.editors.exchange.pairs import MOST_ROWS

Rows = Iterator[tuple[int, list[object]]]
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')


def xlsx_rows(raw: bytes) -> Rows:
    """Yield the rows of every sheet with text; the first row of each later sheet is its heading and is passed over."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    heading: list[object] | None = None
    try:
        for sheet in book.worksheets:
            spans = _spans(raw, str(getattr(sheet, "_worksheet_path", "")))
            held: dict[int, tuple[int, object]] = {}
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells: list[object] = list(row)
                if not any(cell is not None for cell in cells) and not held:
                    continue
                _fill(cells, number, spans, held)
                if heading is None:
                    heading = cells
                elif cells == heading:
                    continue
                yield number, cells
    finally:
        book.close()


def _fill(cells: list[object], number: int, spans: dict[tuple[int, int], int], held: dict[int, tuple[int, object]]) -> None:
    """Put what a merged cell says in the cells below it."""
    for at in [column for column, (last, _) in held.items() if last < number]:
        del held[at]
    for at, (_, value) in held.items():
        if at < len(cells) and cells[at] is None:
            cells[at] = value
    for at, value in enumerate(cells):
        if value is not None and (last := spans.get((number, at))):
            held[at] = (last, value)


def _spans(raw: bytes, sheet: str) -> dict[tuple[int, int], int]:
    """Return for the first cell of each downward merge (row, column from 0) its last row."""
    from openpyxl.utils.cell import coordinate_to_tuple

    with zipfile.ZipFile(io.BytesIO(raw)) as held:
        text = held.read(sheet.lstrip("/")) if sheet else b""
    found = {}
    for first, last in _MERGED.findall(text)[:MOST_ROWS]:
        (top, left), (bottom, _) = coordinate_to_tuple(first.decode()), coordinate_to_tuple(last.decode())
        if bottom > top:
            found[top, left - 1] = bottom
    return found


def docx_rows(raw: bytes) -> Rows:
    """Yield the rows of every table, numbered through the document; headings that come again are passed over."""
    from docx import Document

    number, heading = 0, None
    for table in Document(io.BytesIO(raw)).tables:
        for row in table.rows:
            number += 1
            cells: list[object] = [cell.text for cell in row.cells]
            if heading is None:
                heading = cells
            elif cells == heading:
                continue
            yield number, cells
