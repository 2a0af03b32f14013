"""JSON as bytes, read and written by orjson, with parts that were written before put in as they are."""

from __future__ import annotations

from typing import Any, TypeAlias

import orjson

Json: TypeAlias = dict[str, Any]
DEEPEST = 200
"""Levels of nesting that are read: what walks through an activity, the SDK too, calls itself at each; a card has ten."""


class Written:
    """A part of some JSON that is already written; never changed, so copies of a message share it."""

    __slots__ = ("data",)

    def __init__(self, value: Any) -> None:
        self.data = orjson.Fragment(dump(value))

    def __deepcopy__(self, memo: dict[int, Any]) -> Written:
        return self


def _default(value: Any) -> Any:
    if isinstance(value, Written):
        return value.data
    raise TypeError(type(value).__name__)


def dump(value: Any) -> bytes:
    """Return `value` as JSON."""
    try:
        return orjson.dumps(value, default=_default)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, or a number beyond 64 bits, from an odd client: the standard writer escapes them.
        import json

        return json.dumps(value, default=lambda held: orjson.loads(orjson.dumps(_default(held)))).encode()


def load(data: bytes) -> Any:
    """Return what JSON says; raises ValueError for anything else, and for what is nested too deep."""
    value = orjson.loads(data)
    if data.count(b"[") + data.count(b"{") > DEEPEST and _is_deep(value):
        raise ValueError("nested too deep")
    return value


def _is_deep(value: Any) -> bool:
    level: list[Any] = [[value]]
    for _ in range(DEEPEST + 1):
        held = [one.values() if isinstance(one, dict) else one for one in level]
        level = [inner for inners in held for inner in inners if isinstance(inner, dict | list)]
        if not level:
            return False
    return True
