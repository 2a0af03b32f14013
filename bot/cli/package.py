"""`package`: the Teams app package, ready to upload."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UndringError
from bot.packaging.package import build_package
from bot.settings import read_settings
from bot.wording import say


def package(
    out: Annotated[Path, typer.Option("--out", help=say("cli_package_out"))],
) -> None:
    """Build the package for the bot and address in the settings."""
    held = build_package(read_settings())
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(held)
    except OSError as error:
        raise UndringError(say("package_unwritable", file=out, why=error.strerror or "")) from error
    print(say("package_done", file=out, size=len(held) // 1024))
