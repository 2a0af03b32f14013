"""The report as one page with everything in it: it can be sent, printed and kept as it is."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.editors.report.hiding import LEAST
from bot.editors.report.pictures import bars, months, number
from bot.editors.report.report import Report


def page_of(report: Report) -> str:
    """Return the report as HTML."""
    folder = Path(__file__).resolve().parents[1] / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["number"] = number
    return environment.get_template("monthly.html").render(report=report, least=LEAST, plots=_plots(report))


def _plots(report: Report) -> dict[str, str]:
    """Return the plots that have anything to show, as addresses of images in the page itself."""
    tables = {
        "outcomes": report.outcomes,
        "thumbs": report.thumbs,
        "courses": report.courses,
        "tickets": report.tickets,
        "reviews": report.reviews,
    }
    drawn = {name: bars(table.rows) for name, table in tables.items() if any(row.count for row in table.rows)}
    if entries := [row for row in report.asked.rows if row.key and row.count]:
        drawn["asked"] = bars(entries)
    for name, rows in (("turns", report.turns), ("dangers", report.dangers)):
        if any(row.count for row in rows):
            drawn[name] = months(rows)
    return {name: f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" for name, svg in drawn.items()}
