"""The drawing of a path: sound XML with every step and every choice, boxes apart, words within them, arrows clear of them."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from bot.editors.paths.drawing import BOLD, CHOICE, PAD, TEXT, WIDE, _Picture, draw_path
from bot.editors.paths.measure import width, wrap
from bot.guide.guide import Guide
from bot.guide.paths import END, GuidedPath

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def path(guide: Guide) -> GuidedPath:
    return guide.paths["fra-undring-til-tiltak"]


def test_every_step_stage_and_choice_is_drawn(path: GuidedPath) -> None:
    drawn = ElementTree.fromstring(draw_path(path))  # noqa: S314  our own drawing
    said = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
    for words in [*path.steps, *(step.nb for step in path.steps.values()), *(stage.nb for stage in path.stages.values())]:
        assert words in said, words
    choices = [choice for step in path.steps.values() for choice in step.choices]
    assert all(choice.nb in said for choice in choices)
    arrows = [one for one in drawn.iter(f"{SVG}path") if one.get("marker-end")]
    assert len(arrows) == len([one for one in choices if one.to != END])


def test_all_is_within_the_picture_and_no_boxes_overlap(path: GuidedPath) -> None:
    picture = _Picture(path)
    for a, b in combinations(picture.boxes.values(), 2):
        assert abs(a.x - b.x) >= WIDE or a.y + a.high <= b.y or b.y + b.high <= a.y, (a.name, b.name)
    for box in picture.boxes.values():
        assert box.x >= 0 and box.x + WIDE <= picture.width and box.y + box.high <= picture.bottom
        assert box.pills[-1].y + box.pills[-1].high <= box.high


def test_words_fit_their_boxes(path: GuidedPath) -> None:
    for box in _Picture(path).boxes.values():
        assert all(width(line, TEXT * BOLD) <= WIDE - 2 * PAD for line in box.lines)
        assert all(width(line, CHOICE) <= WIDE - 2 * PAD for pill in box.pills for line in pill.lines)


def points(arrow: str) -> list[tuple[float, float]]:
    """Return the corners of an arrow; a straight one ends at the height where it began."""
    if straight := re.fullmatch(r"M(\S+) (\S+)H(\S+)", arrow):
        x, y, end = map(float, straight.groups())
        return [(x, y), (end, y)]
    return [(float(x), float(y)) for x, y in re.findall(r"[MLQ ]?(-?[\d.]+) (-?[\d.]+)", arrow)]


def test_arrows_run_clear_of_boxes_and_end_at_their_step(path: GuidedPath) -> None:
    picture = _Picture(path)
    for arrow in picture.arrows:
        corners = points(arrow.points)
        for (x1, y1), (x2, y2) in list(pairwise(corners))[1:]:
            for box in picture.boxes.values():
                inside = (
                    max(x1, x2) > box.x and min(x1, x2) < box.x + WIDE and max(y1, y2) > box.y and min(y1, y2) < box.y + box.high
                )
                assert not inside, (arrow.points, box.name)
        end_x, end_y = corners[-1]
        assert any(
            box.x - 4 <= end_x <= box.x + WIDE + 4 and box.y - 4 <= end_y <= box.y + box.high for box in picture.boxes.values()
        )


def test_a_word_wider_than_its_room_stands_alone() -> None:
    assert wrap("en barnevernsmedarbeiderbekymringsmelding to", 15, 80) == ["en", "barnevernsmedarbeiderbekymringsmelding", "to"]
