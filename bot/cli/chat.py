"""`chat`: one conversation from the shell."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cards.text import as_text
from bot.cli.ask import row, sector_named
from bot.conversation.memory import Memory, Person
from bot.conversation.turn import Turn
from bot.wiring import conversation_from_settings
from bot.wording import say


def chat(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    sector: Annotated[str | None, typer.Option("--sector", help=say("cli_sector"))] = None,
) -> None:
    """Talk with the guide: each line of standard input is one message."""
    conversation = conversation_from_settings()
    memory = Memory(Person(sector=sector_named(sector)))
    if not json_ and sys.stdin.isatty():
        print(say("chat_hint"))
    for line in sys.stdin:
        turn = Turn("message", "shell", "shell", datetime.now(UTC), line.rstrip("\n"))
        started = time.perf_counter()
        reply, memory = conversation.answer(turn, memory)
        took = (time.perf_counter() - started) * 1000
        text = as_text(reply.shown, conversation.guide)
        if json_:
            said = {**row(reply, conversation, took), "text": text, "asks_back": reply.asks_back}
            print(json.dumps(said, ensure_ascii=False), flush=True)
        else:
            print(f"\n{text}\n", flush=True)
