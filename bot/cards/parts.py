"""The pieces cards are made of: Adaptive Cards 1.5 elements as plain dicts, each readable on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

Element: TypeAlias = dict[str, Any]

VERSION = "1.5"
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*$")


def heading(text: str, size: str = "Large") -> Element:
    """Return a heading that screen readers announce as one."""
    return {"type": "TextBlock", "text": text, "weight": "Bolder", "size": size, "wrap": True, "style": "heading"}


def label(text: str) -> Element:
    """Return the small line over a heading that says what kind of thing it is."""
    return {"type": "TextBlock", "text": text, "size": "Small", "weight": "Bolder", "color": "Accent", "wrap": True}


def paragraph(text: str) -> Element:
    """Return running text; bold, links and lists are allowed."""
    return {"type": "TextBlock", "text": text.strip(), "wrap": True}


def small(text: str) -> Element:
    """Return a quiet line."""
    return {"type": "TextBlock", "text": text, "wrap": True, "size": "Small", "isSubtle": True, "spacing": "Small"}


def section(title: str, elements: Iterable[Element]) -> list[Element]:
    """Return a titled section, or nothing when it is empty."""
    inner = list(elements)
    if not inner:
        return []
    top = {
        "type": "TextBlock",
        "text": title,
        "weight": "Bolder",
        "size": "Default",
        "wrap": True,
        "style": "heading",
        "separator": True,
        "spacing": "Medium",
    }
    return [top, *inner]


def line(text: str) -> Element:
    """Return one line of a list."""
    return {"type": "TextBlock", "text": text, "wrap": True, "spacing": "Small"}


def notice(style: str, elements: Iterable[Element]) -> Element:
    """Return a coloured box; its words say what its colour says."""
    return {"type": "Container", "style": style, "bleed": True, "items": list(elements)}


def prose(text: str) -> list[Element]:
    """Return Markdown as elements: Teams draws no headings inside a text, so each becomes one of its own."""
    elements: list[Element] = []
    held: list[str] = []
    for row in [*text.splitlines(), "#  "]:
        found = _HEADING.match(row) if row != "#  " else True
        if not found:
            held.append(row)
            continue
        if "".join(held).strip():
            elements.append(paragraph("\n".join(held)))
        held = []
        if found is not True:
            elements.append(heading(found.group(1), "Medium"))
    return elements


def box(elements: Iterable[Element]) -> list[Element]:
    """Return what must be found at a glance in a quiet box of its own, or nothing when it is empty."""
    inner = list(elements)
    for element in inner[:1]:
        element.pop("separator", None)
    return [{"type": "Container", "style": "emphasis", "spacing": "Medium", "items": inner}] if inner else []


def press(title: str, verb: str, look: Element | None = None, **data: str) -> Element:
    """Return a button that says a verb and small data, never text; old clients submit the same data."""
    carried = {"undring": {"verb": verb, **data}}
    shared = {"title": title, "data": carried, **(look or {})}
    return {"type": "Action.Execute", "verb": verb, **shared, "fallback": {"type": "Action.Submit", **shared}}


def carry_language(made: Any, language: str) -> None:
    """Let every button of a card tell the language it stands in: whoever presses it is answered in that."""
    if isinstance(made, dict):
        if (carried := made.get("undring")) is not None:
            carried["language"] = language
        for held in made.values():
            carry_language(held, language)
    elif isinstance(made, list):
        for held in made:
            carry_language(held, language)


def link(title: str, url: str) -> str:
    """Return a Markdown link whose text cannot break out of it."""
    plain = re.sub(r"[\[\]\\]", "", title)
    return f"[{plain}]({url.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def card(body: Iterable[Element], actions: Iterable[Element], language: str) -> Element:
    """Return an Adaptive Card with its body and at most six actions."""
    made: Element = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "lang": language,
        "body": list(body),
        "msteams": {"width": "Full"},
    }
    if chosen := list(actions)[:6]:
        made["actions"] = chosen
    return made
