"""YAML's traps are refused with the line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.guide.yaml_reader import Document, read_text, read_yaml

TRAPS = [
    ("språk: no", 1, "«no» blir lest som ja/nei; sett anførselstegn rundt, eller skriv true eller false"),
    ("a: \"x\"\nja: yes", 2, "«yes» blir lest som ja/nei; sett anførselstegn rundt, eller skriv true eller false"),
    ("kommune: 0301", 1, "«0301» blir lest som et tall og kan endre seg; sett anførselstegn rundt"),
    ("åpner: 10:30", 1, "«10:30» blir lest som et tall og kan endre seg; sett anførselstegn rundt"),
    ("phone: 116111", 1, "«116111» blir lest som et tall og kan endre seg; sett anførselstegn rundt"),
    ("a: \"1\"\na: \"2\"", 2, "«a» står to ganger; behold bare én"),
    ("a: \"x\"\nb:\n", 2, "feltet er tomt; fyll det ut eller fjern linjen"),
    ("a:\n\t- \"x\"", 2, "linjen har tabulator; bruk to mellomrom for hvert innrykk"),
    ("a: \"x\"\n---\nb: \"y\"", 2, "filen har flere dokumenter («---»); behold bare ett"),
    ("title: Hva nå: sånn", 1, None),
    ("a: [\"x\", \"y\"", 1, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), TRAPS)
def test_trap_is_refused_with_its_line(text: str, line: int, message: str | None) -> None:
    faults = read_text(text, Document("f.yaml")).faults
    assert faults and faults[0].level == "error"
    if message:
        assert (faults[0].line, faults[0].message) == (line, message)


def test_plain_values_keep_their_lines() -> None:
    document = read_text('title: "Én"\nsectors:\n  skole: {text: "To"}\nlist:\n  - "a"\n  - "b"\n', Document("f.yaml"))
    assert not document.faults
    assert document.data == {"title": "Én", "sectors": {"skole": {"text": "To"}}, "list": ["a", "b"]}
    assert [document.line(path) for path in (("title",), ("sectors", "skole", "text"), ("list", 1))] == [1, 3, 6]


def test_dates_true_and_false_may_stand_bare() -> None:
    assert read_text("checked: 2026-06-20\ndanger: true", Document("f")).data == {"checked": "2026-06-20", "danger": True}


def test_alias_bomb_is_stopped() -> None:
    bomb = 'a: &a ["x"]\n' + "\n".join(f"b{n}: [*a, *a, *a]" for n in range(8))
    faults = read_text(bomb, Document("f.yaml")).faults
    assert faults and "YAML-referanser" in faults[0].message


def test_deep_nesting_is_stopped() -> None:
    assert read_text("a: " + "[" * 200 + "]" * 200, Document("f.yaml")).faults


def test_unreadable_files_are_faults(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text('a: "' + "x" * 70_000 + '"')
    (tmp_path / "latin.yaml").write_bytes('a: "blåmerke"'.encode("latin-1"))
    (tmp_path / "null.yaml").write_bytes(b"a: \x00")
    for name in ("big", "latin", "null", "missing"):
        assert read_yaml(tmp_path / f"{name}.yaml", name).faults, name
