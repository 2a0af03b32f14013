"""`path`: the guided paths, listed or drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.editors.paths.drawing import draw_path
from bot.wiring import guide_from_settings
from bot.wording import say


def path(
    svg: Annotated[bool, typer.Option("--svg", help=say("cli_path_svg"))] = False,
    out: Annotated[Path | None, typer.Option("--out", help=say("cli_path_out"))] = None,
) -> None:
    """Print every guided path with its steps; with --svg draw them, to --out or to the screen."""
    for name, guided in guide_from_settings().paths.items():
        if svg and out:
            out.write_text(draw_path(guided), encoding="utf-8")
        elif svg:
            print(draw_path(guided))
        else:
            print(f"{name}: {guided.title.nb} ({', '.join(guided.steps)})")
