"""Feedback, unanswered questions and counts: kept for the editors, tied to no person."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Question
from bot.conversation.opinions import Verdict
from bot.stores.replica import Replica
from bot.stores.statements import Write
from bot.stores.tables import sent, unanswered
from bot.stores.writing import Writer

LONGEST_QUESTION = 300
COUNT_EVERY = 2.0
"""Seconds between writing counts down."""
DAY = 86_400.0


def day_of(at: float) -> float:
    """Return the start of the day: when exactly something was asked is nobody's business."""
    return at - at % DAY


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST_QUESTION]


def date_of(at: float) -> str:
    """Return the day as it is written, UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


@lru_cache(maxsize=4)
def _date_of(days: int) -> str:
    return datetime.fromtimestamp(days * DAY, UTC).date().isoformat()


class SqlUnanswered:
    """Masked questions without an answer; none at all when they are to be kept no days."""

    def __init__(self, engine: AsyncEngine, writer: Writer, replica: Replica, wanted: bool = True) -> None:
        self._engine = engine
        self._writer = writer
        self._replica = replica
        self._wanted = wanted

    async def note(self, question: Question) -> None:
        """Keep a masked question."""
        text = _printable(question.text)
        if not self._wanted or not text:
            return
        values = {
            "id": secrets.token_hex(12),
            "question": text,
            "language": question.language,
            "sector": question.sector,
            "nearest": question.nearest,
            "at": day_of(self._replica.now()),
        }
        self._writer.stage([Write("unanswered", values)])

    async def all(self) -> tuple[Question, ...]:
        """Return every question kept, newest day first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(unanswered).order_by(unanswered.c.at.desc(), unanswered.c.id))
            return tuple(Question(row.question, row.language, row.sector, row.nearest) for row in rows)


class SqlFeedback:
    """Thumbs up and down on entries, with the reason where one was given."""

    def __init__(self, writer: Writer, replica: Replica) -> None:
        self._writer = writer
        self._replica = replica

    async def note(self, entry_id: str | None, verdict: Verdict, reason: str | None = None, words: str = "") -> None:
        """Keep one verdict on an answer; `words` are masked."""
        values = {
            "id": secrets.token_hex(12),
            "entry": entry_id,
            "verdict": verdict,
            "at": day_of(self._replica.now()),
            "reason": reason,
            "words": _printable(words) or None,
        }
        self._writer.stage([Write("feedback", values)])


class SqlSent:
    """Which entry each message of ours shows, by a keyed hash of the message."""

    def __init__(self, engine: AsyncEngine, writer: Writer, replica: Replica) -> None:
        self._engine = engine
        self._writer = writer
        self._replica = replica
        self._unwritten: dict[str, str] = {}

    def note(self, message: str, entry_id: str) -> None:
        """Keep what a message shows now, in place of what it showed before."""

        def written() -> None:
            if self._unwritten.get(message) == entry_id:
                del self._unwritten[message]

        self._unwritten[message] = entry_id
        row = {"message": message, "entry": entry_id, "at": day_of(self._replica.now())}
        self._writer.stage([Write("sent", row)], written, waits=False)

    async def entry_of(self, message: str) -> str | None:
        """Return the entry that a message shows; None when it is not known."""
        if (entry_id := self._unwritten.get(message)) is not None:
            return entry_id
        async with self._engine.connect() as connection:
            found = await connection.execute(select(sent.c.entry).where(sent.c.message == message))
            return found.scalar_one_or_none()


class SqlUsage:
    """Counts per day, gathered for some seconds before they are written down."""

    def __init__(self, writer: Writer, replica: Replica) -> None:
        self._writer = writer
        self._replica = replica
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def count(self, what: str, name: str = "") -> None:
        """Count one of `what`, by name."""
        day = _date_of(int(self._replica.now() // DAY))
        self._counts[day, what, name[:120]] += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(COUNT_EVERY, self.write)

    def write(self) -> None:
        """Hand the counts to the writer now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        counts, self._counts = self._counts, Counter()
        rows = [{"day": day, "what": what, "name": name, "count": count} for (day, what, name), count in counts.items()]
        if rows:
            self._writer.stage([Write("usage", row) for row in rows])
