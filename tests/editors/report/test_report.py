"""The monthly report: true on both databases, whole when nothing is kept and when much is, and silent about anybody."""

from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Table as SqlTable
from sqlalchemy import insert
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.report import months
from bot.editors.report.figures import report_of
from bot.editors.report.months import Month, chosen_month
from bot.editors.report.page import page_of
from bot.editors.report.report import Report
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.stores.database import migrate, open_engine
from bot.stores.reporting import report_from
from bot.stores.tables import feedback, person, progress, ticket, usage
from tests.stores.conftest import address, postgres_server

__all__ = ["address", "postgres_server"]
OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
Rows = Sequence[tuple[SqlTable, Sequence[dict[str, Any]]]]


def at(day: int, month: int = 10) -> float:
    return datetime(2026, month, day, tzinfo=UTC).timestamp()


def used(what: str, day: str = "2026-10-05", **counts: int) -> list[dict[str, Any]]:
    return [{"day": day, "what": what, "name": name, "count": count} for name, count in counts.items()]


def outcomes(answer: int, choices: int, nothing: int, day: str = "2026-10-05") -> list[dict[str, Any]]:
    return used("outcome", day, answer=answer, choices=choices, nothing=nothing)


def thumbs(verdict: str, reasons: Sequence[str | None], entry: str = "meldeplikt", month: int = 10) -> list[dict[str, Any]]:
    return [
        {"id": uuid4().hex, "entry": entry, "verdict": verdict, "at": at(2, month), "reason": why, "words": "NN slo"}
        for why in reasons
    ]


def tickets(*statuses: str) -> list[dict[str, Any]]:
    sealed = {"asker": b"", "channel": b"", "taken_by": "", "answer": ""}
    return [
        {
            "id": f"t{n}",
            "kind": "q",
            "person": "p",
            "question": "NN slo",
            "status": one,
            **sealed,
            "created": at(3),
            "updated": at(4, 11),
        }
        for n, one in enumerate(statuses)
    ]


def walks(guide: Guide, finished: int, underway: int, sector: str | None = "skole", day: float | None = None) -> Rows:
    """People in the course, who have answered each lesson right, or the first one wrong."""
    course = guide.courses["ny-i-jobben"]
    lessons = list(course.lessons_for("skole"))
    people, rows = [], []
    for n in range(finished + underway):
        done = lessons if n < finished else lessons[:1]
        people.append({"person": f"{sector}{n}", "sector": sector, "language": "nb", "consents": "{}", "seen": at(9)})
        state, when = "right" if n < finished else "wrong", day or at(9)
        held = {"person": f"{sector}{n}", "course": "ny-i-jobben", "answers": "{}", "updated": when}
        rows += [{**held, "lesson": lesson, "state": state} for lesson in done]
    return ((person, people), (progress, rows))


def fill(database: str, rows: Rows) -> None:
    async def write() -> None:
        engine = open_engine(database)
        try:
            await migrate(engine)
            async with engine.begin() as connection:
                for table, some in rows:
                    for first in range(0, len(some), 2000):
                        await connection.execute(insert(table), some[first : first + 2000])
        finally:
            await engine.dispose()

    asyncio.run(write())


def reported(database: str, guide: Guide, month: Month = OCTOBER, cut: Iterable[str] = ()) -> Report:
    kept = asyncio.run(report_from(database, month, guide.courses))
    return report_of(kept, guide, {}, month, NOW.date(), cut, is_over=True)


def shown(rows: Iterable[Any]) -> dict[str, int | None]:
    return {row.key or row.label: row.count for row in rows}


def test_an_empty_store_gives_a_whole_report(address: str, guide: Guide) -> None:
    held = reported(address, guide)
    assert (held.outcomes.total, held.thumbs.total, held.tickets.total, held.courses.total, held.danger) == (0, 0, 0, 0, 0)
    assert held.reviews.total == len(guide)
    page = page_of(held)
    assert "Ingen brukte Undring i oktober 2026." in page and page.count("<img") == 1  # The review state alone has a plot.


