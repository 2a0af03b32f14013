"""What a conversation remembers, and the door to where it is kept. Small, without text, and with an end date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.guide.entry import Language, Sector

FOCUS_LASTS = timedelta(minutes=60)
"""How long «og hvem ringer jeg?» is read against the last entry."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What a conversation is about just now; ids only."""

    entry_id: str | None = None
    offered: tuple[str, ...] = ()
    """The entries last offered as choices, in order."""
    asked_back: bool = False
    """True when the last reply asked the person to say more."""
    told_privacy: bool = False
    seen: datetime | None = None
    path: str | None = None
    trail: tuple[str, ...] = ()
    """The guided path one is in, and the steps come through; nothing of what is worried about."""
    danger: str | None = None
    """The kind of danger that the last reply warned of: who then asks whom to call, means that."""

    def at(self, now: datetime) -> Focus:
        """Return the focus as it counts at `now`: an old one is forgotten, but not that privacy was told."""
        if self.seen is None or abs(now - self.seen) <= FOCUS_LASTS:
            return self
        return Focus(told_privacy=self.told_privacy)

    def seen_at(self, now: datetime | None) -> Focus:
        """Return the focus as last used at `now`; as replace() would, at a fifth of its cost: every turn does it."""
        return Focus(self.entry_id, self.offered, self.asked_back, self.told_privacy, now, self.path, self.trail, self.danger)


@dataclass(frozen=True, slots=True)
class Person:
    """What is remembered of a person, by keyed hash."""

    sector: Sector | None = None
    language: Language | None = None
    consents: tuple[str, ...] = ()
    """What the person has said yes to, by name."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Everything a turn may build on."""

    person: Person = Person()
    focus: Focus = Focus()

    def with_sector(self, sector: Sector | None) -> Memory:
        """Return the memory with the person's sector changed."""
        return replace(self, person=replace(self.person, sector=sector))

    def with_language(self, language: Language) -> Memory:
        """Return the memory with the person's language changed."""
        return replace(self, person=replace(self.person, language=language))


class Notebook(Protocol):
    """Where memory is kept between turns."""

    async def recall(self, conversation: str, person: str) -> Memory:
        """Return what is remembered; empty for someone new."""

    async def keep(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember, replacing what was."""

    async def forget(self, person: str) -> None:
        """Erase everything about a person."""
