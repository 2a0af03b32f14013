"""A card as plain text: for clients without cards, for the shell, and to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cards.parts import Element

if TYPE_CHECKING:
    from bot.cards.shown import Shown
    from bot.guide.guide import Guide
LONGEST_SPEECH = 700
_NUMBERED = re.compile(r"^\d+\. (.*) · [^·\n]*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]*)\)")


def as_text(shown: Shown, guide: Guide) -> str:
    """Return what a person would read: the card's texts, and its buttons."""
    from bot.cards.draw import draw

    return str(draw(shown, guide)["fallbackText"])


def fallback_text(made: Element) -> str:
    """Return the card's texts, a line each, without Markdown; then the buttons that no numbered line names."""
    said = "\n".join(_bare(text) for text in _texts(made["body"]))
    numbered = set(_NUMBERED.findall(said))
    within = [one for element in made["body"] if element.get("type") == "ActionSet" for one in element["actions"]]
    buttons = [*within, *made.get("actions", ())]
    return "\n".join([said, *(f"[{one['title']}]" for one in buttons if one["title"] not in numbered)])


def spoken_text(made: Element) -> str:
    """Return what a voice assistant says: the beginning of the card, whole sentences."""
    said = " ".join(_bare(text).replace("\n", " ") for text in _texts(made["body"]))
    if len(said) <= LONGEST_SPEECH:
        return said
    cut = said[:LONGEST_SPEECH]
    return cut[: cut.rfind(". ") + 1] or cut


def _texts(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.get("type") == "TextBlock":
            yield element["text"]
        elif element.get("type") == "RichTextBlock":
            yield "".join(run["text"] for run in element["inlines"])
        elif element.get("type") == "Input.Text":
            yield "\n".join(filter(None, (element["label"], element.get("value"))))
        elif element.get("type") == "Input.Toggle":
            yield element["title"]
        elif element.get("type") == "Input.ChoiceSet":
            yield element["label"]
            yield from (f"- {choice['title']}" for choice in element["choices"])
        yield from _texts(element.get("items", []))


def _bare(text: str) -> str:
    return _LINK.sub(r"\1", text).replace("**", "")
