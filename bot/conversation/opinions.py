"""What people think of an answer: a thumb, a reason, words; and which answer it stands under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Verdict = Literal["like", "dislike"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A thumb, and what the person said with it."""

    verdict: Verdict
    reason: str | None = None
    """One of those offered."""
    words: str = ""
    """The person's own, as they were written: to be masked before they are kept."""


class Feedback(Protocol):
    """Thumbs up and down; nothing tells whose."""

    async def note(self, entry_id: str | None, verdict: Verdict, reason: str | None = None, words: str = "") -> None:
        """Keep one verdict on an answer, with its reason and masked words where they were given."""


class Sent(Protocol):
    """Which entry each message of ours shows; messages are keyed hashes."""

    def note(self, message: str, entry_id: str) -> None:
        """Keep what a message shows now."""

    async def entry_of(self, message: str) -> str | None:
        """Return the entry that a message shows; None when it is not known."""
