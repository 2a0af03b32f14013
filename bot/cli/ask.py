"""`ask`: one question, or each line of standard input, answered without a conversation."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cards.text import as_text
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory, Person
from bot.conversation.turn import Reply, Turn
from bot.errors import UndringError
from bot.guide.entry import SECTORS, Sector
from bot.wiring import conversation_from_settings
from bot.wording import say


def ask(
    text: Annotated[str | None, typer.Argument(help=say("cli_text"))] = None,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    sector: Annotated[str | None, typer.Option("--sector", help=say("cli_sector"))] = None,
    explain: Annotated[bool, typer.Option("--explain", help=say("cli_explain"))] = False,
) -> None:
    """Answer questions, each on its own."""
    chosen = sector_named(sector)
    conversation = conversation_from_settings()
    lines: Iterable[str] = [text] if text is not None else (line.rstrip("\n") for line in sys.stdin)
    for line in lines:
        turn = Turn("message", "shell", "shell", datetime.now(UTC), line)
        started = time.perf_counter()
        reply, _ = conversation.answer(turn, Memory(Person(sector=chosen)))
        took = (time.perf_counter() - started) * 1000
        if json_:
            print(json.dumps(row(reply, conversation, took), ensure_ascii=False), flush=True)
        else:
            print(as_text(reply.shown, conversation.guide), flush=True)
        if explain:
            print(conversation.matches.explain(reply.question), flush=True)  # type: ignore[attr-defined]


def sector_named(name: str | None) -> Sector | None:
    """Return the sector called `name`; raises UndringError with the right names."""
    if name is None:
        return None
    for sector in SECTORS:
        if sector == name.casefold():
            return sector
    raise UndringError(say("sector_unknown", name=name, names=", ".join(SECTORS)))


def row(reply: Reply, conversation: Conversation, took: float) -> dict[str, Any]:
    """Return the contract's object for one answer; `took` in milliseconds."""
    entries = conversation.guide.entries
    return {
        "question": reply.question,
        "outcome": reply.outcome,
        "entries": [
            {
                "id": one.entry_id,
                "kind": entries[one.entry_id].kind,
                "title": entries[one.entry_id].title,
                "score": round(one.score, 4),
            }
            for one in reply.entries
            if one.entry_id in entries
        ],
        "notices": list(reply.notices),
        "sector": reply.sector,
        "ms": round(took, 3),
    }
