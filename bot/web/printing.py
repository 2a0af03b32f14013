"""The whole guide as one book to print, and any page of ours as PDF, by the Chromium of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.errors import UndringError
from bot.guide.entry import KINDS
from bot.guide.guide import Guide
from bot.web.guide_view import EntryView
from bot.wording import say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
_PATIENCE = 300


def book_html(guide: Guide) -> str:
    """Return the guide as one page: a title, a table of contents, and every entry, kind by kind."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(), trim_blocks=True
    )
    voice = guide.phrases.voice("nb")
    order = lambda entry: entry.title.casefold()  # noqa: E731
    chapters = [
        (kind, [EntryView(guide, entry, voice) for entry in sorted(guide, key=order) if entry.kind == kind]) for kind in KINDS
    ]
    return environment.get_template("guide/book.html").render(
        say=voice, chapters=chapters, today=date.today(), contents=say("print_contents")
    )


def as_pdf(guide: Guide) -> bytes:
    """Return the book as PDF; raises UndringError where there is no Chromium."""
    return printed(book_html(guide))


def chromium() -> str | None:
    """Return where Chromium, or a browser of its family, lies."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def printed(html: str) -> bytes:
    """Return a page of ours as PDF; raises UndringError where it cannot be made."""
    browser = chromium()
    if browser is None:
        raise UndringError(say("print_no_browser"))
    with TemporaryDirectory(prefix="undring-print-") as folder:
        page, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        words = [
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/p",
        ]
        try:
            subprocess.run(  # noqa: S603
                [browser, *as_root, *words, f"--print-to-pdf={out}", page.as_uri()],
                capture_output=True,
                check=True,
                timeout=_PATIENCE,
            )
            data = out.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise UndringError(say("print_failed", why=type(error).__name__)) from error
    if not data.startswith(b"%PDF"):
        raise UndringError(say("print_failed", why="PDF"))
    return data
