"""The whole guide as one book to print, and any page of ours as PDF, by the Chromium of this machine."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from bot.errors import UndringError
from bot.guide.entry import KINDS
from bot.guide.guide import Guide
from bot.web.guide_view import EntryView, rendered
from bot.wording import say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
_PATIENCE = 300


def book_html(guide: Guide, pages: Mapping[str, int] | None = None) -> str:
    """Return the guide as one page: a title, a table of contents, and every entry, kind by kind.

    `pages` says which page each lies on; without it, the contents keep room for the numbers.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(), trim_blocks=True
    )
    voice, today = guide.phrases.voice("nb"), date.today()
    order = lambda entry: entry.title.casefold()  # noqa: E731
    chapters = [
        (kind, [EntryView(guide, entry, voice) for entry in sorted(guide, key=order) if entry.kind == kind]) for kind in KINDS
    ]
    return environment.get_template("guide/book.html").render(
        say=voice,
        contents=say("print_contents"),
        dated=say("print_dated", date=today.strftime("%d.%m.%Y")),
        chapters=chapters,
        today=today,
        css=_css,
        numbers=rendered(voice("danger_numbers").replace(" · ", "  \n")),
        pages=pages or {},
    )


def _css(text: str) -> Markup:
    """Return `text` as a string within a style sheet, which it cannot end."""
    safe = "".join(sign if sign.isalnum() or sign in " .,·–-" else f"\\{ord(sign):06x}" for sign in text)
    return Markup(f'"{safe}"')  # noqa: S704


def as_pdf(guide: Guide) -> bytes:
    """Return the book as PDF, printed twice: first to see where everything lies. Raises UndringError without a Chromium."""
    return printed(book_html(guide, pages_of(printed(book_html(guide)))))


def pages_of(pdf: bytes) -> dict[str, int]:
    """Return the page, from 1, that each place with a link to it lies on."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    places = ((name, reader.get_destination_page_number(place)) for name, place in reader.named_destinations.items())
    return {name.removeprefix("/"): page + 1 for name, page in places if page is not None}


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
            "--generate-pdf-document-outline",
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
