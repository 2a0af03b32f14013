"""Turn pydantic's errors into faults an editor understands: file, line, and what to do, with the nearest right name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import Fault
from bot.guide.yaml_reader import Path_
from bot.wording import say

Model = TypeVar("Model", bound=BaseModel)
Place = Callable[[Path_], tuple[str, int]]

_BY_TYPE = {
    "missing": "missing",
    "string_type": "not_text",
    "tuple_type": "not_list",
    "dict_type": "not_map",
    "model_type": "not_map",
    "model_attributes_type": "not_map",
    "bool_type": "not_true_false",
    "bool_parsing": "not_true_false",
    "date_from_datetime_parsing": "not_date",
    "date_parsing": "not_date",
    "date_type": "not_date",
    "date_from_datetime_inexact": "not_date",
    "string_too_short": "yaml_empty",
}
_OWN = ("not_https", "not_period")


def validated(model: type[Model], data: dict[str, Any], place: Place) -> tuple[Model | None, list[Fault]]:
    """Return the model of `data`, or None and every fault in it."""
    own, start = ("id", "kind", "layer"), place(("",))
    faults = [
        Fault(*place((key,)), "error", say("key_not_yours", key=key)) for key in own if key in data and place((key,)) != start
    ]
    try:
        return (model.model_validate(data) if not faults else None), faults
    except ValidationError as error:
        seen = [_fault(model, details, place) for details in error.errors(include_url=False)]
        return None, list(dict.fromkeys([*faults, *seen]))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the name most like `name`, if any is like it."""
    found = difflib.get_close_matches(name, list(names), 1, 0.7)
    return found[0] if found else None


def _fault(model: type[BaseModel], details: ErrorDetails, place: Place) -> Fault:
    *above, last = details["loc"] or ("",)
    # An unknown key is the editor's own word, whatever it looks like.
    tail = () if _is_union_tag(last) and details["type"] != "extra_forbidden" else (last,)
    path = (*(part for part in above if not _is_union_tag(part)), *tail)
    file, line = place(path)
    return Fault(file, line, "error", _message(model, path, details))


def _is_union_tag(part: str | int) -> bool:
    return isinstance(part, str) and ("[" in part or part in ("str", "Link", "Phone", "function-after"))


def _message(model: type[BaseModel], path: Path_, details: ErrorDetails) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    kind, context, value = details["type"], details.get("ctx", {}), details["input"]
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "string_too_long":
        return say("too_long", key=key, length=len(str(value).strip()), most=context["max_length"])
    if kind == "string_pattern_mismatch":
        return say("bad_id", key=key, value=str(value)[:60])
    if kind == "literal_error":
        return say("not_choice", value=str(value)[:60], choices=context["expected"])
    if kind == "value_error" and str(context.get("error")) in _OWN:
        return say(str(context["error"]), key=key)
    if kind in _BY_TYPE:
        return say(_BY_TYPE[kind], key=key)
    return say("other_fault", key=key, why=kind)


def _unknown_key(model: type[BaseModel], path: Path_) -> str:
    key = str(path[-1])
    near = nearest(key, _fields_at(model, path[:-1]))
    return say("key_unknown_near", key=key, nearest=near) if near else say("key_unknown", key=key)


def _fields_at(model: type[BaseModel], path: Path_) -> list[str]:
    from bot.guide.entry import Link, Phone, SectorVersion, Translation

    inner: dict[str, type[BaseModel]] = {
        "nn": Translation,
        "en": Translation,
        "sectors": SectorVersion,
        "links": Link,
        "phone": Phone,
    }
    found = inner.get(str(path[0]), model) if path else model
    return [name for name in found.model_fields if name not in ("id", "kind", "layer")]
