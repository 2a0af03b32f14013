"""What a reply needs done where things are kept: a step wishes it as plain data, and an errand does it and says what to show.

Steps stay pure: they never wait. A failure of an errand is a failure of the turn: a kind sentence with a case number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.cards.shown import Show
from bot.conversation.turn import Reply, Turn, Wish
from bot.guide.entry import Language
from bot.guide.guide import Guide

Wished = TypeVar("Wished", bound=Wish)


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish with all that its errand may need to know."""

    wish: Wish
    turn: Turn
    reply: Reply
    guide: Guide

    def the(self, kind: type[Wished]) -> Wished:
        """Return the wish as the kind that its errand does; raises TypeError for another."""
        if not isinstance(self.wish, kind):
            raise TypeError(type(self.wish).__name__)
        return self.wish


Errand: TypeAlias = Callable[[Asked], Awaitable[Show]]
"""Does what is wished, and returns what to show in the reply's place."""


class Tells(Protocol):
    """Sends a message of our own accord."""

    async def tell(self, reference: Mapping[str, Any], shown: Show, language: Language = "nb") -> str:
        """Show something in the conversation of a Turn's `reference`; return the message's id. Raises Undelivered."""

    async def change(self, reference: Mapping[str, Any], message: str, shown: Show, language: Language = "nb") -> None:
        """Show something else in a message told before. Raises Undelivered."""


class Errands:
    """The errands by the kind of wish they do."""

    def __init__(self, by_wish: Mapping[type[Wish], Errand] | None = None) -> None:
        self._by_wish = dict(by_wish or {})

    def add(self, by_wish: Mapping[type[Wish], Errand]) -> None:
        """Take on further errands, when what they need is there."""
        self._by_wish.update(by_wish)

    async def run(self, turn: Turn, reply: Reply, guide: Guide) -> Reply:
        """Return the reply with its wish fulfilled; as it was where nothing was wished."""
        if reply.wish is None or (errand := self._by_wish.get(type(reply.wish))) is None:
            return reply
        body = await errand(Asked(reply.wish, turn, reply, guide))
        return replace(reply, shown=replace(reply.shown, body=body), wish=None)
