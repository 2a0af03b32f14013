"""`new-municipality`: a local layer to fill in, and a checklist that turns green."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.editors.municipality.checklist import Item, checklist
from bot.editors.municipality.layer import Pattern, write_layer
from bot.errors import UndringError
from bot.settings import read_settings
from bot.wiring import guide_from_settings
from bot.wording import say


def new_municipality(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=say("cli_municipality_name"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=say("cli_municipality_out"))] = None,
    check: Annotated[Path | None, typer.Option("--check", metavar="DIR", help=say("cli_municipality_check"))] = None,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
) -> None:
    """Write a layer for a municipality, or tell how far one has come: exit 1 until it is green."""
    settings = read_settings()
    pattern = Pattern(guide_from_settings(settings), tuple(settings.KNOWLEDGE))
    if check is not None:
        items = checklist(check, pattern)
        _show(items, json_)
        raise typer.Exit(0 if all(item.done for item in items) else 1)
    if name is None or out is None:
        raise UndringError(say("municipality_what"))
    files = write_layer(name, out, pattern)
    _show(checklist(out, pattern), json_)
    if not json_:
        print(say("municipality_written", files=files, out=out, national=pattern.layers[0]))


def _show(items: tuple[Item, ...], json_: bool) -> None:
    if json_:
        print(json.dumps([asdict(item) for item in items], ensure_ascii=False))
        return
    for item in items:
        mark = typer.style("✔", fg="green") if item.done else typer.style("✘", fg="red")
        typer.echo(f"{mark} {item.title}" + (f": {item.left}" if item.left else ""))
    typer.echo(say("municipality_count", done=sum(item.done for item in items), all=len(items)))
