"""Someone who takes the course, on a real store, with a clock that the test moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cards.draw import draw
from bot.cards.parts import Element
from bot.cards.shown import Show
from bot.conversation.attendant import Attendant
from bot.conversation.errands import Errands
from bot.conversation.keeping import Claim, Settled
from bot.conversation.recent import RecentAnswers
from bot.conversation.turn import Action, Scope, Turn
from bot.conversation.weekly_round import course_errands
from bot.stores.store import Store
from tests.replicas.one import plain_conversation
from tests.stores.conftest import fresh_database, postgres_server, replicas, store

__all__ = ["postgres_server", "replicas", "store"]
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
"""For tests of what is kept; the rest have enough with one database."""
COURSE = "ny-i-jobben"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp()
"""Ten in the morning in Norway."""
REFERENCE = {"serviceUrl": "http://localhost:1/", "conversation": {"id": "a:c"}, "user": {"id": "29:p"}, "locale": "nb-NO"}


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; SQLite where nothing else is asked for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    server, _ = request.getfixturevalue("postgres_server")
    return fresh_database(server, f"course{next(_count)}")


_count = itertools.count()


@pytest.fixture(scope="session")
def recent() -> RecentAnswers:
    return plain_conversation()


class Learner:
    """A person in a chat, as the door brings them; `sees` is the last card."""

    def __init__(self, store: Store, recent: RecentAnswers, name: str = "p") -> None:
        self.store, self.recent, self.name = store, recent, name
        now = lambda: store.replica.now()  # noqa: E731, PLW0108  The test changes it.
        errands = Errands(course_errands(store.progress, store.reminders, now))
        self.attendant = Attendant(lambda: recent, store.turns, store, errands)
        self.number = 0
        self.show: Show | None = None
        self.sees: Element = {}

    async def turn(self, text: str = "", scope: Scope = "personal", locale: str = "nb", **data: str) -> str:
        """Say something, or press a button with `verb` and data; return the card's text."""
        self.number += 1
        claim = Claim(f"{self.name}-{self.number}", f"chat of {self.name}", self.name)
        assert await self.store.turns.claim(claim) is None
        action = Action(data.pop("verb"), data) if data else None
        now, kind = datetime.now(UTC), "action" if action else "message"
        made = Turn(kind, claim.conversation, self.name, now, text, action, locale, scope, REFERENCE)  # type: ignore[arg-type]
        reply = await self.attendant.attend(made)
        await self.store.turns.settle(claim, Settled(200))
        assert reply.shown.case is None, "a failure"
        self.show, self.sees = reply.shown.body, draw(reply.shown, self.recent.guide)
        return str(self.sees["fallbackText"])

    async def press(self, title: str, **inputs: str) -> str:
        """Press the button of the last card that is called `title`, with the card's inputs filled in."""
        buttons = {one["title"]: one for one in self.sees["actions"]}
        assert title in buttons, list(buttons)
        return await self.turn(**{**inputs, **buttons[title]["data"]["undring"]})

    async def answer(self, right: bool = True) -> str:
        """Answer the lesson that is seen, rightly or wrongly."""
        lesson = self.recent.guide.courses[COURSE].lessons_for(self.sector)[self.show.lesson_id]  # type: ignore[union-attr, arg-type]
        at = lesson.right if right else (lesson.right + 1) % len(lesson.choices)
        return await self.press("Svar", choice=str(at))

    @property
    def sector(self) -> str:
        return self.show.sector  # type: ignore[union-attr, return-value]

    async def rows(self) -> dict[str, tuple[str, dict[str, str]]]:
        return {one.lesson: (one.state, dict(one.answers)) for one in await self.store.progress.of(self.name)}


Move = Callable[[float], None]


@pytest.fixture
def move(store: Store, monkeypatch: pytest.MonkeyPatch) -> Move:
    """Set the replica's clock, in seconds since 1970."""

    def moved(to: float) -> None:
        monkeypatch.setattr(store.replica, "now", lambda: to)

    return moved


@pytest.fixture
def learner(store: Store, recent: RecentAnswers) -> Learner:
    return Learner(store, recent)
