"""Whole conversations, measured turn by turn: was each handled as a good colleague would?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn
from bot.editors.evaluation.questions import Half, Question, yaml_rows

_BETWEEN = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation: what is said, and what is expected of each reply."""

    name: str
    turns: tuple[tuple[str, Mapping[str, Any]], ...]

    @property
    def half(self) -> Half:
        """Return the half it belongs to, by its first words."""
        return Question(f"{self.name} {self.turns[0][0]}", (), "").half


@dataclass(frozen=True, slots=True)
class TurnSeen:
    """One turn of a dialog, and which expectations its reply did not meet."""

    dialog: str
    said: str
    failed: tuple[str, ...]


def read_dialogs(folder: Path) -> list[Dialog]:
    """Return every dialog under `folder`: rows with a name and turns."""
    rows = [row for path in sorted(folder.rglob("*.yaml")) for row in yaml_rows(path)]
    return [
        Dialog(str(row["name"]), tuple((str(turn["say"]), turn.get("expect") or {}) for turn in row["turns"]))
        for row in rows
        if isinstance(row, dict) and row.get("turns") and "name" in row
    ]


def hold_dialogs(conversation: Conversation, dialogs: Sequence[Dialog]) -> list[TurnSeen]:
    """Hold each dialog from a clean memory and judge every turn."""
    return [seen for dialog in dialogs for seen in _hold(conversation, dialog)]


def _hold(conversation: Conversation, dialog: Dialog) -> list[TurnSeen]:
    memory, now, seen = Memory(), datetime(2026, 11, 24, 9, 0, tzinfo=UTC), []
    for said, expected in dialog.turns:
        reply, memory = conversation.answer(Turn("message", "dialog", "dialog", now, said), memory)
        now += _BETWEEN
        seen.append(TurnSeen(dialog.name, said, tuple(_failed(reply, expected))))
    return seen


def _failed(reply: Reply, expected: Mapping[str, Any]) -> list[str]:
    ids = [one.entry_id for one in reply.entries]
    got: dict[str, Any] = {
        "outcome": reply.outcome,
        "danger": "danger" in reply.notices,
        "personal_data": "personal_data" in reply.notices,
        "sector": reply.sector,
        "asks_back": reply.asks_back,
        "language": reply.language,
    }
    failed = [f"{key}: {got[key]}" for key, wanted in expected.items() if key in got and not _fits(got[key], wanted)]
    if "first" in expected and (not ids or ids[0] not in expected["first"]):
        failed.append(f"first: {ids[:1]}")
    if "among" in expected and not set(ids[:4]) & set(expected["among"]):
        failed.append(f"among: {ids[:4]}")
    if "not_first" in expected and ids and ids[0] in expected["not_first"]:
        failed.append(f"not_first: {ids[0]}")
    return failed


def _fits(got: Any, wanted: Any) -> bool:
    return got in wanted if isinstance(wanted, list) else bool(got == wanted)
