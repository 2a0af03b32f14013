"""Turn in, Reply out: the plain data that pass the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from bot.cards.shown import Shown
from bot.guide.entry import Language, Sector

Scope: TypeAlias = Literal["personal", "group", "channel", "compose"]
TurnKind: TypeAlias = Literal["message", "action", "joined"]
Outcome: TypeAlias = Literal["answer", "choices", "nothing"]
Notice: TypeAlias = Literal["danger", "personal_data"]


@dataclass(frozen=True, slots=True)
class Action:
    """A button of ours that was pressed: a verb and small data (entry ids, a sector), never text to interpret."""

    verb: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a person did: wrote a message, pressed a button, or joined."""

    kind: TurnKind
    conversation: str
    """A key of the conversation; opaque."""
    person: str
    """A keyed hash of the person; never a name or an id in clear."""
    time: datetime
    text: str = ""
    action: Action | None = None
    locale: str = "nb"
    scope: Scope = "personal"
    reference: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """How Teams finds the conversation again, for what is sent later; opaque here, sealed where it is kept, never logged."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a reply needs done where things are kept; each kind has its errand (errands.py)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and how sure the guide is of it, 0 to 1."""

    entry_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show, and what came of the question."""

    shown: Shown
    outcome: Outcome
    entries: tuple[Ranked, ...] = ()
    """The best entries, best first, at most five."""
    question: str = ""
    """What was asked, with personal data masked."""
    asks_back: bool = False
    wish: Wish | None = None

    def asked(self, question: str) -> Reply:
        """Return the same reply to a question in these words."""
        return Reply(self.shown, self.outcome, self.entries, question, self.asks_back, self.wish)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return which notices stand above the answer."""
        found: list[Notice] = []
        if self.shown.danger:
            found.append("danger")
        if self.shown.personal_data:
            found.append("personal_data")
        return tuple(found)

    @property
    def sector(self) -> Sector | None:
        """Return the sector the reply was written for."""
        return self.shown.sector

    @property
    def language(self) -> Language:
        """Return the language of the reply."""
        return self.shown.language
