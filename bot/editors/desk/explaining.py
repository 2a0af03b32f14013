"""Why an entry wins or loses a question: the matcher's evidence in plain words, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from bot.cards.draw import draw
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn
from bot.editors.desk.workroom import matcher_of
from bot.matching.build import Matcher
from bot.matching.evidence import KINDS, Evidence
from bot.matching.language import stem
from bot.matching.verdict import Concern, Found, Nothing, Unsure, Verdict
from bot.wording import say

SHOWN = 5
GROUPS: Mapping[str, tuple[str, ...]] = {
    "words": ("words", "words_share"),
    "phrases": ("letters", "letters_few"),
    "name": ("name",),
    "wording": ("wording",),
    "meaning": ("meaning", "meaning_few", "head"),
}
"""What an editor calls the ten kinds of evidence: five things that speak for an entry."""
_COUNTS = 0.3
"""Log-odds that a reason must be worth to be told."""
_WORTH_QUOTING = 55.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against an entry, held against the best of the others (log-odds)."""

    group: str
    worth: float


@dataclass(frozen=True, slots=True)
class Contender:
    """An entry that may be meant: how likely, why, which words it shares, and the phrasing most like the question."""

    entry_id: str
    title: str
    probability: float
    reasons: tuple[Reason, ...]
    words: tuple[str, ...]
    nearest: str | None
    said: str
    """The reasons as one sentence."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A question as the bot answers it, and why."""

    question: str
    outcome: str
    notices: tuple[str, ...]
    card: dict[str, Any]
    verdict: str
    contenders: tuple[Contender, ...]
    unknown: tuple[str, ...]
    """Words that the guide never uses."""


def try_question(text: str, conversation: Conversation) -> Tried:
    """Return how the bot answers `text` to a stranger, and why."""
    turn = Turn("message", "desk", "desk", datetime.now(UTC), text)
    reply, _ = conversation.answer(turn, Memory())
    matcher = matcher_of(conversation)
    evidence = matcher.witness.gather(reply.question)
    said = _verdict(matcher.judge(evidence), reply)
    return Tried(
        question=reply.question,
        outcome=reply.outcome,
        notices=tuple(reply.notices),
        card=draw(reply.shown, conversation.guide),
        verdict=said,
        contenders=contenders_of(reply.question, matcher, evidence),
        unknown=tuple(word for word in evidence.read.content if stem(word) not in matcher.witness.terms.vocabulary),
    )


def _verdict(verdict: Verdict, reply: Reply) -> str:
    if "danger" in reply.notices:
        return say("why_danger")
    if not reply.entries:
        return say("why_talk") if reply.outcome != "nothing" else say("why_nothing")
    match verdict:
        case Found():
            return say("why_found", sure=round(verdict.ranked[0].score * 100))
        case Unsure():
            return say("why_unsure", sure=round(verdict.ranked[0].score * 100))
        case Concern():
            return say("why_concern")
        case Nothing(elsewhere=True):
            return say("why_elsewhere")
        case Nothing():
            return say("why_nothing")


def contenders_of(text: str, matcher: Matcher, evidence: Evidence) -> tuple[Contender, ...]:
    """Return the entries that may be meant, best first."""
    probabilities = matcher.fusion.probabilities(evidence)
    worth = evidence.columns * matcher.fusion.weights(evidence).evidence
    order = [int(at) for at in np.argsort(-probabilities, kind="stable")[:SHOWN]]
    made = []
    for at in order:
        rival = next((other for other in order if other != at), at)
        reasons = _reasons(worth[at] - worth[rival])
        entry = matcher.guide.entries[matcher.witness.bank.ids[evidence.entry(at)]]
        words = _shared_words(evidence, matcher, at)
        nearest = _nearest(text, matcher, evidence.entry(at))
        made.append(
            Contender(
                entry.id, entry.title, float(probabilities[at]), reasons, words, nearest, _sentence(reasons, at == order[0])
            )
        )
    return tuple(made)


def _reasons(gains: np.ndarray) -> tuple[Reason, ...]:
    found = [Reason(group, float(sum(gains[KINDS.index(kind)] for kind in kinds))) for group, kinds in GROUPS.items()]
    return tuple(sorted(found, key=lambda one: -abs(one.worth)))


def _sentence(reasons: tuple[Reason, ...], is_first: bool) -> str:
    names = {
        "words": say("why_words"), "phrases": say("why_phrases"), "name": say("why_name"),
        "wording": say("why_wording"), "meaning": say("why_meaning"),
    }  # fmt: skip
    ahead = ", ".join(names[one.group] for one in reasons if one.worth >= _COUNTS)
    behind = ", ".join(names[one.group] for one in reasons if one.worth <= -_COUNTS)
    if is_first:
        return say("why_wins", ahead=ahead or say("why_little")) + (say("why_weak", behind=behind) if behind else "")
    return say("why_loses", behind=behind or say("why_little")) + (say("why_ahead", ahead=ahead) if ahead else "")


def _shared_words(evidence: Evidence, matcher: Matcher, row: int) -> tuple[str, ...]:
    """Return the question's own words that the entry shares, or that mean what it says; rarest first."""
    read = evidence.read
    written = {stem(word): word for word in read.content}
    shares = matcher.witness.terms.shares(read.terms, evidence.entry(row))
    terms = [term for term, share in sorted(shares.items(), key=lambda one: -one[1]) if share >= 0.2][:6]
    words = [written.get(term) or read.why.get(term) for term in terms]
    return tuple(dict.fromkeys(word for word in words if word))


def _nearest(text: str, matcher: Matcher, number: int) -> str | None:
    bank = matcher.witness.bank
    texts = [phrase.text for phrase in bank.phrases if phrase.entry == number]
    found = process.extractOne(text.casefold(), texts, scorer=fuzz.token_sort_ratio, processor=str.casefold)
    return found[0] if found and found[1] >= _WORTH_QUOTING else None
