"""`report`: a month in figures and plots, as a page and as PDF."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.editors.report.figures import report_of
from bot.editors.report.kept import Kept
from bot.editors.report.months import Month, chosen_month
from bot.editors.report.page import page_of
from bot.editors.report.report import Report
from bot.editors.reviews.opened import read_opened
from bot.editors.reviews.votes import disliked, with_feedback
from bot.editors.writing.files import write_out
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.settings import Settings, read_settings
from bot.stores.reporting import report_from
from bot.stores.retention import DAY
from bot.web.printing import printed
from bot.wiring import guide_from_settings, review_rule
from bot.wording import say


def report(
    out: Annotated[Path, typer.Option("--out", metavar="MAPPE", help=say("cli_report_out"))],
    month: Annotated[str | None, typer.Option("--month", metavar="MND", help=say("cli_report_month"))] = None,
) -> None:
    """Write the report of a month, whole or not at all; the PDF where Chromium is."""
    now = time.time()
    chosen, settings = chosen_month(month, now), read_settings()
    guide = guide_from_settings(settings)
    since = now - review_rule(settings).days * DAY
    kept = asyncio.run(report_from(settings.database, chosen, guide.courses, since))
    page = page_of(_figures(kept, guide, settings, chosen, now))
    _write(out / f"rapport-{chosen.key}.html", page.encode())
    try:
        _write(out / f"rapport-{chosen.key}.pdf", printed(page))
    except UndringError as error:
        print(say("report_no_pdf", why=error), file=sys.stderr)


def _figures(kept: Kept, guide: Guide, settings: Settings, month: Month, now: float) -> Report:
    rule, today = review_rule(settings), datetime.fromtimestamp(now, UTC).date()
    opened = with_feedback(read_opened(settings.KNOWLEDGE), disliked(guide, kept.votes, rule, now), str(today))
    days = {
        "usage": settings.KEEP_USAGE_DAYS,
        "feedback": settings.KEEP_FEEDBACK_DAYS,
        "progress": settings.KEEP_PROGRESS_DAYS,
        "ticket": settings.KEEP_TICKET_DAYS,
    }
    cut = [kind for kind, held in days.items() if month.start < now - held * DAY]
    return report_of(kept, guide, opened, month, today, cut, month.end <= now)


def _write(file: Path, data: bytes) -> None:
    write_out(file, data)
    print(say("report_written", file=file))
