"""`list`, `show` and `schema`: what the guide holds."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from bot.errors import UndringError, UnknownEntry
from bot.guide.entry import Entry
from bot.guide.schema import entry_schema
from bot.wiring import guide_from_settings
from bot.wording import say


def list_entries(json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False) -> None:
    """Print every entry: one line each, or a JSON list."""
    guide = guide_from_settings()
    if json_:
        print(json.dumps([_row(entry) for entry in guide], ensure_ascii=False))
        return
    for entry in guide:
        print(f"{entry.id:<44} {entry.kind:<9} {entry.layer:<9} {entry.checked}  {entry.title}")


def show(
    entry_id: Annotated[str, typer.Argument(metavar="ID", help=say("cli_id"))],
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
) -> None:
    """Print one entry, whole, as merged from its layers."""
    guide = guide_from_settings()
    try:
        entry = guide.entry(entry_id)
    except UnknownEntry as error:
        near = ", ".join(error.nearest)
        key = "unknown_entry_near" if near else "unknown_entry"
        raise UndringError(say(key, id=entry_id, nearest=near)) from error
    data = entry.model_dump(mode="json", exclude_defaults=True)
    if json_:
        print(json.dumps(data, ensure_ascii=False))
        return
    for key, value in data.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        print(f"{key}: {text}")


def schema() -> None:
    """Print the JSON Schema of an entry, generated from entry.py."""
    print(json.dumps(entry_schema(), ensure_ascii=False, indent=2))


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "layer": entry.layer,
        "checked": str(entry.checked),
        "reviewed": str(entry.reviewed) if entry.reviewed else None,
        "aliases": list(entry.aliases),
        "has_phone": bool(entry.phones),
        "phone_unconfirmed": entry.phone_unconfirmed,
        "danger": entry.danger,
    }
