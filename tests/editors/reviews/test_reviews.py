"""Reviews are recorded without disturbing the file, queued by role, opened by themselves, and counted."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.reviews.opened import close_reviews, open_for_feedback, open_for_links, open_reviews, read_opened
from bot.editors.reviews.queue import review_queue, trust
from bot.editors.reviews.recording import record_review, require_role
from bot.editors.reviews.votes import DAY as SECONDS
from bot.editors.reviews.votes import Rule, Vote, badly_rated, counted, with_feedback
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.settings import read_settings
from bot.stores.database import migrate, open_engine
from bot.stores.reviewing import open_reviews as open_by_service
from bot.stores.store import Store
from bot.stores.tables import feedback
from bot.wiring import mask_from_settings
from tests.conftest import Write, entry_text
from tests.editors.laws.archives import law, packed, section

DAY = date(2026, 11, 1)
COMMENTED = '# Øverst\ntitle: "Prøve"   # merknad\naliases: ["a",  "b"]\nanswer: |\n  En.\n\n  To.\nsource: "Plan"\nchecked: "2026-01-01"\n# nederst\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_the_reviews_own_lines_change(tmp_path: Path, newline: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(COMMENTED.replace("\n", newline).encode())
    record_review(file, "fagleder", DAY, {"x": "ab12"})
    after = file.read_bytes().decode()
    fresh = ['reviewed: "2026-11-01"', 'reviewer: "fagleder"', "fingerprints:", '  x: "ab12"']
    assert [line for line in after.split(newline) if line not in fresh] == COMMENTED.split("\n")
    record_review(file, "overlege", date(2026, 11, 2), {"y": "0e12"})
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert (held["reviewed"], held["reviewer"], held["fingerprints"]) == ("2026-11-02", "overlege", {"y": "0e12"})


def test_a_file_that_cannot_be_read_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("<<<<<<< HEAD\ntitle: a\n=======\n")
    with pytest.raises(UndringError):
        record_review(file, "fagleder", DAY, {})
    assert file.read_text() == "<<<<<<< HEAD\ntitle: a\n=======\n" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("role", "ok"),
    [("fagleder barnevern", True), ("Kommuneoverlege", True), ("Barnevernleder Drammen", True), ("Kari Nordmann", False),
     ("leder Ola Hansen", False), ("kari@drammen.kommune.no", False), ("12345678", False), ("", False)],
)  # fmt: skip
def test_a_role_and_never_a_name(guide: Guide, role: str, ok: bool) -> None:
    masks = mask_from_settings(guide)
    if ok:
        assert require_role(role, lambda text: masks(text)[0]) == role
    else:
        with pytest.raises(UndringError):
            require_role(role, lambda text: masks(text)[0])


def small(write: Write, *names: str) -> Guide:
    loading = write(
        {
            f"knowledge/national/duties/{name}.yaml": entry_text(name, 'provisions: ["hpl-33"]').replace(
                "2026-11-24", "2026-07-01"
            )
            for name in names
        },
        ("knowledge/national",),
    )
    assert loading.guide is not None, loading.faults
    return loading.guide


def test_the_command_records_role_date_and_fingerprints(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(write, "alfa", "beta")
    monkeypatch.setenv("KNOWLEDGE", str(tmp_path / "knowledge" / "national"))
    file = packed(tmp_path / "l.tar.bz2", {"nl/1.xml": law("lov/1999-07-02-64", section("33", "Tekst"))})
    open_reviews([tmp_path / "knowledge" / "national"], [("alfa", "feedback")])
    run = ["reviewed", "alfa", "--role", "fagleder barnevern", "--date", "2026-11-01", "--from", str(file), "--json"]
    result = CliRunner().invoke(app, run)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)[0]["fingerprints"].keys() == {"hpl-33"}
    assert read_opened([tmp_path / "knowledge" / "national"]) == {}
    shown = json.loads(CliRunner().invoke(app, ["reviews", "--json"]).stdout)
    assert [row["id"] for row in shown["queue"]] == ["beta"] and shown["trust"]["share"] == 0.5
    assert "50 %" in CliRunner().invoke(app, ["reviews"]).stdout
    packed(file, {"nl/1.xml": law("lov/1999-07-02-64", section("33", "Ny tekst"))})
    rows = json.loads(CliRunner().invoke(app, ["laws", "--from", str(file), "--json", "--open"]).stdout)
    assert [(row["finding"], row["entries"]) for row in rows if row["provision"] == "hpl-33"] == [("changed", ["alfa"])]
    assert "law hpl-33 changed" in read_opened([tmp_path / "knowledge" / "national"])["alfa"]


def test_opened_reviews_lower_the_trust_and_come_first(write: Write, tmp_path: Path) -> None:
    guide = small(write, "alfa", "beta", "gamma")
    for name, day in (("alfa", "2026-10-01"), ("beta", "2026-10-01"), ("gamma", "2020-10-01")):
        record_review(tmp_path / f"knowledge/national/duties/{name}.yaml", "fagleder", date.fromisoformat(day), {})
    guide = small_again(tmp_path)
    opened = {"beta": {"feedback": "2026-11-01"}}
    assert [(one.id, one.state) for one in review_queue(guide, opened, DAY)] == [("beta", "opened"), ("gamma", "overdue")]
    assert trust(guide, opened, DAY).share == pytest.approx(1 / 3)
    assert trust(guide, opened, DAY, {"alfa": 7}).weighted == pytest.approx(0.8)


def small_again(tmp_path: Path) -> Guide:
    from bot.guide.loader import load_guide

    return load_guide([tmp_path / "knowledge" / "national"])


def test_what_opens_a_review(tmp_path: Path) -> None:
    layers = [tmp_path / "national"]
    rule = Rule(down=3)
    bad = badly_rated({"a": (1, 3), "b": (9, 4), "c": (0, 2), "d": (3, 3)}, rule)
    assert bad == ["a"] and open_for_feedback(layers, bad) == 1
    assert open_for_links(layers, [("b", "https://x.no/")]) == 1
    assert open_for_links(layers, [("b", "https://x.no/")]) == 0
    assert read_opened(layers).keys() == {"a", "b"}
    close_reviews(layers, ["a"])
    assert read_opened(layers).keys() == {"b"}
    (tmp_path / "reviews.yaml").write_text("- a\n")
    with pytest.raises(UndringError):
        read_opened(layers)


def test_only_thumbs_of_the_last_days_and_after_the_last_approval_count(write: Write, tmp_path: Path) -> None:
    small(write, "alfa", "beta")
    record_review(tmp_path / "knowledge/national/duties/alfa.yaml", "fagleder", date(2026, 10, 20), {})
    guide = small_again(tmp_path)
    now = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
    ago = {"alfa": (1, 5, 12, 15), "beta": (1, 29, 31), "gone": (1,)}
    votes = [Vote(entry, days == 5, now - days * SECONDS) for entry, given in ago.items() for days in given]
    assert counted(votes, guide, now, 30) == {"alfa": (1, 1), "beta": (0, 2)}
    assert with_feedback({"x": {"law a": "2026-01-01"}}, ["x", "beta"], "2026-11-01") == {
        "x": {"law a": "2026-01-01", "feedback": "2026-11-01"},
        "beta": {"feedback": "2026-11-01"},
    }


def test_many_thumbs_down_open_a_review_by_themselves(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the service's own database, by the command that the weekly job runs."""
    small(write, "alfa", "beta")
    base = tmp_path / "u.sqlite3"

    async def make() -> None:
        engine = open_engine(f"sqlite:///{base}")
        await migrate(engine)
        await engine.dispose()

    asyncio.run(make())
    now = datetime.now(UTC).timestamp()
    given = [("alfa", "dislike")] * 5 + [("alfa", "like")] * 2 + [("beta", "dislike")] * 4 + [(None, "dislike")] * 9
    with closing(sqlite3.connect(base)) as held, held:
        held.executemany(
            "INSERT INTO feedback (id, entry, verdict, at) VALUES (?, ?, ?, ?)",
            [(str(n), entry, verdict, now) for n, (entry, verdict) in enumerate(given)],
        )
        held.execute("INSERT INTO usage (day, what, name, count) VALUES ('2026-11-01', 'entry', 'alfa', 8)")
    layers = [tmp_path / "knowledge" / "national"]
    monkeypatch.setenv("KNOWLEDGE", str(layers[0]))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{base}")
    shown = json.loads(CliRunner().invoke(app, ["reviews", "--json"], catch_exceptions=False).stdout)
    assert [(one["id"], one["state"], one["reasons"]) for one in shown["queue"]] == [
        ("alfa", "opened", ["feedback"]), ("beta", "never", []),
    ]  # fmt: skip
    assert read_opened(layers) == {}, "looking writes nothing"
    CliRunner().invoke(app, ["reviews", "--open"], catch_exceptions=False)
    assert read_opened(layers).keys() == {"alfa"}
    CliRunner().invoke(app, ["reviewed", "alfa", "--role", "fagleder barnevern"], catch_exceptions=False)
    assert read_opened(layers) == {}
    CliRunner().invoke(app, ["reviews", "--open"], catch_exceptions=False)
    assert read_opened(layers) == {}, "what was said before the approval is settled"