def test_the_figures_are_those_of_the_month(address: str, guide: Guide) -> None:
    rows = [
        *outcomes(70, 20, 10),
        *outcomes(700, 0, 0, "2026-11-01"),
        *outcomes(50, 0, 0, "2026-09-30"),
        *used("entry", meldeplikt=40, barnevernvakten=20, nokon=6),
        *used("entry", "2026-11-01", meldeplikt=600),
        *used("notice", danger=7, personal_data=12),
        *used("notice", "2026-09-30", danger=9),
    ]
    votes = [
        *thumbs("like", ["found"] * 9),
        *thumbs("dislike", ["wrong"] * 6 + [None] * 5),
        *thumbs("like", [None] * 40, month=9),
    ]
    asked = tickets(*["helped"] * 6, *["open"] * 5, *["taken"] * 4)
    fill(address, [(usage, rows), (feedback, votes), (ticket, asked), *walks(guide, 8, 7)])
    held = reported(address, guide)
    assert shown(held.turns) == {"2026-09": 50, "2026-10": 100} and held.change == 100
    assert shown(held.outcomes.rows) == {"answer": 70, "choices": 20, "nothing": 10}
    assert [row.share for row in held.outcomes.rows] == [70, 20, 10]
    assert [row.count for row in held.asked.rows[:2]] == [40, 20] and held.asked.rows[0].label == guide.entries[
        "meldeplikt"
    ].title
    assert shown(held.dangers) == {"2026-09": 9, "2026-10": 7} and held.personal == 12
    assert shown(held.thumbs.rows) == {"like": 9, "dislike": 11}
    assert held.disliked.of("wrong").count == 6 and shown(held.entries_disliked) == {"meldeplikt": 11}
    assert shown(held.tickets.rows) == {"waiting": 9, "answered": 0, "helped": 6, "unhelped": 0, "withdrawn": 0}
    assert shown(held.courses.rows) == {"finished": 8, "underway": 7}
    right = 8 * len(guide.courses["ny-i-jobben"].lessons_for("skole"))
    assert shown(held.lessons.rows) == {"right": right, "wrong": 7}


def test_answers_without_an_entry_and_the_rest_are_told_together(address: str, guide: Guide) -> None:
    ids = {entry.id: 20 - at for at, entry in enumerate(list(guide)[:20])}
    fill(address, [(usage, [*outcomes(sum(ids.values()) + 33, 0, 0), *used("entry", **ids)])])
    table = reported(address, guide).asked
    assert [row.count for row in table.rows] == [*range(20, 10, -1), sum(range(1, 11)), 33]
    assert table.total == sum(ids.values()) + 33


def test_a_number_hidden_in_one_table_is_not_told_by_another(address: str, guide: Guide) -> None:
    """Three had no answer, so the number of answers is hidden too: the entries must not add up to it."""
    fill(
        address,
        [(usage, [*outcomes(30, 0, 3), *used("entry", meldeplikt=18, barnevernvakten=12), *outcomes(6, 3, 0, "2026-09-30")])],
    )
    held = reported(address, guide)
    assert held.outcomes.total == 33 and shown(held.outcomes.rows) == {"answer": None, "choices": 0, "nothing": None}
    assert held.asked.total is None and all(row.count is None for row in held.asked.rows)
    assert shown(held.turns) == {"2026-09": None, "2026-10": 33}, "the sum that September's own report hides"
    text = re.sub(r"<style.*?</style>|data:[^\"]*", "", page_of(held), flags=re.DOTALL)
    assert not re.search(r"\b(30|18|12)\b", text)


def test_few_thumbs_tell_neither_entry_nor_reason(address: str, guide: Guide) -> None:
    fill(address, [(feedback, [*thumbs("like", ["found"] * 20), *thumbs("dislike", ["wrong", "wrong"])])])
    held = reported(address, guide)
    assert shown(held.thumbs.rows) == {"like": None, "dislike": None}
    assert held.entries_disliked == () and held.disliked.of("wrong").count is None
    assert held.liked.total is None and held.liked.of("found").count is None


def test_nothing_anybody_wrote_is_in_the_page(address: str, guide: Guide) -> None:
    fill(address, [(feedback, thumbs("dislike", ["wrong"] * 9)), (ticket, tickets(*["open"] * 9))])
    assert "NN slo" not in page_of(reported(address, guide))


def test_thumbs_too_old_to_open_a_review_are_not_read(address: str, guide: Guide) -> None:
    fill(address, [(feedback, [*thumbs("dislike", [None] * 6, month=3), *thumbs("dislike", [None] * 5, month=9)])])
    read = [len(asyncio.run(report_from(address, OCTOBER, guide.courses, since)).votes) for since in (0.0, at(1, 9), at(1))]
    assert read == [11, 5, 0]


