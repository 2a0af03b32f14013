"""What is kept besides memory, as plain data and small protocols; bot/stores holds the ones that fill them.

Persons and conversations are keyed hashes everywhere. Times are seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.cards.handoff_shown import TicketStatus
from bot.conversation.opinions import Feedback, Sent
from bot.guide.entry import Language, Sector


@dataclass(frozen=True, slots=True)
class Settled:
    """What an activity was answered with: the HTTP status and body."""

    status: int
    body: Any = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An activity that wants an answer; `key` is the same for every copy of it."""

    key: str
    conversation: str
    person: str
    keep_body: bool = False
    """True where a later copy must get the same body again: a pressed button."""
    repeatable: bool = False
    """True where answering a later copy anew does no harm, since the answer goes nowhere but back to the caller."""


class Ledger(Protocol):
    """Sees to it that each activity is answered once, whichever replica its copies reach."""

    async def claim(self, claim: Claim) -> Settled | None:
        """Return None when the activity is ours to answer, else what it was answered with; waits for one under way."""

    async def settle(self, claim: Claim, settled: Settled) -> None:
        """Note that the activity has its answer, and keep what the turn remembered."""

    async def release(self, claim: Claim) -> None:
        """Give the activity back unanswered, so that a later copy is answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question the guide could not answer, masked."""

    text: str
    language: Language
    sector: Sector | None = None
    nearest: str | None = None
    """The entry that came nearest."""


class Unanswered(Protocol):
    """Questions without an answer, for the editors; nothing tells who asked."""

    async def note(self, question: Question) -> None:
        """Keep a masked question for as long as the settings say."""


class Usage(Protocol):
    """Counts per day."""

    def count(self, what: str, name: str = "") -> None:
        """Count one of `what` (as outcome, entry, notice), by name; written down later, with others."""


Work = Callable[[], Awaitable[None]]


class Jobs(Protocol):
    """Scheduled work that runs once, however many replicas there are."""

    async def run_due(self, name: str, every: float, work: Work) -> bool:
        """Run `work` if `name` is due and no other replica has it; tell whether it ran."""


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far a person has come in one lesson of a course."""

    course: str
    lesson: str
    state: str
    answers: Mapping[str, Any] = field(default_factory=dict)


class Progress(Protocol):
    """How far people have come in courses."""

    async def of(self, person: str) -> tuple[LessonProgress, ...]:
        """Return every lesson begun."""

    async def keep(self, person: str, progress: LessonProgress) -> None:
        """Remember, replacing what was."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A weekly reminder a person asked for."""

    person: str
    kind: str
    weekday: int
    """0 is Monday."""
    hour: int
    next_at: float
    reference: Mapping[str, Any]
    """Where to send it; sealed where it lies."""
    stopped: bool = False
    shown: tuple[str, ...] = ()
    """What has been sent before, by id; sealed with the reference."""


class Reminders(Protocol):
    """Reminders, each taken by one replica when due."""

    async def keep(self, reminder: Reminder) -> None:
        """Remember, one of each kind per person."""

    async def of(self, person: str) -> tuple[Reminder, ...]:
        """Return a person's reminders."""

    async def stop(self, person: str, kind: str) -> None:
        """Send no more of this kind."""

    async def take_due(self, most: int = 20) -> tuple[Reminder, ...]:
        """Return reminders due now, for this replica to send; others leave them alone for some minutes."""

    async def sent(self, reminder: Reminder, next_at: float) -> None:
        """Note that a reminder was sent, what has been shown, and when its next is due; nothing for one that is gone."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question handed over to a human."""

    id: str
    kind: str
    question: str
    """Masked."""
    person: str
    asker: Mapping[str, Any]
    """Where and in what language the asker is answered, and how far the answer has come; sealed where it lies."""
    channel: Mapping[str, Any] = field(default_factory=dict)
    """Where the municipality's own people see it, and how often they were reminded; sealed where it lies."""
    status: TicketStatus = "open"
    taken_by: str = ""
    """A keyed hash while someone has it, never a name."""
    answer: str = ""
    created: float = 0.0
    updated: float = 0.0


class Tickets(Protocol):
    """Questions handed over to humans."""

    async def open(self, ticket: Ticket) -> None:
        """Keep a new ticket."""

    async def get(self, ticket_id: str) -> Ticket | None:
        """Return a ticket, None for one that is gone."""

    async def change(self, ticket_id: str, was: TicketStatus, to: TicketStatus, by: str = "", **fields: Any) -> bool:
        """Move a ticket on; tell whether it still was as said (and taken `by` that person), so that two cannot take it."""

    async def note(self, ticket_id: str, **fields: Any) -> None:
        """Note how far a ticket has come on its way; it is no younger for that."""

    async def of(self, person: str) -> tuple[Ticket, ...]:
        """Return what a person has handed over, newest first."""

    async def waiting(self) -> tuple[Ticket, ...]:
        """Return the tickets that someone still waits for, oldest first."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is kept about one person, as rows of plain data by kind; empty kinds are left out."""

    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        """Return how many rows of a kind there are."""
        return len(self.rows.get(kind, ()))


class People(Protocol):
    """What is kept about a person, shown and erased."""

    async def holdings(self, person: str) -> Holdings:
        """Return everything kept about a person."""

    async def erase(self, person: str) -> int:
        """Erase everything about a person; return how many rows went."""


class Records(Protocol):
    """What turns leave behind besides memory, and what is shown of it."""

    @property
    def usage(self) -> Usage:
        """Return the counts."""

    @property
    def unanswered(self) -> Unanswered:
        """Return the questions without an answer."""

    @property
    def feedback(self) -> Feedback:
        """Return the thumbs up and down."""

    @property
    def sent(self) -> Sent:
        """Return what each message of ours shows."""

    @property
    def people(self) -> People:
        """Return what is kept by person."""
