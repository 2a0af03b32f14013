"""`tickets`: the questions handed over to humans, and from a good answer a draft entry for the editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.cli.data import open_settings, with_store
from bot.conversation.keeping import Ticket
from bot.editors.writing.files import put_new
from bot.errors import UndringError
from bot.guide.entry import LONGEST_ANSWER
from bot.stores.records import date_of
from bot.wording import say

_LONGEST_TITLE = 80


def tickets(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    draft: Annotated[str | None, typer.Option("--draft", metavar="ID", help=say("cli_tickets_draft"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("cli_tickets_out"))] = None,
) -> None:
    """Print what has been handed over, or write a draft from one answer."""
    if (draft is None) != (out is None):
        raise UndringError(say("tickets_both"))
    held = with_store(open_settings(), lambda store: store.tickets.all())
    if draft is not None and out is not None:
        _write(held, draft, out)
    elif json_:
        print(json.dumps([_row(one) for one in held], ensure_ascii=False))
    else:
        _show(held)


def _show(held: tuple[Ticket, ...]) -> None:
    states = {
        "open": say("tickets_open"), "taken": say("tickets_taken"), "answered": say("tickets_answered"),
        "helped": say("tickets_helped"), "unhelped": say("tickets_unhelped"), "closed": say("tickets_closed"),
        "withdrawn": say("tickets_withdrawn"),
    }  # fmt: skip
    for one in held:
        print(say("tickets_line", id=one.id, state=states[one.status], day=date_of(one.created), question=_flat(one.question)))
        if one.answer:
            print(say("tickets_answer", answer=_flat(one.answer)))
    if not held:
        print(say("tickets_none"))


def _row(one: Ticket) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind or None,
        "status": one.status,
        "created": date_of(one.created),
        "updated": date_of(one.updated),
        "question": one.question,
        "answer": one.answer or None,
    }


def _write(held: tuple[Ticket, ...], ticket_id: str, out: Path) -> None:
    found = next((one for one in held if one.id == ticket_id), None)
    if found is None:
        raise UndringError(say("tickets_unknown", id=ticket_id))
    if not found.answer:
        raise UndringError(say("tickets_unanswered", id=ticket_id))
    if out.exists():
        raise UndringError(say("data_exists", file=out))
    put_new(out, draft_of(found))
    print(say("tickets_written", file=out))


def draft_of(ticket: Ticket) -> str:
    """Return an entry as YAML from an answered question: a draft that nobody has approved, and that says so."""
    excerpt = _excerpt(ticket.answer)
    fields = {
        "title": _flat(ticket.question)[:_LONGEST_TITLE],
        "aliases": [],
        "examples": [_flat(ticket.question)],
        "answer": excerpt,
        **({"more": ticket.answer} if excerpt != ticket.answer else {}),
        "source": say("tickets_source", day=date_of(ticket.updated)),
        "checked": date_of(ticket.updated),
    }
    head = say("tickets_draft", kind=ticket.kind or "glossary").strip().splitlines()
    body = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=120)
    return "".join(f"# {line}\n" for line in head) + body


def _excerpt(answer: str) -> str:
    """Return the paragraphs that an excerpt has room for; cut at a word where even the first is too long."""
    kept = ""
    for row in answer.splitlines():
        longer = f"{kept}\n{row}".strip()
        if len(longer) > LONGEST_ANSWER:
            break
        kept = longer
    return kept or answer[: LONGEST_ANSWER - 1].rsplit(" ", 1)[0] + "…"


def _flat(text: str) -> str:
    return " ".join(text.split())
