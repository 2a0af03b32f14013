"""Draw a guided path as SVG: the steps under each other by how far from the first they lie, the choices as arrows."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader

from bot.guide.paths import END, GuidedPath

WIDE, HIGH, GAP_X, GAP_Y, MARGIN = 300, 96, 60, 90, 70


@dataclass(frozen=True, slots=True)
class Box:
    """One step where it is drawn."""

    x: int
    y: int
    name: str
    lines: list[str]


def draw_path(path: GuidedPath) -> str:
    """Return `path` as an SVG picture."""
    boxes = _boxes(path)
    arrows = [
        (boxes[name], boxes[choice.to], choice.nb, at - (len(step.choices) - 1) / 2)
        for name, step in path.steps.items()
        if name in boxes
        for at, choice in enumerate(step.choices)
        if choice.to != END
    ]
    width = max(box.x for box in boxes.values()) + WIDE + MARGIN
    height = max(box.y for box in boxes.values()) + HIGH + MARGIN
    pages = Environment(loader=PackageLoader("bot.editors", "templates"), autoescape=True)
    page = pages.get_template("path.svg")
    return page.render(title=path.title, boxes=boxes.values(), arrows=arrows, width=width, height=height, wide=WIDE, high=HIGH)


def _boxes(path: GuidedPath) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for row, names in enumerate(_rows(path)):
        for column, name in enumerate(names):
            lines = textwrap.wrap(path.steps[name].nb, 40)[:4]
            boxes[name] = Box(MARGIN + column * (WIDE + GAP_X), MARGIN + row * (HIGH + GAP_Y), name, lines)
    return boxes


def _rows(path: GuidedPath) -> list[list[str]]:
    seen, rows, row = {path.first}, list[list[str]](), [path.first]
    while row:
        rows.append(row)
        goals = [choice.to for name in row for choice in path.steps[name].choices]
        row = list(dict.fromkeys(goal for goal in goals if goal != END and goal not in seen))
        seen.update(row)
    return rows