def test_without_the_database_the_queue_is_shown_all_the_same(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(write, "alfa")
    monkeypatch.setenv("KNOWLEDGE", str(tmp_path / "knowledge" / "national"))
    (tmp_path / "fil").write_text("")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'fil' / 'u.sqlite3'}")
    ran = CliRunner().invoke(app, ["reviews", "--json", "--open"], catch_exceptions=False)
    assert [one["id"] for one in json.loads(ran.stdout)["queue"]] == ["alfa"] and "DATABASE_URL" in ran.stderr


async def test_the_running_service_opens_them_by_itself(write: Write, tmp_path: Path) -> None:
    guide = small(write, "alfa", "beta")
    layers = [tmp_path / "knowledge" / "national"]
    store = Store(
        read_settings(_env_file=None, DATABASE_URL=f"sqlite:///{tmp_path / 's.sqlite3'}", PERSON_KEY="x" * 32), b"k" * 32
    )
    await store.open()
    async with store.engine.begin() as connection:
        for n in range(5):
            await connection.execute(feedback.insert().values(id=str(n), entry="beta", verdict="dislike", at=store.replica.now()))
    assert await open_by_service(store, layers, guide, Rule()) == 1
    assert await open_by_service(store, layers, guide, Rule()) == 0
    await store.close()
    assert read_opened(layers).keys() == {"beta"}
