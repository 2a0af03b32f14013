"""One turn of a conversation at a time, in the order they came; of a conversation nobody is in, nothing is kept."""

from __future__ import annotations

import asyncio
from collections import deque


class Order:
    """Lets the turns of each conversation through; a lock for each would cost every turn more, and nearly all are alone."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """By conversation that someone is in, those who wait for it."""

    async def enter(self, conversation: str) -> None:
        """Wait until the turns before have left; whoever enters must leave."""
        waiting = self._waiting.get(conversation)
        if waiting is None:
            self._waiting[conversation] = deque()
            return
        ours: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(ours)
        try:
            await ours
        except asyncio.CancelledError:
            if not ours.cancelled():  # It had just become our turn: it is the next one's.
                self.leave(conversation)
            raise

    def leave(self, conversation: str) -> None:
        """Let the next one through."""
        waiting = self._waiting[conversation]
        while waiting:
            following = waiting.popleft()
            if not following.done():  # One who gave up is passed by.
                following.set_result(None)
                return
        del self._waiting[conversation]
