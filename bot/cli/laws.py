"""`laws`: what Lovdata's public data says of the provisions that entries cite."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from bot.editors.laws.archive import LawDataFault
from bot.editors.laws.download import fetch_dataset
from bot.editors.laws.showing import as_marks, as_text
from bot.editors.laws.watch import LawData, findings, read_law_data
from bot.editors.reviews.opened import open_for_laws
from bot.settings import Settings, read_settings
from bot.wiring import guide_from_settings
from bot.wording import say


def laws(
    files: Annotated[list[Path] | None, typer.Option("--from", help=say("cli_laws_from"))] = None,
    more: Annotated[list[Path] | None, typer.Argument(help=say("cli_laws_from"))] = None,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    github: Annotated[bool, typer.Option("--github", help=say("cli_laws_github"))] = False,
    opening: Annotated[bool, typer.Option("--open", help=say("cli_open"))] = False,
) -> None:
    """Print what has happened to the provisions; exit code 2 when the law data cannot be used."""
    settings = read_settings()
    guide = guide_from_settings(settings)
    data = law_data([*(files or []), *(more or [])], settings)
    found = findings(guide, data)
    if opening:
        open_for_laws(settings.KNOWLEDGE, found)
    if json_:
        print(json.dumps([one.row() for one in found], ensure_ascii=False))
    elif github:
        print(as_marks(found, guide, settings.KNOWLEDGE))
    else:
        print(as_text(found, guide))


def law_data(files: Sequence[Path], settings: Settings) -> LawData:
    """Return the law data of `files`, or of the datasets fetched now; ends with code 2 when it cannot be used."""
    try:
        return read_law_data(files or asyncio.run(_fetched(settings)))
    except LawDataFault as error:
        print(str(error), file=sys.stderr)
        raise typer.Exit(2) from error


async def _fetched(settings: Settings) -> list[Path]:
    base = settings.LAW_DATA_URL.rstrip("/")
    names = ("gjeldende-lover.tar.bz2", f"lovtidend-avd1-{date.today().year}.tar.bz2")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    found = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        for name in names:
            bar = bars.add_task(name, total=None)

            def show(seen: int, whole: int, task: object = bar) -> None:
                bars.update(task, completed=seen, total=whole or None)  # type: ignore[arg-type]

            found.append(await fetch_dataset(f"{base}/{name}", settings.CACHE / "laws", show))
    return found
