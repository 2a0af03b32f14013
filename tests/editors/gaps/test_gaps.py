"""Unanswered questions become themes with a place to put each; nobody is recognisable, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import gaps as command
from bot.cli.main import app
from bot.editors.gaps.accepting import accept, add_to_list
from bot.editors.gaps.asked import LARGEST_FILE, Asked, Question, questions_of, read_asked
from bot.editors.gaps.finding import find_gaps
from bot.editors.gaps.proposing import Proposal, gap_of
from bot.editors.gaps.themes import Theme, themes_of, trend_of
from bot.editors.reviews.opened import read_opened
from bot.editors.reviews.votes import Vote
from bot.errors import UndringError
from bot.matching.build import build_matcher, lessons_of
from bot.matching.learned import learn
from bot.stores.database import migrate, open_engine
from tests.conftest import REPO, Write, entry_text

DAY = 86_400.0


def plain(text: str) -> str:
    return text


def asked(*pairs: tuple[str, int]) -> tuple[Question, ...]:
    return questions_of([Asked(text, count) for text, count in pairs], plain)


def test_questions_alike_become_one_theme_and_small_ones_are_only_counted() -> None:
    themes = themes_of(
        asked(
            ("hvor parkerer jeg sykkelen ved skolen", 4),
            ("hvor kan jeg parkere sykkelen ved skolen", 3),
            ("mor har mistet jobben", 2),
        ),
        None,
        5,
    )
    assert [(theme.title, theme.count, len(theme.questions)) for theme in themes.shown] == [
        ("hvor parkerer jeg sykkelen ved skolen", 7, 2)
    ]
    assert (themes.held_groups, themes.held_questions) == (1, 2)
    assert "mor" not in repr(themes.shown)


def test_the_same_words_are_one_question_however_they_are_written() -> None:
    questions = asked(("Hva er SLT?", 1), ("hva er slt", 4))
    assert [(one.text, one.count) for one in questions] == [("Hva er SLT?", 5)]


def test_questions_are_masked_once_more() -> None:
    (one,) = questions_of([Asked("ring 99887766")], lambda text: text.replace("99887766", "[telefon]"))
    assert one.text == "ring [telefon]"


@pytest.mark.parametrize(
    ("days", "trend"),
    [(((0, 5), (40, 2)), "up"), (((0, 2), (40, 5)), "down"), (((0, 4), (40, 4)), "flat"), (((None, 4),), "unknown")],
)
def test_the_last_thirty_days_are_held_against_the_thirty_before(days: tuple[tuple[int | None, int], ...], trend: str) -> None:
    newest = 100 * DAY
    times = [Asked("x", count, None if ago is None else newest - ago * DAY) for ago, count in days]
    assert trend_of(times, newest) == trend


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"question": "a"}\n{"question": ', ":2:"),
        (b'{"question": 3}', ":1:"),
        (b'{"question": "a", "count": 0}', ":1:"),
        (b'{"question": "a", "count": true}', ":1:"),
        (b'{"question": "a", "at": "i dag"}', ":1:"),
        (b'{"question": "a", "at": NaN}', ":1:"),
        (b"[" * 100_000, ":1:"),
        (b'["question"]', ":1:"),
        ('{"question": "blå"}'.encode("latin-1"), "UTF-8"),
        (b" " * (LARGEST_FILE + 1), "KiB"),
    ],
)
def test_a_bad_file_gets_one_line(raw: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(raw)
    with pytest.raises(UndringError, match=says) as told:
        read_asked(file)
    assert "\n" not in str(told.value)


def test_a_file_that_is_not_there_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(UndringError, match="kan ikke leses"):
        read_asked(tmp_path / "none.jsonl")


def test_days_and_seconds_are_both_read(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('\ufeff{"question": "a", "at": "1970-01-02"}\n\n{"question": "b", "at": 5, "count": 2}\n', encoding="utf-8")
    assert read_asked(file) == (Asked("a", 1, DAY), Asked("b", 2, 5.0))


@pytest.mark.parametrize("field", ["aliases", "examples"])
def test_one_line_is_added_and_nothing_else_changes_in_any_entry(field: str, tmp_path: Path) -> None:
    for source in sorted((REPO / "knowledge").glob("*/*/*.yaml"))[::12]:
        text = source.read_text(encoding="utf-8")
        if source.parent.name in ("phrases", "courses", "paths", "schema") or f"\n{field}:" not in text:
            continue
        file = tmp_path / source.name
        file.write_text("# øverst\n" + text, encoding="utf-8")
        add_to_list(file, field, "Et: «nytt» navn")
        before, after = ("# øverst\n" + text).splitlines(), file.read_text(encoding="utf-8").splitlines()
        new = [line for line in after if line not in before]
        gone = [line for line in before if line not in after]
        assert len(new) == 1 and "Et: «nytt» navn" in new[0] and len(gone) <= 1, source
        with pytest.raises(UndringError, match="finnes alt"):
            add_to_list(file, field, "Et: «nytt» navn")


def test_what_is_outside_is_one_more_line_in_the_word_list(tmp_path: Path) -> None:
    """The list is followed by another list and by blank lines; long tables round it are not laid out anew."""
    before = (REPO / "knowledge/words.yaml").read_text(encoding="utf-8")
    for tail in ("", "\n# Til slutt\n"):
        file = tmp_path / "words.yaml"
        file.write_text(before + tail, encoding="utf-8")
        add_to_list(file, "outside", "når går bussen til byen")
        fresh = file.read_text(encoding="utf-8").split("\n")
        assert [line for line in fresh if "når går bussen til byen" in line] == ['  - "når går bussen til byen"']
        fresh.remove('  - "når går bussen til byen"')
        assert fresh == (before + tail).split("\n")


def test_broken_yaml_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("examples: [a\n<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(UndringError, match="Ingenting er endret"):
        add_to_list(file, "examples", "b")
    assert file.read_text(encoding="utf-8") == "examples: [a\n<<<<<<< HEAD\n"


def test_each_place_is_written_where_it_belongs(write: Write, tmp_path: Path) -> None:
    loading = write({"national/glossary/uro.yaml": entry_text("Uro"), "national/glossary/skulk.yaml": entry_text("Skulking")})
    assert loading.guide is not None
    layers = [next(tmp_path.rglob("national"))]
    file = accept(Proposal("example", "uro", "ungen vil ikke sitte"), [], loading.guide, layers)
    assert file.name == "uro.yaml" and "ungen vil ikke sitte" in file.read_text(encoding="utf-8")
    draft = accept(Proposal("new", None, "Åpen skole på ettermiddagen"), ["når er skolen åpen"], loading.guide, layers)
    assert draft.parent.parent.name == "drafts" and draft.name == "apen-skole-pa-ettermiddagen.yaml"
    assert "når er skolen åpen" in draft.read_text(encoding="utf-8")
    with pytest.raises(UndringError, match="sladdede"):
        accept(Proposal("alias", "uro", "[navn] er urolig"), [], loading.guide, layers)


def test_a_theme_gets_its_nearest_entries(write: Write, tmp_path: Path) -> None:
    loading = write({"national/glossary/uro.yaml": entry_text("Uro"), "national/glossary/skulk.yaml": entry_text("Skulking")})
    assert loading.guide is not None
    matcher = build_matcher(loading.guide, learn(lessons_of(loading.guide), None, tmp_path), None)
    gap = gap_of(Theme("skulkingen", (), "flat"), matcher)
    assert gap.nearest[0].entry_id == "skulk"
    assert (gap.proposal.kind, gap.proposal.entry) == ("alias", "skulk")


def test_the_command_reads_the_store_and_shows_no_small_group(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading = write({"national/glossary/uro.yaml": entry_text("Uro"), "national/glossary/skulk.yaml": entry_text("Skulking")})
    assert loading.guide is not None
    base = tmp_path / "u.sqlite3"
    _store(base, ["hva med ball i gangen"] * 6 + ["far til gutten er syk"])
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{base}")
    monkeypatch.setenv("KNOWLEDGE", str(next(tmp_path.rglob("national"))))
    monkeypatch.setenv("CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "load_model", lambda cache: (None, ""))
    monkeypatch.setattr(
        command, "learned_matcher", lambda guide, settings: build_matcher(guide, learn(lessons_of(guide), None, tmp_path), None)
    )
    ran = CliRunner().invoke(app, ["gaps", "--json"], catch_exceptions=False)
    (row,) = json.loads(ran.stdout)
    assert (row["theme"], row["count"], row["trend"]) == ("hva med ball i gangen", 6, "up")
    assert set(row) == {"theme", "count", "trend", "questions", "nearest", "proposal"}
    assert "syk" not in ran.output and "1" in ran.stderr
    too_far = CliRunner().invoke(app, ["gaps", "--accept", "7"])
    assert isinstance(too_far.exception, UndringError)


def test_an_answer_that_many_dislike_is_a_gap_and_accepting_it_opens_a_review(write: Write, tmp_path: Path) -> None:
    loading = write({"national/glossary/uro.yaml": entry_text("Uro"), "national/glossary/skulk.yaml": entry_text("Skulking")})
    assert loading.guide is not None
    matcher = build_matcher(loading.guide, learn(lessons_of(loading.guide), None, tmp_path), None)
    votes = [Vote("uro", False, DAY * n) for n in range(40, 46)] + [Vote("uro", True, DAY)] + [Vote("skulk", False, DAY)] * 4
    found = find_gaps([], votes, loading.guide, matcher, plain, None, 5)
    assert [(gap.theme.title, gap.theme.count, gap.theme.trend) for gap in found.shown] == [("Uro", 6, "up")]
    assert (found.shown[0].proposal.kind, found.shown[0].proposal.entry) == ("review", "uro")
    layers = [next(tmp_path.rglob("national"))]
    accept(found.shown[0].proposal, [], loading.guide, layers)
    assert read_opened(layers)["uro"].keys() == {"feedback"}


def test_an_empty_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _store(tmp_path / "u.sqlite3", [])
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'u.sqlite3'}")
    ran = CliRunner().invoke(app, ["gaps"])
    assert isinstance(ran.exception, UndringError) and "Ingen ubesvarte" in str(ran.exception)


def _store(file: Path, questions: list[str]) -> None:
    async def make() -> None:
        engine = open_engine(f"sqlite:///{file}")
        await migrate(engine)
        await engine.dispose()

    asyncio.run(make())
    with closing(sqlite3.connect(file)) as held, held:
        held.executemany(
            "INSERT INTO unanswered (id, question, language, at) VALUES (?, ?, 'nb', 1.0)",
            [(str(number), text) for number, text in enumerate(questions)],
        )
