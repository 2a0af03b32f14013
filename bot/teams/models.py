"""Between plain JSON and the SDK's models, by their own attribute maps; nothing unknown is lost on the way.

The SDK's serialiser takes half a millisecond an activity and drops properties it does not know (citations, feedback
marks, the tenant); this keeps them in `additional_properties`, both ways.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from botbuilder import schema
from botbuilder.schema import Activity, ConversationReference

from bot.teams.plain import Json

Kind = TypeVar("Kind", bound="Folded")


class Folded(Activity):
    """An activity that is its JSON, and becomes the SDK's model when more than its type is asked for, or anything is set."""

    def __getattr__(self, name: str) -> Any:
        """Unfold; called only for what is not there yet."""
        if name.startswith("_") or not self._unfold():
            raise AttributeError(name)
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._unfold()
        self.__dict__[name] = value

    def _unfold(self) -> bool:
        body = self.__dict__.pop("_json", None)
        if body is not None:
            _fill(self.__dict__, Activity, body)
        return body is not None


class Outgoing(Folded):
    """An activity of ours: TurnContext copies what it sends, and this makes that cheap."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Outgoing:
        """Return a copy whose fields may be set anew; what they hold is shared, since nobody changes it."""
        made = object.__new__(Outgoing)
        made.__dict__.update(self.__dict__)
        return made


def outgoing_from(body: Json) -> Outgoing:
    """Return an activity to send, from its fields in JSON."""
    return _folded(Outgoing, body)


def activity_from(body: Json) -> Activity:
    """Return the SDK's activity for an activity in JSON."""
    return _folded(Folded, body)


def _folded(kind: type[Kind], body: Json) -> Kind:
    made = object.__new__(kind)
    made.__dict__.update(type=body.get("type"), _json=body)
    return made


def folded(activity: Activity) -> Json | None:
    """Return the JSON that an activity still is; None once it has become the SDK's model."""
    held: Json | None = activity.__dict__.get("_json")
    return held


@cache
def _keys(model: Any) -> dict[str, tuple[str, Any, int]]:
    """Return, by JSON key, a model's attribute, the model of its value if it has one, and how deep in lists it lies."""
    return {held["key"]: (name, *_kind(held["type"])) for name, held in model._attribute_map.items()}


def _kind(written: str) -> tuple[Any, int]:
    name = written.strip("[]")
    model = getattr(schema, name, None)
    return (model if hasattr(model, "_attribute_map") else None), written.count("[")


@cache
def _blank(model: Any) -> dict[str, Any]:
    return dict(vars(model()))


@cache
def _attributes(model: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, held["key"]) for name, held in model._attribute_map.items())


def _made(model: Any, body: Json) -> Any:
    made = object.__new__(model)
    _fill(made.__dict__, model, body)
    return made


def _fill(values: dict[str, Any], model: Any, body: Json) -> None:
    keys = _keys(model)
    values.update(_blank(model))
    rest: Json = {}
    for key, value in body.items():
        known = keys.get(key)
        if known is None:
            rest[key] = value
        elif value is not None:
            name, kind, depth = known
            values[name] = value if kind is None else _value(kind, depth, value)
    values["additional_properties"] = rest


def _value(kind: Any, depth: int, value: Any) -> Any:
    if depth and isinstance(value, list):
        return [_value(kind, depth - 1, one) for one in value]
    return _made(kind, value) if isinstance(value, dict) else value


def json_from(model: Any) -> Any:
    """Return plain JSON for one of the SDK's models, or for anything that holds them."""
    if isinstance(model, str):
        return model
    if isinstance(model, list):
        return [json_from(one) for one in model]
    if not hasattr(model, "_attribute_map"):
        return model.isoformat() if hasattr(model, "isoformat") else model
    if isinstance(model, Folded) and (body := folded(model)) is not None:
        return {key: value for key, value in body.items() if value is not None}
    values = model.__dict__
    made = dict(values.get("additional_properties") or {})
    for name, key in _attributes(model.__class__):
        value = values.get(name)
        if value is not None:
            made[key] = value if isinstance(value, str) else json_from(value)
    return made


def reference_from(body: Json) -> ConversationReference:
    """Return the SDK's reference to a conversation."""
    return _made(ConversationReference, body)
