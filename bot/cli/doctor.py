"""`doctor`: is everything right for people to ask?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.operators.doctor import examine
from bot.settings import read_settings
from bot.wording import say

_MARKS = {"good": "✓", "warning": "!", "fault": "✗"}


def doctor(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
) -> None:
    """Print every finding; exit 1 when something must be put right."""
    found = examine(read_settings())
    if json_:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            print(f"{_MARKS[one.state]} {say(f'doctor_about_{one.about}')}: {one.message}")
    raise typer.Exit(1 if any(one.state == "fault" for one in found) else 0)
