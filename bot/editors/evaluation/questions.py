"""The blind questions: read from YAML lists, split once and for all into development and test halves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from bot.errors import UndringError
from bot.wording import say

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Half: TypeAlias = Literal["development", "test"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, the ids that would be a good first answer (none: outside the field), and how it is written."""

    text: str
    accept: tuple[str, ...]
    kind: str
    style: str = ""
    language: str = ""
    near: bool = False
    """For questions outside: True when it shares words with the guide."""

    @property
    def half(self) -> Half:
        """Return the half it belongs to: by a hash of its text, so that it never moves."""
        return "test" if hashlib.blake2b(self.text.encode(), digest_size=2).digest()[0] % 2 else "development"


@dataclass(frozen=True, slots=True)
class DangerQuestion:
    """One message that does, or does not, describe an immediate danger."""

    text: str
    danger: bool
    kind: str = ""

    @property
    def half(self) -> Half:
        """Return the half it belongs to."""
        return Question(self.text, (), "").half


def read_questions(folder: Path) -> list[Question]:
    """Return every question under `folder` that has ids to accept, or that is marked as outside."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        for row in yaml_rows(path):
            if isinstance(row, dict) and isinstance(row.get("q"), str) and ("accept" in row or "near" in row):
                found.append(_question(row, path))
    if not found:
        raise UndringError(say("no_questions", folder=folder))
    return found


def read_danger_questions(folder: Path) -> list[DangerQuestion]:
    """Return every question under `folder` that says whether it is an immediate danger."""
    rows = [row for path in sorted(folder.rglob("*.yaml")) for row in yaml_rows(path) if isinstance(row, dict)]
    return [
        DangerQuestion(row["q"], bool(row["danger"]), str(row.get("kind", ""))) for row in rows if "q" in row and "danger" in row
    ]


def yaml_rows(path: Path) -> list[Any]:
    """Return the rows of a YAML list; raises UndringError when it cannot be read."""
    try:
        held = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise UndringError(say("questions_broken", file=path, why=type(error).__name__)) from error
    return held if isinstance(held, list) else []


def _question(row: dict[str, Any], path: Path) -> Question:
    accept = tuple(str(one) for one in row.get("accept") or ())
    return Question(
        row["q"],
        accept,
        path.parent.name if accept else "outside",
        str(row.get("style", "")),
        str(row.get("lang", "")),
        bool(row.get("near", False)),
    )
