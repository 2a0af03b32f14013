"""The guided paths: the one that stands is sound, and a wrong goal is told with its line and the nearest right one."""

from __future__ import annotations

from pathlib import Path

from bot.guide.loader import DEFAULT_LAYERS, OWN_KNOWLEDGE, load_guide
from bot.guide.paths import END, GuidedPath, read_paths

WRITTEN = OWN_KNOWLEDGE / "national/paths/fra-undring-til-tiltak.yaml"


def standing() -> GuidedPath:
    paths, faults = read_paths(DEFAULT_LAYERS, load_guide().entries, str)
    assert faults == []
    return paths["fra-undring-til-tiltak"]


def reached(path: GuidedPath, start: str, without: str = "") -> set[str]:
    found, left = set[str](), [start]
    while left:
        name = left.pop()
        if name not in found and name not in (END, without):
            found.add(name)
            left += [choice.to for choice in path.steps[name].choices]
    return found


def test_every_step_is_reached_and_leads_to_an_end() -> None:
    path = standing()
    assert reached(path, path.first) == set(path.steps)
    for name in path.steps:
        assert any(choice.to == END for one in reached(path, name) for choice in path.steps[one].choices), name


def test_suspected_violence_never_leads_to_talking_with_the_parents() -> None:
    path = standing()
    assert path.steps["samtale"].parents and not [one for one in reached(path, "vold") if path.steps[one].parents]


def test_a_wrong_goal_is_told_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "paths").mkdir()
    text = (
        WRITTEN.read_text(encoding="utf-8")
        .replace("entry: meldeplikt\n", "entry: meldeplikta\n")
        .replace("first: fare", "first: fara")
    )
    (tmp_path / "paths/one.yaml").write_text(text, encoding="utf-8")
    _, faults = read_paths([tmp_path], load_guide().entries, lambda file: file.name)
    lines = text.splitlines()
    told = {(fault.file, lines[fault.line - 1].strip()): fault.message for fault in faults}
    assert set(told) == {("one.yaml", "first: fara"), ("one.yaml", "entry: meldeplikta")}
    assert "«fare»" in told["one.yaml", "first: fara"] and "«meldeplikt»" in told["one.yaml", "entry: meldeplikta"]
