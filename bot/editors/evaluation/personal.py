"""Personal data in messages: how much passes the mask, and how much that is harmless it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.editors.evaluation.measures import Share
from bot.editors.evaluation.questions import Half, Question, yaml_rows


@dataclass(frozen=True, slots=True)
class PersonalMessage:
    """A message, what must be masked in it, and what must stay."""

    text: str
    secrets: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def half(self) -> Half:
        """Return the half it belongs to."""
        return Question(self.text, (), "").half


def read_personal(folder: Path) -> list[PersonalMessage]:
    """Return every message under `folder` that says what is secret in it."""
    rows = [row for path in sorted(folder.rglob("*.yaml")) for row in yaml_rows(path) if isinstance(row, dict)]
    return [
        PersonalMessage(str(row["q"]), tuple(map(str, row["secrets"])), tuple(map(str, row.get("keep") or ())))
        for row in rows
        if "q" in row and "secrets" in row
    ]


def personal_measures(mask: Callable[[str], tuple[str, bool]], messages: Sequence[PersonalMessage]) -> dict[str, Share]:
    """Return the share of secrets that pass the mask, and of harmless words that do not."""
    leaked = kept = secrets = words = 0
    for message in messages:
        masked = mask(message.text)[0].casefold()
        secrets += len(message.secrets)
        words += len(message.keep)
        leaked += sum(secret.casefold() in masked for secret in message.secrets)
        kept += sum(word.casefold() in masked for word in message.keep)
    return {"leaked": Share(leaked, secrets), "overmasked": Share(words - kept, words)}
