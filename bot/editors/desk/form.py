"""An entry as a form: every field as text to write in, and back to what the YAML holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.guide.entry import SECTORS

Shape: TypeAlias = Literal["line", "text", "lines", "ids", "links", "phones", "flag"]
Values: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form: the field's dotted name, and how its text is read."""

    name: str
    shape: Shape
    rows: int = 1

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys that lead to the field."""
        return tuple(self.name.split("."))


@dataclass(frozen=True, slots=True)
class Part:
    """Boxes that belong together, under one heading."""

    name: str
    boxes: tuple[Box, ...]


def parts_of(kind: str) -> tuple[Part, ...]:
    """Return the form of an entry of one kind."""
    service = (
        Box("phone", "phones", 2), Box("phone_unconfirmed", "flag"), Box("hours", "text", 2),
        Box("who", "text", 2), Box("when", "text", 2), Box("fallback", "line"),
    )  # fmt: skip
    parts = [
        Part("read", (Box("title", "line"), Box("answer", "text", 10), Box("more", "text", 12))),
        Part(
            "found",
            (
                Box("aliases", "lines", 5), Box("examples", "lines", 14),
                Box("added_aliases", "lines", 2), Box("added_examples", "lines", 3),
            ),
        ),
        *([Part("service", service)] if kind == "services" else []),
        Part("ground", (Box("source", "line"), Box("checked", "line"), Box("review_every", "line"), Box("danger", "flag"))),
        Part(
            "joined",
            (
                Box("provisions", "ids", 3), Box("services", "ids", 3), Box("see_also", "ids", 3),
                Box("resources", "ids", 3), Box("links", "links", 2),
            ),
        ),
        Part("sectors", tuple(_sector_boxes())),
        Part("nn", tuple(_translated("nn", kind))),
        Part("en", tuple(_translated("en", kind))),
    ]  # fmt: skip
    return tuple(parts)


def _sector_boxes() -> Iterator[Box]:
    for sector in SECTORS:
        yield Box(f"sectors.{sector}.text", "text", 3)
        yield Box(f"sectors.{sector}.provisions", "ids", 2)
        yield Box(f"sectors.{sector}.entry", "line")


def _translated(language: str, kind: str) -> Iterator[Box]:
    yield Box(f"{language}.title", "line")
    yield Box(f"{language}.answer", "text", 8)
    yield Box(f"{language}.more", "text", 4)
    yield Box(f"{language}.aliases", "lines", 3)
    if kind == "services":
        yield from (Box(f"{language}.{key}", "text", 2) for key in ("hours", "who", "when"))
    yield from (Box(f"{language}.sectors.{sector}", "text", 2) for sector in SECTORS)


def boxes_of(kind: str) -> dict[str, Box]:
    """Return every box of the form by its name."""
    return {box.name: box for part in parts_of(kind) for box in part.boxes}


def shown(data: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Return what stands in each box."""
    return {name: _text(_at(data, box.path), box.shape) for name, box in boxes_of(kind).items()}


def changed_fields(data: Mapping[str, Any], kind: str, values: Values) -> dict[str, Any]:
    """Return the top-level fields that `values` change, as the YAML shall hold them; None for a field that is to go."""
    boxes, whole = boxes_of(kind), _copied(data)
    touched = []
    for name, text in values.items():
        box = boxes.get(name)
        if box is not None and _tidy(text) != _text(_at(data, box.path), box.shape):
            _put(whole, box.path, _value(_tidy(text), box.shape))
            touched.append(box.path[0])
    return {key: whole.get(key) for key in dict.fromkeys(touched)}


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _text(value: Any, shape: Shape) -> str:
    if value is None or value == "":
        return ""
    if shape == "flag":
        return "true" if value is True else ""
    if shape in ("lines", "ids", "links", "phones") and isinstance(value, list):
        return "\n".join(_line(one, shape) for one in value)
    return _tidy(str(value))


def _line(one: Any, shape: Shape) -> str:
    keys = {"links": ("title", "url"), "phones": ("number", "label")}.get(shape)
    if keys and isinstance(one, Mapping):
        return " | ".join(str(one.get(key, "")) for key in keys)
    return " ".join(str(one).split())


def _value(text: str, shape: Shape) -> Any:
    if not text.strip():
        return None
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    match shape:
        case "flag":
            return True
        case "line":
            return " ".join(lines)
        case "text":
            return text.strip()
        case "lines":
            return lines
        case "ids":
            return [one for line in lines for one in re.split(r"[,\s]+", line) if one]
        case "links":
            return [dict(zip(("title", "url"), _halves(line), strict=True)) if "|" in line else line for line in lines]
        case "phones":
            return _phones(lines)


def _phones(lines: list[str]) -> Any:
    if len(lines) == 1 and "|" not in lines[0]:
        return lines[0]
    return [dict(zip(("number", "label"), _halves(line), strict=True)) for line in lines]


def _halves(line: str) -> tuple[str, str]:
    first, _, second = line.partition("|")
    return first.strip(), second.strip()


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set what is at `path`, or take it away with all that is then empty above it."""
    key, *rest = path
    if rest:
        inner = data.get(key)
        inner = inner if isinstance(inner, dict) else {}
        _put(inner, tuple(rest), value)
        value = inner or None
    if value is None:
        data.pop(key, None)
    else:
        data[key] = value


def _copied(value: Any) -> Any:
    return {key: _copied(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
