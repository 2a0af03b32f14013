"""Between plain JSON and the SDK's models, by their own attribute maps; nothing unknown is lost on the way.

The SDK's serialiser takes half a millisecond an activity and drops properties it does not know (citations, feedback
marks, the tenant); this keeps them in `additional_properties`, both ways.
"""

from __future__ import annotations

from typing import Any

from botbuilder import schema
from botbuilder.schema import Activity

Json = dict[str, Any]


def activity_from(body: Json) -> Activity:
    """Return the SDK's activity for an activity in JSON."""
    return _made(Activity, body)


def _made(model: Any, body: Json) -> Any:
    keys = {held["key"]: (name, held["type"]) for name, held in model._attribute_map.items()}
    known = {keys[key][0]: _value(keys[key][1], value) for key, value in body.items() if key in keys and value is not None}
    made = model(**known)
    made.additional_properties = {key: value for key, value in body.items() if key not in keys}
    return made


def _value(kind: str, value: Any) -> Any:
    if kind.startswith("[") and isinstance(value, list):
        return [_value(kind[1:-1], one) for one in value]
    model = getattr(schema, kind, None)
    return _made(model, value) if isinstance(value, dict) and hasattr(model, "_attribute_map") else value


def json_from(model: Any) -> Any:
    """Return plain JSON for one of the SDK's models, or for anything that holds them."""
    if isinstance(model, list):
        return [json_from(one) for one in model]
    names = getattr(model, "_attribute_map", None)
    if names is None:
        return model.isoformat() if hasattr(model, "isoformat") else model
    made = {held["key"]: json_from(value) for name, held in names.items() if (value := getattr(model, name, None)) is not None}
    return {**(getattr(model, "additional_properties", None) or {}), **made}