def test_who_finishes_is_known_by_the_lessons_of_the_workplace(address: str, guide: Guide) -> None:
    late = walks(guide, 6, 0, "barnehage", at(3, 11))
    fill(address, [*walks(guide, 6, 0), *walks(guide, 6, 0, None), *late])
    held = reported(address, guide)
    assert shown(held.courses.rows) == {"finished": 12, "underway": 0}, "whose workplace is forgotten counts; November's do not"


def test_a_big_store_is_read_in_one_go(address: str, guide: Guide) -> None:
    entries = [entry.id for entry in guide]
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in range(1, 29)]
    rows = [{"day": day, "what": "entry", "name": name, "count": 3} for day in days for name in entries]
    rows += [row for day in days for row in outcomes(3 * len(entries), 50, 20, day)]
    votes = [one for entry in entries for one in thumbs("like", [None] * 100, entry)]
    fill(address, [(usage, rows), (feedback, votes), *walks(guide, 400, 300)])
    held = reported(address, guide)
    assert held.outcomes.of("answer").count == 28 * 3 * len(entries) and len(held.turns) == 10
    assert held.thumbs.of("like").count == 100 * len(entries) and held.courses.of("finished").count == 400
    assert len(page_of(held)) < 2_000_000


def test_months_of_years_past_and_what_is_deleted(address: str, guide: Guide) -> None:
    held = reported(address, guide, Month(2001, 1), ["feedback"])
    page = page_of(held)
    assert held.turns[0].label == "januar 2001" and page.count("slettet etter fristen") == 1


@pytest.mark.parametrize(
    ("written", "key"),
    [(None, "2026-10"), ("2026-10", "2026-10"), (" 2026-11 ", "2026-11"), ("2024-02", "2024-02")],
)
def test_which_month(written: str | None, key: str) -> None:
    assert chosen_month(written, NOW.timestamp()).key == key


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "26-10",
        "oktober",
        "2026-1",
        "2026-10-01",
        "0000-01",
        "9999-12",
        "2026-12",
        "２０２６-10",
        "-" * 900,
    ],
)
def test_what_is_no_month_is_told(written: str) -> None:
    with pytest.raises(UndringError) as told:
        chosen_month(written, NOW.timestamp())
    assert len(str(told.value)) < 200


def test_months_follow_each_other() -> None:
    assert Month(2026, 1).before(1) == Month(2025, 12) and Month(2026, 12).before(-1) == Month(2027, 1)
    assert [one.key for one in Month(2026, 2).back(3)] == ["2025-12", "2026-01", "2026-02"]
    assert months.month_of(Month(2026, 3).end - 1) == Month(2026, 3) and months.month_of(Month(2026, 3).end) == Month(2026, 4)


