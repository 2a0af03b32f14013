"""Findings for people, and as marks on the lines of provisions.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.editors.laws.watch import Finding
from bot.guide.guide import Guide
from bot.guide.loader import OWN_KNOWLEDGE
from bot.guide.shared import LARGEST_SHARED
from bot.guide.yaml_reader import read_yaml
from bot.wording import say


def sentence(finding: Finding, guide: Guide) -> str:
    """Return what has happened, in one sentence."""
    values = {
        "place": f"{guide.provisions[finding.provision].law} {finding.section}",
        "act": finding.act or "",
        "start": finding.in_force or say("law_start_unknown"),
        "moved": finding.moved_to or "",
    }
    if finding.finding == "changed":
        return say("law_changed", **values)
    if finding.finding == "unknown":
        return say("law_unknown", **values)
    if finding.finding == "repealed":
        return say("law_moved" if finding.moved_to else "law_repealed" if finding.act else "law_is_repealed", **values)
    return say("law_amended" if finding.new else "law_amended_known", **values)


def as_text(found: Sequence[Finding], guide: Guide) -> str:
    """Return all findings, those that are new first, with the entries they concern."""
    lines = []
    for one in sorted(found, key=lambda one: not one.new):
        lines.append(f"{'●' if one.new else '○'} {sentence(one, guide)}")
        lines += [f"    {entry_id}" for entry_id in one.entries]
    new = sum(one.new for one in found)
    lines.append(say("law_count", new=new, known=len(found) - new) if found else say("law_none"))
    return "\n".join([*lines, say("law_source")])


def as_marks(found: Sequence[Finding], guide: Guide, layers: Sequence[Path]) -> str:
    """Return the new findings as warnings on file and line, in the form GitHub Actions reads."""
    places = provision_places(layers)
    marks = []
    for one in found:
        file, line = places.get(one.provision, ("knowledge/provisions.yaml", 1))
        if one.new:
            marks.append(f"::warning file={file},line={line}::{sentence(one, guide)} ({', '.join(one.entries) or '–'})")
    return "\n".join(marks)


def provision_places(layers: Sequence[Path]) -> dict[str, tuple[str, int]]:
    """Return the file and line of each provision; a later layer's wins."""
    beside = layers[0].parent if layers and (layers[0].parent / "provisions.yaml").exists() else OWN_KNOWLEDGE
    found: dict[str, tuple[str, int]] = {}
    for home in (beside, *layers):
        path = home / "provisions.yaml"
        if not path.exists():
            continue
        try:
            shown = str(path.resolve().relative_to(Path.cwd()))
        except ValueError:
            shown = str(path)
        document = read_yaml(path, shown, LARGEST_SHARED)
        found |= {str(key[0]): (shown, line) for key, line in document.lines.items() if len(key) == 1}
    return found
