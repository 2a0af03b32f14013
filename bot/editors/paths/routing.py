"""How the arrows run: out at the side of a choice, down a gutter between columns, and in at the top of the step.

Arrows to one step share their tracks, as roads that join do; arrows to different steps never lie on each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.editors.paths.placing import Grid
from bot.guide.paths import END, GuidedPath

TRACK, EDGE = 11, 20
"""Pixels between the tracks of a gutter, and from the outermost to the boxes."""


@dataclass(frozen=True, slots=True)
class Route:
    """One choice's way: out of which side, through which gutter, to which step."""

    start: str
    at: int
    """Which of the step's choices."""
    goal: str
    gutter: int
    """The gutter to the left of this column; one beyond the last is to the right of all."""
    is_straight: bool = False
    """True when the goal stands next to the start in the same row."""

    def is_leftward(self, grid: Grid) -> bool:
        """Tell whether the way goes out at the left."""
        return self.gutter == grid[self.start][1]


def routes_of(path: GuidedPath, grid: Grid) -> list[Route]:
    """Return the way of every choice that leads to a step."""
    return [
        _route(name, at, choice.to, grid)
        for name, step in path.steps.items()
        for at, choice in enumerate(step.choices)
        if choice.to != END
    ]


def _route(start: str, at: int, goal: str, grid: Grid) -> Route:
    (row, column), (goal_row, goal_column) = grid[start], grid[goal]
    goes_left = goal_column < column or (goal_column == column and goal_row <= row)
    between = [
        place for place in grid.values() if place[0] == row and min(column, goal_column) < place[1] < max(column, goal_column)
    ]
    is_straight = row == goal_row and not between and column != goal_column
    return Route(start, at, goal, column if goes_left else column + 1, is_straight)


class Tracks:
    """Gives every goal a track of its own in each gutter that its arrows use, and across the top of its row."""

    def __init__(self, routes: list[Route], grid: Grid) -> None:
        self._gutters: dict[int, list[str]] = {}
        self._tops: dict[int, list[str]] = {}
        for route in (one for one in routes if not one.is_straight):
            held = self._gutters.setdefault(route.gutter, [])
            above = self._tops.setdefault(grid[route.goal][0], [])
            held.extend([route.goal] if route.goal not in held else [])
            above.extend([route.goal] if route.goal not in above else [])
        for held in self._gutters.values():
            held.sort(key=lambda goal: (grid[goal][1], -grid[goal][0]))

    def gutter_width(self, gutter: int) -> int:
        """Return how wide a gutter must be."""
        return 2 * EDGE + TRACK * max(0, len(self._gutters.get(gutter, ())) - 1)

    def top_height(self, row: int) -> int:
        """Return how high the space above a row must be."""
        return 2 * EDGE + TRACK * max(0, len(self._tops.get(row, ())) - 1)

    def across(self, gutter: int, goal: str) -> int:
        """Return how far into the gutter the goal's track lies."""
        return EDGE + TRACK * self._gutters[gutter].index(goal)

    def down(self, row: int, goal: str) -> int:
        """Return how far below the last row the goal's track lies."""
        return EDGE + TRACK * self._tops[row].index(goal) - 6
