"""`train`: learn from the guide now, so that the first start is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.guide.loader import load_guide
from bot.settings import read_settings
from bot.wiring import train_matcher
from bot.wording import say


def train(
    out: Annotated[Path | None, typer.Option("--out", help=say("cli_train_out"))] = None,
) -> None:
    """Compute what the matcher learns from the guide's phrasings and keep it."""
    settings = read_settings()
    print(train_matcher(load_guide(settings.KNOWLEDGE), settings, out))
