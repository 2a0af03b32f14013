"""Draw a guided path as SVG: a band for each stage, a box for each step with its choices, and an arrow from each choice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from jinja2 import Environment, PackageLoader

from bot.editors.paths.measure import wrap
from bot.editors.paths.placing import Grid, place_steps
from bot.editors.paths.routing import EDGE, Route, Tracks, routes_of
from bot.guide.paths import END, GuidedPath, PathStep
from bot.wording import say

WIDE, PAD, BAND, MARGIN, HEAD, FOOT = 350, 14, 200, 30, 84, 92
TEXT, CHOICE, BOLD = 15, 13.5, 1.08
"""Font sizes of the sentence and the choices, and how much wider bold is."""
TEXT_LINE, CHOICE_LINE = 20, 18


@dataclass(frozen=True, slots=True)
class Pill:
    """One choice where it is drawn, by the top of its box."""

    y: int
    high: int
    lines: list[str]
    is_end: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One step where it is drawn."""

    x: int
    y: int
    high: int
    name: str
    step: PathStep
    lines: list[str]
    pills: list[Pill]

    @property
    def kind(self) -> str:
        """Return what its colour tells: violence, parents, or plain."""
        return "violence" if self.step.violence else "parents" if self.step.parents else "plain"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way from a choice to a step."""

    points: str
    kind: str


@dataclass(frozen=True, slots=True)
class Band:
    """One stage, across the drawing."""

    y: int
    high: int
    number: int
    lines: list[str]


def draw_path(path: GuidedPath) -> str:
    """Return `path` as an SVG picture."""
    picture = _Picture(path)
    legend = {
        "violence": say("path_svg_violence"),
        "parents": say("path_svg_parents"),
        "sector": say("path_svg_sector"),
        "back": say("path_svg_back"),
        "end": say("path_svg_end"),
        "names": say("path_svg_names"),
    }
    pages = Environment(loader=PackageLoader("bot.editors", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("path.svg").render(picture=picture, title=path.title.nb, legend=legend, wide=WIDE, pad=PAD)


class _Picture:
    """Everything measured and placed, ready for the template."""

    def __init__(self, path: GuidedPath) -> None:
        self._path = path
        self._grid: Grid = place_steps(path)
        self._routes = routes_of(path, self._grid)
        self._tracks = Tracks(self._routes, self._grid)
        self._columns = 1 + max(column for _, column in self._grid.values())
        self._rows = 1 + max(row for row, _ in self._grid.values())
        drawn = {name: _content(step) for name, step in path.steps.items()}
        self._heights = [max(_height(*drawn[name]) for name in self._in_row(row)) for row in range(self._rows)]
        gutters = [self._tracks.gutter_width(at) for at in range(self._columns + 1)]
        tops = [self._tracks.top_height(row) for row in range(self._rows)]
        self._gutter_x = [BAND + MARGIN + at * WIDE + before for at, before in enumerate(accumulate([0, *gutters]))][:-1]
        self._left = [x + gutters[at] for at, x in enumerate(self._gutter_x)]
        self._top_y = [
            HEAD + before
            for before in accumulate((tops[at] + self._heights[at] + EDGE // 2 for at in range(self._rows)), initial=0)
        ]
        self.boxes = {name: self._box(name, *drawn[name], tops) for name in path.steps}
        self.arrows = sorted((self._arrow(route) for route in self._routes), key=lambda one: one.kind)
        self.bands = self._bands(tops)
        self.width = self._gutter_x[-1] + gutters[-1] + MARGIN
        self.bottom = self._top_y[-1]
        self.height = self.bottom + FOOT

    def _in_row(self, row: int) -> list[str]:
        return [name for name, place in self._grid.items() if place[0] == row]

    def _box(self, name: str, lines: list[str], pills: list[Pill], tops: list[int]) -> Box:
        row, column = self._grid[name]
        return Box(
            self._left[column], self._top_y[row] + tops[row], self._heights[row], name, self._path.steps[name], lines, pills
        )

    def _bands(self, tops: list[int]) -> list[Band]:
        rows = {
            stage: [self._grid[name][0] for name, step in self._path.steps.items() if step.stage == stage]
            for stage in self._path.stages
        }
        bands = []
        for number, (stage, said) in enumerate(self._path.stages.items(), 1):
            if held := rows[stage]:
                top, end = self._top_y[min(held)], self._top_y[max(held) + 1]
                bands.append(Band(top, end - top, number, wrap(said.nb, 17 * BOLD, BAND - 60)))
        return bands

    def _arrow(self, route: Route) -> Arrow:
        start, goal = self.boxes[route.start], self.boxes[route.goal]
        pill = start.pills[route.at]
        y = start.y + pill.y + pill.high // 2
        leaves_left = route.is_leftward(self._grid)
        x = start.x + PAD if leaves_left else start.x + WIDE - PAD
        if route.is_straight:
            return Arrow(f"M{x} {y}H{goal.x + WIDE + 3 if leaves_left else goal.x - 3}", self._kind(route))
        row = self._grid[route.goal][0]
        across = self._gutter_x[route.gutter] + self._tracks.across(route.gutter, route.goal)
        down = self._top_y[row] + self._tracks.down(row, route.goal)
        return Arrow(
            _rounded([(x, y), (across, y), (across, down), (goal.x + WIDE // 2, down), (goal.x + WIDE // 2, goal.y - 3)]),
            self._kind(route),
        )

    def _kind(self, route: Route) -> str:
        if self._grid[route.goal][0] < self._grid[route.start][0]:
            return "back"
        return "violence" if self._path.steps[route.goal].violence else "plain"


def _content(step: PathStep) -> tuple[list[str], list[Pill]]:
    lines = wrap(step.nb, TEXT * BOLD, WIDE - 2 * PAD)
    y, pills = PAD + 16 + 8 + TEXT_LINE * len(lines) + 6, list[Pill]()
    for choice in step.choices:
        said = wrap(choice.nb, CHOICE, WIDE - 2 * PAD - 30)
        high = CHOICE_LINE * len(said) + 10
        pills.append(Pill(y, high, said, choice.to == END))
        y += high + 6
    return lines, pills


def _height(_: list[str], pills: list[Pill]) -> int:
    return pills[-1].y + pills[-1].high + PAD


def _rounded(points: list[tuple[int, int]], radius: int = 7) -> str:
    """Return a line through the points with soft corners."""
    said = [f"M{points[0][0]} {points[0][1]}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        said.append(f"L{_toward(at, before, radius)}Q{at[0]} {at[1]} {_toward(at, after, radius)}")
    return "".join([*said, f"L{points[-1][0]} {points[-1][1]}"])


def _toward(at: tuple[int, int], other: tuple[int, int], radius: int) -> str:
    far = max(abs(other[0] - at[0]), abs(other[1] - at[1]), 1)
    part = min(radius, far / 2) / far
    return f"{at[0] + (other[0] - at[0]) * part:g} {at[1] + (other[1] - at[1]) * part:g}"
