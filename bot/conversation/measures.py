"""What is counted of turns, for Prometheus, and told of them in traces: kinds and durations, never words or persons."""

from __future__ import annotations

from functools import cache

from prometheus_client import Counter, Histogram

from bot.conversation.turn import Reply, Turn
from bot.tracing import note

TURNS = Counter("undring_turns", "Turns answered, by kind of turn and outcome", ("kind", "outcome"))
NOTICES = Counter("undring_notices", "Notices above an answer: danger, personal_data", ("notice",))
LANGUAGES = Counter("undring_replies_language", "Replies by language", ("language",))
SECONDS = Histogram(
    "undring_turn_seconds",
    "Seconds from a turn's arrival at the conversation to its reply",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
FAILED = "failed"


def count_turn(turn: Turn, reply: Reply, seconds: float) -> None:
    """Count one answered turn."""
    failed = reply.shown.case is not None
    _turns(turn.kind, FAILED if failed else reply.outcome).inc()
    _languages(reply.language).inc()
    for notice in reply.notices:
        NOTICES.labels(notice).inc()
    SECONDS.observe(seconds)
    note(
        kind=turn.kind,
        scope=turn.scope,
        outcome=FAILED if failed else reply.outcome,
        entry=reply.entries[0].entry_id if reply.entries else None,
        notices=list(reply.notices),
        language=reply.language,
        seconds=seconds,
    )


@cache
def _turns(kind: str, outcome: str) -> Counter:
    return TURNS.labels(kind, outcome)


@cache
def _languages(language: str) -> Counter:
    return LANGUAGES.labels(language)
