"""The JSON Schema of an entry's file, for the editor's own completion; generated, never written by hand."""

from __future__ import annotations

from typing import Any

from bot.guide.entry import Entry

_NOT_WRITTEN = ("id", "kind", "layer")


def entry_schema() -> dict[str, Any]:
    """Return the schema of one file under knowledge/<layer>/<kind>/."""
    schema = Entry.model_json_schema()
    for name in _NOT_WRITTEN:
        schema["properties"].pop(name)
    schema["required"] = [name for name in schema["required"] if name not in _NOT_WRITTEN]
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
