"""The monthly report as it is read: nothing sideways on a phone, no axe finding, nothing cut off, and whole on paper."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.editors.report.figures import report_of
from bot.editors.report.page import page_of
from bot.guide.guide import Guide
from bot.stores.reporting import report_from
from bot.stores.tables import feedback, ticket, usage
from tests.browser.conftest import SHOTS
from tests.browser.test_look import findings, overflowing
from tests.editors.report.test_report import NOW, OCTOBER, fill, outcomes, thumbs, tickets, used, walks

pytestmark = pytest.mark.browser
LONG = "barnevernsmedarbeiderbekymringsmeldingsoppfoelgingsansvarsfordelingen-" * 2


def written(guide: Guide, folder: Path) -> Path:
    """A report with every section in it, hidden numbers, high ones, and an entry with a name too long for any line."""
    database = f"sqlite:///{folder / 'store.sqlite3'}"
    days = [f"2026-{month:02}-03" for month in range(1, 10)]
    rows = [row for day in days for row in [*outcomes(1_234_567, 3_000, 900, day), *used("notice", day, danger=3)]]
    rows += [
        *outcomes(700, 200, 100),
        *used("entry", meldeplikt=300, **{LONG: 90, "barnevernvakten": 12, "undring": 3}),
        *used("notice", danger=12),
    ]
    votes = [*thumbs("like", ["found"] * 30 + [None] * 3), *thumbs("dislike", ["wrong"] * 22)]
    fill(
        database,
        [(usage, rows), (feedback, votes), (ticket, tickets(*["open"] * 9, *["helped"] * 12, "withdrawn")), *walks(guide, 8, 7)],
    )
    report = report_of(
        asyncio.run(report_from(database, OCTOBER, guide.courses)), guide, {}, OCTOBER, NOW.date(), (), is_over=True
    )
    file = folder / "report.html"
    file.write_text(page_of(report), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def page_file(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written in a thread of its own: Playwright holds this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(written, guide, tmp_path_factory.mktemp("report")).result()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_report_is_whole_on_any_screen(browser: Browser, page_file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(page_file.as_uri())
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"report-{width}.png", full_page=True)
    assert page.locator("img").count() == 8
    assert page.evaluate("[...document.images].every((one) => one.naturalWidth > 200 && one.alt)")
    assert not overflowing(page)
    assert not findings(page)
    page.close()


def test_on_paper_no_section_is_torn_from_its_heading(browser: Browser, page_file: Path) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('section')].every((one) => getComputedStyle(one).breakInside === 'avoid')"
    )
    highest = page.evaluate("Math.max(...[...document.querySelectorAll('section')].map((one) => one.offsetHeight))")
    assert highest < 960, "higher than the text of a page, 263 mm"
    page.close()
