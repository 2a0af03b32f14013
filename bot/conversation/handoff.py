"""«Spør fagteamet»: a question the guide cannot answer goes to a human, masked, seen and agreed to by the one who asks.

These steps are pure: they mask, check and wish. What is kept and sent is done by the errands (handoff_desk.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from bot.cards.handoff import LONGEST_ANSWER, LONGEST_QUESTION
from bot.cards.handoff_shown import AskNote, ShowNoTeam, TeamNote
from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.turn import Wish
from bot.conversation.workplaces import plain
from bot.guide.guide import Guide

AskerVerb: TypeAlias = Literal["handoff_status", "handoff_withdraw", "handoff_helped", "handoff_unhelped"]
TeamVerb: TypeAlias = Literal["handoff_take", "handoff_take_over", "handoff_release", "handoff_answer", "handoff_close"]
ASKER_VERBS: frozenset[str] = frozenset(get_args(AskerVerb))
TEAM_VERBS: frozenset[str] = frozenset(get_args(TeamVerb))
MOST_SERVICES = 3
_ROUNDS = 3
"""Times a text is masked at most: what stands in a placeholder's place may be read anew."""


@dataclass(frozen=True, slots=True)
class OfferHandoff(Wish):
    """Show the question as it will be sent; whom to contact instead where no team takes it."""

    question: str = ""
    kind: str = ""
    note: AskNote = ""


@dataclass(frozen=True, slots=True)
class SendQuestion(Wish):
    """Keep a question that was agreed to, and post it to the team."""

    question: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MyTickets(Wish):
    """Show what the person has handed over."""


@dataclass(frozen=True, slots=True)
class AskersTicket(Wish):
    """The one who asked sees, withdraws or judges."""

    verb: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class TeamsTicket(Wish):
    """Someone in the team takes, answers or closes."""

    verb: str
    ticket_id: str
    text: str = ""
    """The answer, masked."""
    note: TeamNote = ""
    """What stands in the way of sending it."""


@dataclass(frozen=True, slots=True)
class WithdrawAll(Wish):
    """Withdraw everything the person has handed over, before it is erased."""


def ask_for_human(desk: Desk, heard: Heard) -> Answered | None:
    """«Jeg vil snakke med et menneske», «spør fagteamet: …», «hvordan går det med spørsmålet mitt»."""
    if heard.turn.kind != "message" or heard.danger:
        return None
    sayings = _sayings(desk.guide)
    if desk.understanding.one_of(heard.text, sayings.mine):
        return _personal(desk, heard) or _wished(desk, heard, MyTickets())
    if desk.understanding.one_of(heard.text, sayings.asks):
        return offer(desk, heard)
    flat = plain(heard.text)
    for opening in sayings.openings:
        if flat.startswith(f"{opening} "):
            return offer(desk, heard, " ".join(heard.text.split()[len(opening.split()) :]).lstrip(" :,–-"))
    return None


def press_handoff(desk: Desk, heard: Heard) -> Answered | None:
    """Do what a button of these cards says."""
    action = heard.turn.action
    if heard.turn.kind != "action" or action is None or not action.verb.startswith("handoff"):
        return None
    verb, ticket_id = action.verb, action.data.get("ticket", "")
    if verb in TEAM_VERBS:
        return _wished(desk, heard, _teams_wish(desk, verb, ticket_id, action.data.get("answer", "")))
    if verb == "handoff_cancel":
        return desk.phrase(heard, "handoff_cancelled")
    if (elsewhere := _personal(desk, heard)) is not None:
        return elsewhere
    if verb in ASKER_VERBS:
        return _wished(desk, heard, AskersTicket(verb, ticket_id))
    if verb == "handoff_mine":
        return _wished(desk, heard, MyTickets())
    if verb == "handoff_send":
        return _send(desk, heard, tidy(action.data.get("asked", "")), action.data.get("consent") == "true")
    return offer(desk, heard, action.data.get("question", "")) if verb == "handoff" else None


def offer(desk: Desk, heard: Heard, question: str = "", note: AskNote = "") -> Answered:
    """Show a question as it will be sent, masked."""
    if (elsewhere := _personal(desk, heard)) is not None:
        return elsewhere
    safe = masked(desk, tidy(question))[:LONGEST_QUESTION]
    return _wished(desk, heard, OfferHandoff(safe, kind_of(desk, safe), note), safe)


