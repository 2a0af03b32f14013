"""The drawing of a path: sound XML with every step and every choice, each box apart from the others."""

from __future__ import annotations

from xml.etree import ElementTree

from bot.editors.paths.drawing import HIGH, WIDE, draw_path
from bot.guide.loader import load_guide
from bot.guide.paths import END

SVG = "{http://www.w3.org/2000/svg}"


def test_every_step_and_choice_is_drawn_and_no_boxes_overlap() -> None:
    path = load_guide().paths["fra-undring-til-tiltak"]
    drawn = ElementTree.fromstring(draw_path(path))  # noqa: S314  our own drawing
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    assert set(path.steps) <= set(said)
    choices = [choice.nb for step in path.steps.values() for choice in step.choices if choice.to != END]
    assert len([one for one in drawn.iter(f"{SVG}path") if one.get("marker-end")]) == len(choices)
    assert set(choices) <= set(said)
    places = [(int(box.attrib["x"]), int(box.attrib["y"])) for box in drawn.iter(f"{SVG}rect") if box.get("x")]
    assert len(places) == len(path.steps)
    apart = [abs(a[0] - b[0]) >= WIDE or abs(a[1] - b[1]) >= HIGH for at, a in enumerate(places) for b in places[:at]]
    assert all(apart)