class Outline(HTMLParser):
    """What a screen reader is told: images, tables and their headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.seen: list[str] = []
        self.scopes: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))


def test_the_page_can_be_heard_and_stands_alone(address: str, guide: Guide) -> None:
    some = [*outcomes(70, 20, 10), *used("entry", meldeplikt=60), *used("notice", danger=7)]
    fill(address, [(usage, some), (feedback, thumbs("like", [None] * 30)), (ticket, tickets(*["open"] * 9)), *walks(guide, 8, 7)])
    page = page_of(reported(address, guide))
    outline = Outline(page)
    assert len(outline.images) == 8 and all(image["alt"] and "tabellen" in image["alt"] for image in outline.images)
    assert outline.seen.count("caption") == outline.seen.count("table") >= 8 and set(outline.scopes) == {"col", "row"}
    assert 'lang="nb"' in page and "@media print" in page and not re.search(r'(src|href)="(?!data:)', page)
    for image in outline.images:
        drawn = base64.b64decode((image["src"] or "").partition(",")[2]).decode()
        assert drawn.lstrip().startswith("<?xml") and "<path" in drawn


def test_titles_are_text_and_nothing_else(address: str, guide: Guide) -> None:
    fill(address, [(usage, [*outcomes(30, 0, 0), {"day": "2026-10-05", "what": "entry", "name": "<b>$x_1$ & co", "count": 30}])])
    page = page_of(reported(address, guide))
    assert "&lt;b&gt;$x_1$ &amp; co" in page and "<b>" not in page


def said(page: str) -> list[str]:
    """The sentences of the summary, as text."""
    short = page.partition('<section class="short"')[2].partition("</section>")[0]
    return [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in re.findall(r"<li>(.*?)</li>", short, re.DOTALL)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([*outcomes(70, 20, 10)], "Undring svarte 100 ganger."),
        ([*outcomes(70, 20, 10)], "Den hadde svaret i 70 prosent av tilfellene. I 10 prosent hadde den ikke noe svar."),
        (
            [*outcomes(150, 0, 0), *outcomes(100, 0, 0, "2026-09-02")],
            "Undring svarte 150 ganger. Det er 50 prosent flere enn måneden før.",
        ),
        (
            [*outcomes(75, 0, 0), *outcomes(100, 0, 0, "2026-09-02")],
            "Undring svarte 75 ganger. Det er 25 prosent færre enn måneden før.",
        ),
        (
            [*outcomes(100, 0, 0), *outcomes(100, 0, 0, "2026-09-02")],
            "Undring svarte 100 ganger. Det er omtrent like mange som måneden før.",
        ),
        ([*outcomes(100, 0, 0), *outcomes(3, 0, 0, "2026-09-02")], "Undring svarte 100 ganger."),
        ([*outcomes(6, 3, 0)], "Undring svarte noen få ganger."),
        ([*outcomes(30, 0, 0), *used("notice", danger=2)], "Varselet om fare ble vist færre enn 5 ganger."),
        ([*outcomes(30, 0, 0), *used("notice", danger=12)], "Varselet om fare ble vist 12 ganger."),
        ([*outcomes(30, 0, 0)], "Varselet om fare ble ikke vist."),
        (
            [*outcomes(70, 0, 0), *used("entry", meldeplikt=60, undring=10)],
            "Flest svar handlet om {meldeplikt}, og nest flest om {undring}.",
        ),
        ([*outcomes(70, 0, 0), *used("entry", meldeplikt=70)], "Flest svar handlet om {meldeplikt}."),
        ([], "0 prosent av oppslagene er gjennomgått i tide."),
    ],
)
def test_the_summary_says_what_the_tables_say(rows: list[dict[str, Any]], sentence: str, guide: Guide, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    fill(database, [(usage, rows)] if rows else [])
    titles = {entry_id: guide.entries[entry_id].title for entry_id in ("meldeplikt", "undring")}
    assert sentence.format(**titles) in said(page_of(reported(database, guide)))


def test_plots_are_read_only_when_they_are_drawn() -> None:
    code = "import sys, bot.cli.main, bot.service; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["report", *words])


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    return tmp_path


def test_the_command_writes_the_page_and_says_when_there_can_be_no_pdf(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(stored))
    done = run("--month", "2026-01", "--out", str(stored / "ny" / "mappe"))
    assert done.exit_code == 0, done.output
    assert [file.name for file in (stored / "ny" / "mappe").iterdir()] == ["rapport-2026-01.html"]
    assert "Undring i januar 2026" in (stored / "ny" / "mappe" / "rapport-2026-01.html").read_text(encoding="utf-8")
    assert "installer chromium" in done.output


@pytest.mark.browser
def test_the_command_writes_pdf_by_chromium(stored: Path) -> None:
    done = run("--month", "2026-01", "--out", str(stored))
    assert done.exit_code == 0, done.output
    assert (stored / "rapport-2026-01.pdf").read_bytes().startswith(b"%PDF") and not list(stored.glob("*.new"))


@pytest.mark.parametrize("place", ["file", "file/below", "rapport-taken"])
def test_a_folder_that_cannot_be_written_is_told(stored: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(stored))
    (stored / "file").write_text("x")
    (stored / "rapport-taken" / "rapport-2026-01.html").mkdir(parents=True)
    done = run("--month", "2026-01", "--out", str(stored / place))
    assert done.exit_code == 1 and isinstance(done.exception, UndringError) and "kan ikke skrives" in str(done.exception)
    assert (stored / "file").read_text() == "x"


def test_a_bad_month_reads_and_writes_nothing(stored: Path) -> None:
    done = run("--month", "2026-13", "--out", str(stored / "out"))
    assert isinstance(done.exception, UndringError) and "2026-13" in str(done.exception)
    assert list(stored.iterdir()) == []


def test_state_in_memory_cannot_be_reported(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "memory")
    done = run("--month", "2026-01", "--out", str(stored))
    assert isinstance(done.exception, UndringError) and "minnet" in str(done.exception)
