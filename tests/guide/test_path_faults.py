"""Paths as editors write them: what would lead a colleague astray is a fault with its line."""

from __future__ import annotations

import pytest

from tests.conftest import Write, entry_text

SAID = '{{nb: "{0}", nn: "{0}", en: "{0}"}}'
HEAD = f"""title: {SAID.format("Løypa")}
first: en
stages:
  start: {SAID.format("Start")}
steps:
"""


def step(name: str, to: str, more: str = "") -> str:
    """Return a step with its choices, to each of the comma-separated goals."""
    choices = "".join(f'      - {{to: {goal}, nb: "a", nn: "a", en: "a"}}\n' for goal in to.split(","))
    said = '    nb: "Hva?"\n    nn: "Kva?"\n    en: "What?"\n'
    return f"  {name}:\n    stage: start\n    entry: prove\n{said}{more}    choices:\n{choices}"


FAULTS: dict[str, tuple[str, str | None]] = {
    "sound": (step("en", "to,end") + step("to", "en"), None),
    "parents after violence, some steps on": (
        step("en", "to", "    violence: true\n") + step("to", "tre") + step("tre", "end", "    parents: true\n"), "snakker med foreldrene",
    ),
    "a step nobody comes to": (step("en", "end") + step("to", "end"), "ingen valg fører"),
    "two choices to one step": (step("en", "to,to") + step("to", "end"), "samme steg"),
    "a goal that is not there": (step("en", "borte"), "som ikke finnes"),
    "a stage that is not there": (step("en", "end").replace("stage: start", "stage: borte"), "som ikke finnes"),
    "a date without an end": (step("en", "end", '    deadlines: [{after: "snart", nb: "{date}", nn: "{date}", en: "{date}"}]\n'), ""),
    "five choices": (step("en", "to,tre,fire,fem,end") + "".join(step(one, "end") for one in ("to", "tre", "fire", "fem")), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault(write: Write, name: str) -> None:
    steps, wanted = FAULTS[name]
    loading = write({"national/glossary/prove.yaml": entry_text(), "national/paths/loype.yaml": HEAD + steps})
    found = [fault for fault in loading.faults if fault.level == "error"]
    if wanted is None:
        assert not found
    else:
        assert found and all("loype.yaml" in fault.file and fault.line > 0 for fault in found), found
        assert any(wanted in fault.message for fault in found), found