def masked(desk: Desk, text: str) -> str:
    """Return a text that masking leaves as it is."""
    for _ in range(_ROUNDS):
        safe, _found = desk.mask(text)
        if safe == text:
            break
        text = safe
    return text


def tidy(text: str) -> str:
    """Return a text without signs that cannot be seen, its lines kept."""
    rows = ("".join(sign for sign in row if sign.isprintable()).strip() for row in text.splitlines())
    return "\n".join(row for row in rows if row)


def kind_of(desk: Desk, question: str) -> str:
    """Return the kind of the entry nearest to a question; empty where none is near."""
    ranked = desk.matches.match(question).ranked if question else ()
    return desk.guide.entries[ranked[0].entry_id].kind if ranked else ""


def services_for(desk: Desk, question: str) -> tuple[str, ...]:
    """Return the services to contact about a question: those of the nearest entry, then those that help anyone."""
    entries = desk.guide.entries
    nearest = [entries[one.entry_id] for one in (desk.matches.match(question).ranked[:1] if question else ())]
    own = [one for entry in nearest for one in ((entry.id,) if entry.kind == "services" else entry.services)]
    usual = [one for one in desk.suggested("nothing") if entries[one].kind == "services"]
    return tuple(dict.fromkeys(one for one in (*own, *usual) if one in entries))[:MOST_SERVICES]


def _send(desk: Desk, heard: Heard, given: str, agreed: bool) -> Answered:
    # The person reads the very words that are sent: whatever masking changes, is shown and asked about again.
    heard.danger = desk.danger(given) if given else None
    safe = masked(desk, given[: LONGEST_QUESTION + 1])
    if not any(sign.isalnum() for sign in given):
        return offer(desk, heard, "", "empty")
    if len(given) > LONGEST_QUESTION:
        return offer(desk, heard, safe, "too_long")
    if safe != given:
        return offer(desk, heard, safe, "masked")
    if not agreed:
        return offer(desk, heard, given, "consent")
    return _wished(desk, heard, SendQuestion(given, kind_of(desk, given)), given)


def _teams_wish(desk: Desk, verb: str, ticket_id: str, text: str) -> TeamsTicket:
    if verb != "handoff_answer":
        return TeamsTicket(verb, ticket_id)
    given = tidy(text)
    safe = masked(desk, given[: LONGEST_ANSWER + 1])
    note: TeamNote = ""
    if not any(sign.isalnum() for sign in given):
        note = "empty"
    elif len(given) > LONGEST_ANSWER:
        note = "too_long"
    elif safe != given:
        note = "masked"
    return TeamsTicket(verb, ticket_id, safe[:LONGEST_ANSWER], note)


def _personal(desk: Desk, heard: Heard) -> Answered | None:
    """Return a word about the personal chat when someone asks where others read along."""
    return None if heard.turn.scope == "personal" else desk.phrase(heard, "handoff_personal_only")


def _wished(desk: Desk, heard: Heard, wish: Wish, question: str = "") -> Answered:
    show = ShowNoTeam(services_for(desk, question))
    return replace(desk.phrase(heard, "handoff_gone"), show=show, wish=wish)


@dataclass(frozen=True, slots=True)
class _Sayings:
    asks: dict[str, str]
    mine: dict[str, str]
    openings: tuple[str, ...]


@lru_cache(maxsize=2)
def _sayings_of(asks: str, mine: str, openings: str) -> _Sayings:
    tables = [{plain(one): one for one in lines.split("|")} for lines in (asks, mine, openings)]
    return _Sayings(tables[0], tables[1], tuple(sorted(tables[2], key=len, reverse=True)))


def _sayings(guide: Guide) -> _Sayings:
    """Return the ways of asking for a human, of all three languages."""
    voices = [guide.phrases.voice(language) for language in ("nb", "nn", "en")]
    return _sayings_of(
        "|".join(voice("handoff_say_ask") for voice in voices),
        "|".join(voice("handoff_say_mine") for voice in voices),
        "|".join(voice("handoff_say_opening") for voice in voices),
    )
