"""The answer to a message extension's query: a list of entries, each with the card it becomes in the chat."""

from __future__ import annotations

from typing import Any

from bot.cards.shared import excerpt, shared_card
from bot.conversation.lookup import Lookup
from bot.guide.entry import Kind, Language
from bot.guide.guide import Guide

CARD = "application/vnd.microsoft.card.adaptive"
PREVIEW = "application/vnd.microsoft.card.thumbnail"
KINDS: dict[str, Kind] = {"services": "services", "duties": "duties"}
"""Which commands look among one kind alone."""


def query_result(value: dict[str, Any], lookup: Lookup, guide: Guide, language: Language, public_url: str) -> dict[str, Any]:
    """Return the body for `composeExtension/query`; whatever is typed gets a list, perhaps an empty one."""
    found = lookup.find(_typed(value), KINDS.get(str(value.get("commandId", ""))))
    attachments = []
    for entry_id in found:
        entry = guide.entries[entry_id]
        kind = guide.phrases.say(language, f"kind_{entry.kind}")
        preview: dict[str, Any] = {"title": entry.title_in(language), "text": f"{kind} · {excerpt(entry, language)}"}
        if public_url:
            preview["images"] = [{"url": f"{public_url.rstrip('/')}/static/icon-192.png", "alt": kind}]
        attachments.append(
            {
                "contentType": CARD,
                "content": shared_card(guide, entry, language, public_url),
                "preview": {"contentType": PREVIEW, "content": preview},
            }
        )
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def said_instead(text: str) -> dict[str, Any]:
    """Return the body that shows a sentence where the list would have been."""
    return {"composeExtension": {"type": "message", "text": text}}


def _typed(value: dict[str, Any]) -> str:
    parameters = value.get("parameters")
    rows = parameters if isinstance(parameters, list) else []
    given = [row for row in rows if isinstance(row, dict) and isinstance(row.get("value"), str)]
    # A client that has not read our manifest has no name for what is typed.
    named = [row for row in given if row.get("name") == "q"] or [row for row in given if row.get("name") != "initialRun"]
    return str(named[0]["value"]) if named else ""
