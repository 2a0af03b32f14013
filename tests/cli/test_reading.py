"""`list`, `show`, `check`, `evaluate` and the command line itself: exact keys, exit codes, and what to do on the last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import entry_text

ROW = {"id", "kind", "title", "layer", "checked", "reviewed", "aliases", "has_phone"}
KINDS = {"glossary", "duties", "guide", "topics", "services"}


def test_the_list_has_every_entry_with_its_keys(run: Run) -> None:
    listed = json.loads(run("list", "--json").out)
    assert len(listed) >= 195 and {row["kind"] for row in listed} == KINDS
    assert len({row["id"] for row in listed}) == len(listed)
    for row in listed:
        assert set(row) >= ROW and isinstance(row["aliases"], list) and isinstance(row["has_phone"], bool)
        assert row["reviewed"] is None, "no professional of the municipality has approved anything yet"


def test_the_list_for_people_has_a_line_an_entry(run: Run) -> None:
    lines = run("list").out.splitlines()
    assert len(lines) == len(json.loads(run("list", "--json").out)) and any(
        line.startswith("meldeplikt-skole ") for line in lines
    )


def test_an_entry_is_shown_whole(run: Run) -> None:
    entry = json.loads(run("show", "meldeplikt-skole", "--json").out)
    assert entry["id"] == "meldeplikt-skole" and entry["kind"] == "duties" and entry["answer"] and entry["provisions"]
    assert run("show", "meldeplikt-skole").out.startswith("id: meldeplikt-skole\n")


@pytest.mark.parametrize(("asked", "nearest"), [("meldeplikt-skolen", "meldeplikt-skole"), ("taushetspligt", "taushetsplikt")])
def test_an_unknown_entry_is_told_with_the_nearest(run: Run, asked: str, nearest: str) -> None:
    ran = run("show", asked)
    assert (ran.code, ran.out) == (1, "") and f"«{asked}»" in ran.err and nearest in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("asked", ["../../etc/passwd {}", "x" * 10_000])
def test_an_entry_that_is_like_none_is_told_too(run: Run, asked: str) -> None:
    ran = run("show", asked)
    assert ran.code == 1 and ran.err.startswith("Fant ikke oppslaget") and len(ran.err.splitlines()) == 1


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bad")
    files: dict[str, str | bytes] = {
        "glossary/tab.yaml": "title: \"T\"\n\tanswer: x\n",
        "glossary/gjentatt.yaml": 'title: "A"\ntitle: "B"\n',
        "glossary/boolsk.yaml": entry_text("Bool", "more: no"),
        "glossary/ukjent.yaml": entry_text("Ukjent", 'ansver: "x"'),
        "glossary/latin.yaml": "title: \"Bl\xe5\"\n".encode("latin-1"),
        "glossary/tom.yaml": "",
        "glossary/bombe.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "glossary/dyp.yaml": "title: " + "[" * 5_000 + "\n",
        "glossary/stor.yaml": "title: \"" + "x" * 70_000 + "\"\n",
        "glossary/null.yaml": b"title: \"\x00\"\n",
        "duties/peker.yaml": entry_text("Peker", 'see_also: ["finnes-ikke"]\nprovisions: ["bvl-13-22"]'),
        "duties/usikker.yaml": entry_text("Usikker", 'links: ["http://example.no"]'),
        "plikter/feil-mappe.yaml": entry_text("Mappe"),
        "glossary/Store Bokstaver.yaml": entry_text("Navn"),
    }  # fmt: skip
    for name, text in files.items():
        path = home / "national" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return home / "national"


def test_every_fault_of_a_folder_of_bad_files_is_told_at_once(run: Run, bad_files: Path) -> None:
    ran = run("check", "--json", KNOWLEDGE=str(bad_files))
    faults = json.loads(ran.out)
    assert ran.code == 1 and "Traceback" not in ran.err
    assert all(set(fault) == {"file", "line", "level", "message"} and fault["line"] >= 1 for fault in faults)
    faulty = {Path(fault["file"]).stem for fault in faults if fault["level"] == "error"}
    assert faulty == {path.stem for path in bad_files.glob("*/*.yaml")}
    assert any("mente du «answer»?" in fault["message"] for fault in faults)


def test_for_people_a_fault_is_one_line_with_its_place(run: Run, bad_files: Path) -> None:
    ran = run("check", KNOWLEDGE=str(bad_files))
    lines = ran.out.splitlines()
    assert ran.code == 1 and "feil og" in lines[-1]
    assert any(line.endswith("tab.yaml:2: error: linjen har tabulator; bruk to mellomrom for hvert innrykk") for line in lines)


@pytest.mark.parametrize("command", [("ask", "hei"), ("list",), ("mask",)])
def test_no_command_starts_on_broken_content(run: Run, bad_files: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, given=b"hei\n", KNOWLEDGE=str(bad_files))
    assert (ran.code, ran.out) == (1, "") and "tab.yaml:2: error" in ran.err and "Traceback" not in ran.err


def test_warnings_fail_only_when_strict(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    layer = tmp_path_factory.mktemp("warned") / "national"
    (layer / "glossary").mkdir(parents=True)
    (layer / "glossary" / "kort.yaml").write_text(entry_text("Kort", examples=2), encoding="utf-8")
    loose, strict = (run("check", "--quick", "--json", *words, KNOWLEDGE=str(layer)) for words in ((), ("--strict",)))
    assert [fault["level"] for fault in json.loads(loose.out)] == ["warning"] and loose.out == strict.out
    assert (loose.code, strict.code) == (0, 1)


def test_a_layer_that_is_not_there_is_told(run: Run) -> None:
    ran = run("list", KNOWLEDGE="finnes/ikke")
    assert ran.code == 1 and "laget «ikke» finnes ikke" in ran.err


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    (folder / "a.yaml").write_text(
        '- {q: "hva er taushetsplikt", accept: [taushetsplikt]}\n- {q: "hvem vant fotballkampen i går", accept: []}\n',
        encoding="utf-8",
    )
    return folder


def test_an_evaluation_has_the_measures(run: Run, questions: Path) -> None:
    ran = run("evaluate", "--json", "--questions", str(questions))
    report = json.loads(ran.out)
    assert ran.code == 0 and report["questions"] == 2
    assert report["recall@1"]["value"] == 1.0
    assert {"recall@1", "recall@3", "mrr"} <= {name.lower() for name in report}


def test_questions_that_cannot_be_read_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {q: [", encoding="utf-8")
    ran = run("evaluate", "--json", "--questions", str(tmp_path))
    assert ran.code == 1 and "a.yaml" in ran.err and "Traceback" not in ran.err


def test_the_schema_is_printed(run: Run) -> None:
    assert json.loads(run("schema").out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("words", [("spør",), ("ask", "--jsonn"), ("show",)])
def test_a_wrong_command_line_is_told_without_a_trace(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "") and ran.err.strip() and "Traceback" not in ran.err


def test_a_wrong_setting_is_told_in_one_line(run: Run) -> None:
    ran = run("ask", "hei", PORT="mange")
    assert ran.code == 1 and ran.err.startswith("Innstillingen PORT kan ikke brukes") and len(ran.err.splitlines()) == 1
