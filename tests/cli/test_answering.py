"""`ask`, `chat` and `mask` from the shell: the contract's keys and codes, and lines that nobody should send."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Ran, Run

ASKED = {"question", "outcome", "entries", "notices", "sector", "ms"}
ENTRY = {"id", "kind", "title", "score"}
LINES = [
    "hvem har meldeplikt i skolen",
    "",
    "   ",
    "🙂🙂🙂",
    "hvem vant eliteserien i fotball i fjor",
    "far slår gutten nå og han blør",
    "Kari Nordmann født 01.01.2015 har blåmerker, ring meg på 912 34 567",
    "hva er " + "barnevern " * 10_000,
    "x" * 100_000,
    "<script>alert(1)</script> **fet** [x](javascript:alert(1))",
]
GARBAGE = b"hva er\x00taushetsplikt\n\xff\xfe\xfahva er meldeplikt\n\r\n\x1b[31mhva er barnevern\x07\nkva er teieplikt"


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.fixture(scope="module")
def asked(run: Run) -> list[dict[str, Any]]:
    return rows(run("ask", "--json", given="\n".join(LINES).encode() + b"\n" + GARBAGE))


def test_each_line_is_answered_on_a_line_of_its_own(asked: list[dict[str, Any]]) -> None:
    assert len(asked) >= len(LINES) + 4
    for row in asked:
        assert set(row) >= ASKED and row["outcome"] in ("answer", "choices", "nothing")
        assert isinstance(row["ms"], int | float) and row["sector"] in (None, "skole")
        assert len(row["entries"]) <= 5 and set(row["notices"]) <= {"danger", "personal_data"}
        for entry in row["entries"]:
            assert set(entry) == ENTRY and 0 <= entry["score"] <= 1


def test_the_answers_are_the_right_ones(asked: list[dict[str, Any]]) -> None:
    assert (asked[0]["outcome"], asked[0]["entries"][0]["id"]) == ("answer", "meldeplikt-skole")
    assert [asked[at]["outcome"] for at in (1, 2, 3, 4)] == ["nothing"] * 4
    assert asked[5]["notices"] == ["danger"]


def test_personal_data_is_masked_in_what_is_printed(asked: list[dict[str, Any]]) -> None:
    row = asked[6]
    assert "personal_data" in row["notices"]
    assert not any(word in json.dumps(row) for word in ("Kari", "Nordmann", "01.01.2015", "912 34 567"))


def test_the_best_entries_come_first_even_when_there_is_no_answer(asked: list[dict[str, Any]]) -> None:
    for row in asked:
        if row["outcome"] != "nothing":
            assert row["entries"]
    assert asked[4]["entries"], "entries stand there also when the outcome is nothing"


def test_garbage_on_standard_input_is_read_as_lines(asked: list[dict[str, Any]]) -> None:
    garbage = asked[len(LINES) :]
    assert len(garbage) >= 5
    assert [garbage[at]["entries"][0]["id"].split("-")[0] for at in (0, -1)] == ["taushetsplikt", "taushetsplikt"]


def test_no_input_gives_no_output(run: Run) -> None:
    assert run("mask", given=b"") == Ran(0, "", "")


def test_a_sector_is_answered_for(run: Run) -> None:
    (row,) = rows(run("ask", "--json", "--sector", "barnehage", "hvem har meldeplikt"))
    assert row["sector"] == "barnehage" and row["entries"][0]["id"] in ("meldeplikt-barnehage", "meldeplikt")


def test_an_unknown_sector_is_told_with_the_right_names(run: Run) -> None:
    ran = run("ask", "--sector", "havet", "hvem har meldeplikt")
    assert (ran.code, ran.out) == (1, "") and "«havet»" in ran.err and "barnehage, skole" in ran.err
    assert "Traceback" not in ran.err


def test_for_people_the_answer_is_plain_text_and_can_be_explained(run: Run) -> None:
    ran = run("ask", "--explain", "hva er taushetsplikt")
    answer, _, explained = ran.out.partition("Venter på faglig godkjenning.")
    assert ran.code == 0 and "Taushetsplikt" in answer and "**" not in answer
    assert "taushetsplikt" in explained.lower(), "which words and fields gave the score"


TALK = [
    "hei",
    "hvem har meldeplikt",
    "jeg jobber i barnehage",
    "og hvem ringer jeg?",
    "nummer 9",
    "jeg er usikker",
    "nummer 2",
    "",
    "takk",
    "x" * 50_000,
]


@pytest.fixture(scope="module")
def talk(run: Run) -> list[dict[str, Any]]:
    return rows(run("chat", "--json", given="\n".join(TALK).encode() + b"\n\x00\xff\n"))


def test_each_message_of_a_conversation_is_answered(talk: list[dict[str, Any]]) -> None:
    assert len(talk) == len(TALK) + 1
    for row in talk:
        assert set(row) >= ASKED | {"text", "asks_back"} and isinstance(row["asks_back"], bool)
        assert row["text"].strip() and "**" not in row["text"]


def test_a_conversation_remembers(talk: list[dict[str, Any]]) -> None:
    assert talk[1]["outcome"] in ("answer", "choices") and talk[1]["sector"] is None
    assert {row["sector"] for row in talk[2:]} == {"barnehage"}
    assert "kontakte" in talk[3]["text"]
    second = next(line[3:].split(" · ")[0] for line in talk[5]["text"].splitlines() if line.startswith("2. "))
    assert talk[6]["outcome"] == "answer" and second in talk[6]["text"]


MASKED = [
    ("Ola Nordmann ringte 912 34 567", ("Ola", "Nordmann", "912 34 567")),
    ("hun heter Aisha og er født 03.04.2014, 03041412345", ("Aisha", "03.04.2014", "03041412345")),
    ("skriv til ola@example.no", ("ola@example.no",)),
    ("", ()),
    ("ring 116 111 eller 112", ()),
    ("y" * 100_000, ()),
]


def test_masking_masks_line_by_line_and_leaves_the_rest(run: Run) -> None:
    ran = run("mask", given="\n".join(text for text, _ in MASKED).encode() + b"\n\xff\x00 Ola Nordmann\n")
    lines = ran.out.split("\n")[:-1]
    assert ran.code == 0 and len(lines) == len(MASKED) + 1 and "Nordmann" not in lines[-1]
    for line, (text, hidden) in zip(lines, MASKED, strict=False):
        assert not any(word in line for word in hidden), line
        assert hidden or text.startswith(line.rstrip("… ")), "nothing is changed, though a very long line is cut"
