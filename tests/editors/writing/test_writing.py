"""What is written in the guide's files: the field's own lines, whole or not at all, and never over another's change."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.editors.desk.form import changed_fields, shown
from bot.editors.writing.fields import Unwritable, with_fields
from bot.editors.writing.files import Changed, open_file, put_in_place
from bot.errors import UndringError
from bot.guide.entry import KINDS
from tests.conftest import REPO

FILES = [path for path in sorted((REPO / "knowledge").glob("*/*/*.yaml")) if path.parent.name in KINDS][::9]


def lines_changed(before: str, after: str) -> list[str]:
    changed = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in changed if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_changed_field_changes_no_other_line_of_a_real_entry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    held = yaml.safe_load(text)
    if "title" not in held:
        return  # What a local layer changes of a national entry has few of these fields.
    swapped = [*held["examples"][:2], "Et: «nytt» spørsmål", *held["examples"][3:]]
    for key, value in {
        "title": "Ny: «tittel»",
        "examples": swapped,
        "aliases": held["aliases"][1:],
        "reviewed": "2026-11-01",
    }.items():
        after = with_fields(text, {key: value})
        assert len(lines_changed(text, after)) <= 2, key
        assert yaml.safe_load(after) == {**held, key: value}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_form_holds_everything_and_changes_nothing_by_itself(path: Path) -> None:
    held: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    values = shown(held, path.parent.name)
    assert changed_fields(held, path.parent.name, values) == {}
    anew = changed_fields({}, path.parent.name, {name: value for name, value in values.items() if value})
    assert set(held) - {"reviewed", "reviewer", "fingerprints"} == set(anew)


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [\n", "", "{a: 1}\n", "a: 1\na: *x\n", "a: &x 1\nb: *x\nb: 2\n" + "<<<<<<< HEAD\n", "[" * 3000]
)
def test_a_text_that_is_no_entry_is_not_guessed_at(text: str) -> None:
    with pytest.raises(Unwritable):
        with_fields(text, {"title": "x"})


def test_newlines_and_rights_stay_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"title: a\r\nsource: b\r\n")
    file.chmod(0o640)
    held = open_file(file)
    put_in_place(held, with_fields(held.text, {"title": "c"}))
    assert file.read_bytes() == b'title: "c"\r\nsource: b\r\n'
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_has_changed_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("title: a\n")
    held = open_file(file)
    file.write_text("title: deres\n")
    with pytest.raises(Changed) as told:
        put_in_place(held, "title: min\n")
    assert told.value.held.text == "title: deres\n" and [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_two_cannot_write_at_once_but_a_left_behind_file_is_in_nobodys_way(tmp_path: Path) -> None:
    file, spare = tmp_path / "a.yaml", tmp_path / "a.yaml.new"
    file.write_text("title: a\n")
    spare.write_text("halv")
    held = open_file(file)
    with pytest.raises(UndringError, match="akkurat nå"):
        put_in_place(held, "title: b\n")
    assert spare.exists() and file.read_text() == "title: a\n"
    os.utime(spare, (0, 0))
    put_in_place(held, "title: b\n")
    assert file.read_text() == "title: b\n" and not spare.exists()
