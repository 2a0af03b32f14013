"""A made-up municipality: the national layer answers with it, and nothing of Drammen comes along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.municipality.checklist import checklist
from bot.editors.municipality.layer import MARK, Pattern, write_layer
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.guide.loader import DEFAULT_LAYERS, load_guide
from bot.matching.build import build_matcher, lessons_of
from bot.matching.learned import learn
from bot.matching.verdict import Found
from tests.conftest import REPO, entry_text

NATIONAL = DEFAULT_LAYERS[0]
LANGUAGE_DATA = {"bot/guide/loader.py", "bot/conversation/privacy/ordinary.txt", "bot/conversation/privacy/words.txt"}
"""The default layers' path, and words of the language that are no person's name."""
STILL_NAMED = frozenset(yaml.safe_load(Path(__file__).with_name("still-named.yaml").read_text(encoding="utf-8")))
"""National entries that editors have yet to clear of Drammen; the list may only become shorter."""


@pytest.fixture
def pattern(guide: Guide) -> Pattern:
    return Pattern(guide, DEFAULT_LAYERS)


@pytest.fixture
def lykkevik(pattern: Pattern, tmp_path: Path) -> Path:
    folder = tmp_path / "lykkevik"
    write_layer("Lykkevik", folder, pattern)
    return folder


def fill_in(folder: Path) -> None:
    """Write something made-up in every file that has something to fill in."""
    for number, file in enumerate(sorted(folder.rglob("*.yaml"))):
        if MARK in file.read_text(encoding="utf-8"):
            file.write_text(entry_text(f"Tilbud {number} i Lykkevik"), encoding="utf-8")


def test_a_new_layer_is_not_green_and_check_reports_every_empty_field(lykkevik: Path, pattern: Pattern) -> None:
    items = {item.title: item for item in checklist(lykkevik, pattern)}
    assert not items["services/barneverntjenesten"].done
    assert items["services/barneverntjenesten"].left.startswith("8 ")
    assert not items["Veilederen kan lastes uten feil"].done
    assert items["Ingen andre kommuner er nevnt"].done


def test_it_turns_green_as_it_is_filled_in(lykkevik: Path, pattern: Pattern) -> None:
    file = lykkevik / "services/nav.yaml"
    file.write_text(entry_text("Nav Lykkevik"), encoding="utf-8")
    green = [item.title for item in checklist(lykkevik, pattern) if item.done]
    assert "services/nav" in green and "services/ppt" not in green
    fill_in(lykkevik)
    assert all(item.done for item in checklist(lykkevik, pattern)), checklist(lykkevik, pattern)


def test_a_deleted_file_and_another_municipality_are_told(lykkevik: Path, pattern: Pattern) -> None:
    fill_in(lykkevik)
    (lykkevik / "services/ppt.yaml").unlink()
    (lykkevik / "services/nav.yaml").write_text(entry_text("Nav Drammen"), encoding="utf-8")
    left = {item.title: item.left for item in checklist(lykkevik, pattern) if not item.done}
    assert left["services/ppt"] == "filen mangler"
    assert left["Ingen andre kommuner er nevnt"] == "nav.yaml"
    assert "ppt" in left["Veilederen kan lastes uten feil"]


def test_the_national_layer_answers_with_the_made_up_municipality(lykkevik: Path, tmp_path: Path) -> None:
    fill_in(lykkevik)
    made_up = load_guide([NATIONAL, lykkevik])
    assert {entry.layer for entry in made_up} == {"national", "lykkevik"}
    assert "Lykkevik" in made_up.phrases.say("nb", "elsewhere_title")
    for language in ("nb", "nn", "en"):
        assert "drammen" not in json.dumps(dict(made_up.phrases.by_language[language])).casefold()
    matcher = build_matcher(made_up, learn(lessons_of(made_up), None, tmp_path), None)
    for question, wanted in (("meldeplikt", "meldeplikt"), ("skolefravær", "skolefravaer")):
        verdict = matcher.match(question)
        assert isinstance(verdict, Found) and verdict.ranked[0].entry_id == wanted
    assert made_up.entries[matcher.match("Tilbud 7 i Lykkevik").ranked[0].entry_id].layer == "lykkevik"
    assert matcher.names_elsewhere(("i", "drammen"))


@pytest.mark.parametrize("name", ["", "x", "../Lykkevik", "Lykkevik\n", "a: b", "x" * 99, "Lykke<b>vik"])
def test_odd_names_are_refused(name: str, pattern: Pattern, tmp_path: Path) -> None:
    with pytest.raises(UndringError, match="kommunenavn"):
        write_layer(name, tmp_path / "ny", pattern)
    assert not (tmp_path / "ny").exists()


def test_nothing_that_exists_is_touched(pattern: Pattern, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mitt", encoding="utf-8")
    for taken in (tmp_path, tmp_path / "mine.txt", tmp_path / "national", tmp_path / "drammen"):
        with pytest.raises(UndringError, match="finnes fra før"):
            write_layer("Lykkevik", taken, pattern)
    with pytest.raises(UndringError, match="bare ett lag"):
        write_layer("Lykkevik", tmp_path / "ny", Pattern(pattern.guide, (NATIONAL,)))


def test_the_command_writes_and_then_says_what_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "sor-lykkevik"
    made = CliRunner().invoke(app, ["new-municipality", "Sør-Lykkevik", "--out", str(folder)], catch_exceptions=False)
    assert made.exit_code == 0 and "FYLL UT" in made.output
    left = CliRunner().invoke(app, ["new-municipality", "--check", str(folder), "--json"], catch_exceptions=False)
    assert left.exit_code == 1 and not all(item["done"] for item in json.loads(left.stdout))
    for words in (["Lykkevik"], ["--check", str(tmp_path / "none")]):
        assert isinstance(CliRunner().invoke(app, ["new-municipality", *words]).exception, UndringError)


def test_nothing_of_drammen_is_in_the_code() -> None:
    files = [file for file in (REPO / "bot").rglob("*") if file.suffix in (".py", ".txt", ".yaml", ".html", ".js", ".json")]
    assert len(files) > 100
    named = {str(file.relative_to(REPO)) for file in files if re.search("drammen", file.read_text("utf-8"), re.IGNORECASE)}
    assert named <= LANGUAGE_DATA, named - LANGUAGE_DATA


def test_no_further_national_entry_names_drammen() -> None:
    named = set()
    for file in NATIONAL.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("barnekoordinator-drammen", "")
        if re.search("drammen", text, re.IGNORECASE):
            named.add(f"{file.parent.name}/{file.stem}")
    assert named <= STILL_NAMED, f"Drammen belongs in its own layer: {sorted(named - STILL_NAMED)}"
    assert named >= STILL_NAMED, f"take these off the list, they are clear: {sorted(STILL_NAMED - named)}"
