"""Where each step of a path stands in the drawing: a row for each stage, and the column that makes its arrows short."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import TypeAlias

from bot.guide.paths import END, GuidedPath

Grid: TypeAlias = dict[str, tuple[int, int]]
"""Row and column of each step."""
SWEEPS = 4
MOST_COLUMNS = 6
"""Steps side by side; with more, every order would take too long to try, and nobody could read it."""


def place_steps(path: GuidedPath) -> Grid:
    """Return row and column of each step: rows by stage, columns as near as can be to where the arrows come from and go."""
    rows = _rows(path)
    columns = min(max(len(row) for row in rows), MOST_COLUMNS)
    near = _neighbours(path)
    grid = {name: (at, column) for at, row in enumerate(rows) for column, name in enumerate(row)}
    for _ in range(SWEEPS):
        for at, row in enumerate(rows):
            best = min(permutations(range(columns), len(row)), key=lambda order, row=row: _cost(row, order, grid, near, path))  # type: ignore[misc]
            grid.update({name: (at, column) for name, column in zip(row, best, strict=True)})
    return grid


def _rows(path: GuidedPath) -> list[list[str]]:
    """Return the steps of each stage in the file's order, in as many rows as it takes."""
    rows: list[list[str]] = []
    for stage in path.stages:
        held = [name for name, step in path.steps.items() if step.stage == stage]
        rows += [held[start : start + MOST_COLUMNS] for start in range(0, len(held), MOST_COLUMNS)]
    return rows


def _neighbours(path: GuidedPath) -> dict[str, list[str]]:
    near: dict[str, list[str]] = defaultdict(list)
    for name, step in path.steps.items():
        for choice in step.choices:
            if choice.to != END:
                near[name].append(choice.to)
                near[choice.to].append(name)
    return near


def _cost(row: list[str], order: tuple[int, ...], grid: Grid, near: dict[str, list[str]], path: GuidedPath) -> float:
    """Return how far the arrows of a row go sideways; suspected violence is pulled to the right, away from the parents."""
    places = {**{name: column for name, (_, column) in grid.items()}, **dict(zip(row, order, strict=True))}
    far = sum(abs(places[name] - places[other]) for name in row for other in near[name])
    return far - sum(3.0 * places[name] for name in row if path.steps[name].violence) + 0.1 * sum(order)
