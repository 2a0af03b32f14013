"""Export to Excel and CSV: one sheet per kind, and nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

from bot.guide.entry import KINDS, Entry, Link
from bot.guide.guide import Guide
from bot.wording import say

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (28, 12, 36, 40, 60, 80, 80, 40, 24, 14, 14, 40)
LONGEST_CELL = 32_000
"""Signs in a cell; Excel holds 32 767."""


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; signs it cannot hold are left out."""
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())[:LONGEST_CELL]
    return "'" + kept if kept.lstrip().startswith(_RUNS) or text.startswith(_RUNS) else kept


def rows_of(guide: Guide) -> list[list[str]]:
    """Return a row of plain text per entry, kind by kind."""
    return [[neutral(cell) for cell in _row(entry, guide)] for kind in KINDS for entry in guide if entry.kind == kind]


def _row(entry: Entry, guide: Guide) -> list[str]:
    links = [one.url if isinstance(one, Link) else one for one in entry.links]
    law = [guide.provisions[one] for one in entry.provisions if one in guide.provisions]
    return [
        entry.id,
        entry.kind,
        entry.title,
        "\n".join(entry.aliases),
        "\n".join(entry.examples),
        entry.answer,
        entry.more or "",
        "\n".join(f"{one.law} {one.section}" for one in law),
        "\n".join(f"{one.label}: {one.number}" for one in entry.phones),
        str(entry.checked),
        str(entry.reviewed or ""),
        "\n".join(links),
    ]


def as_csv(guide: Guide) -> bytes:
    """Return all entries as CSV with semicolons and a byte order mark, as Norwegian Excel opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(say("export_columns").split("|"))
    writer.writerows(rows_of(guide))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(guide: Guide) -> bytes:
    """Return a workbook with one sheet per kind: frozen heading, filter, widths, and links that can be followed."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    names, rows = say("export_columns").split("|"), rows_of(guide)
    for kind in KINDS:
        sheet = book.create_sheet(guide.phrases.say("nb", f"kinds_{kind}")[:31])
        sheet.append(names)
        for row in rows:
            if row[1] == kind:
                sheet.append(row)
        sheet.freeze_panes = "D2"
        sheet.auto_filter.ref = sheet.dimensions
        for at, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
            sheet.cell(1, at).font = Font(bold=True)
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.data_type = "s"
            first = str(cells[-1].value or "").split("\n")[0]
            if first.startswith("https://"):
                cells[-1].hyperlink = first
                cells[-1].font = Font(color="0563C1", underline="single")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
