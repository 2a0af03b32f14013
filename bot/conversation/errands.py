"""What a reply needs done where things are kept: a step wishes it as plain data, and an errand does it and says what to show.

Steps stay pure: they never wait. A failure of an errand is a failure of the turn: a kind sentence with a case number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from bot.cards.shown import Show
from bot.conversation.turn import Reply, Turn, Wish
from bot.guide.guide import Guide


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish with all that its errand may need to know."""

    wish: Wish
    turn: Turn
    reply: Reply
    guide: Guide


Errand: TypeAlias = Callable[[Asked], Awaitable[Show]]
"""Does what is wished, and returns what to show in the reply's place."""


class Tells(Protocol):
    """Sends a message of our own accord."""

    async def tell(self, reference: Mapping[str, Any], shown: Show) -> None:
        """Show something in the conversation of a Turn's `reference`."""


class Errands:
    """The errands by the kind of wish they do."""

    def __init__(self, by_wish: Mapping[type[Wish], Errand] | None = None) -> None:
        self._by_wish = dict(by_wish or {})

    async def run(self, turn: Turn, reply: Reply, guide: Guide) -> Reply:
        """Return the reply with its wish fulfilled; as it was where nothing was wished."""
        if reply.wish is None or (errand := self._by_wish.get(type(reply.wish))) is None:
            return reply
        body = await errand(Asked(reply.wish, turn, reply, guide))
        return replace(reply, shown=replace(reply.shown, body=body), wish=None)
