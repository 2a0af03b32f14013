"""What is shown of a question handed over to a human, to the one who asked and to the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TicketStatus: TypeAlias = Literal["open", "taken", "answered", "helped", "unhelped", "closed", "withdrawn"]
AskNote: TypeAlias = Literal["", "masked", "too_long", "empty", "consent"]
TeamNote: TypeAlias = Literal["", "masked", "too_long", "empty", "taken", "take_first", "late"]
Delivery: TypeAlias = Literal["", "pending", "done", "gone"]
"""How far an answer has come: nothing to deliver, on its way, there, or never (the person has left or blocked the bot)."""


@dataclass(frozen=True, slots=True)
class ShowAsk:
    """The question as it will be sent, to change, agree to and send."""

    question: str = ""
    team: str = ""
    days: int = 0
    """How long it is kept."""
    note: AskNote = ""


@dataclass(frozen=True, slots=True)
class ShowNoTeam:
    """No team takes questions here: whom to contact instead."""

    entry_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowTicket:
    """How it stands with a question, for the one who asked."""

    ticket_id: str
    status: TicketStatus
    question: str
    answer: str = ""
    team: str = ""
    is_held: bool = False
    """True while the team's channel cannot be reached."""
    entry_ids: tuple[str, ...] = ()
    """Whom to contact meanwhile, or instead."""


@dataclass(frozen=True, slots=True)
class ShowTickets:
    """All that one has handed over."""

    tickets: tuple[ShowTicket, ...]


@dataclass(frozen=True, slots=True)
class ShowTeamTicket:
    """A question in the team's channel: to take, answer or close."""

    ticket_id: str
    status: TicketStatus
    question: str
    answer: str = ""
    """The answer, or what has been written of it so far."""
    team: str = ""
    delivery: Delivery = ""
    note: TeamNote = ""


@dataclass(frozen=True, slots=True)
class ShowReminder:
    """A word in the team's channel about a question that has waited."""

    question: str
    hours: int
    team: str = ""


HandoffShow: TypeAlias = ShowAsk | ShowNoTeam | ShowTicket | ShowTickets | ShowTeamTicket | ShowReminder
