"""`check`: every fault of the guide at once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.editors.clashes import clashes
from bot.guide.loader import read_layers
from bot.settings import read_settings
from bot.wiring import learned_matcher
from bot.wording import say


def check(
    strict: Annotated[bool, typer.Option("--strict", help=say("cli_strict"))] = False,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    quick: Annotated[bool, typer.Option("--quick", help=say("cli_quick"))] = False,
) -> None:
    """Print all faults; exit 1 on errors, with --strict on warnings too."""
    settings = read_settings()
    loading = read_layers(settings.KNOWLEDGE)
    faults = list(loading.faults)
    if loading.guide is not None and not quick:
        faults = sorted({*faults, *clashes(loading.guide, learned_matcher(loading.guide, settings))})
    errors = sum(fault.level == "error" for fault in faults)
    if json_:
        print(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False))
    else:
        for fault in faults:
            print(fault)
        if loading.guide is not None and not faults:
            guide = loading.guide
            print(say("check_none", entries=len(guide), provisions=len(guide.provisions), resources=len(guide.resources)))
        else:
            print(say("check_count", errors=errors, warnings=len(faults) - errors))
    raise typer.Exit(1 if errors or (strict and faults) else 0)
