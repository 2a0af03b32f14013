"""What the desk works on: the guide as its files are now, its faults, and a conversation that has learned from it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.errors import ContentFaults, Fault, UndringError
from bot.guide.guide import Guide
from bot.guide.loader import read_layers
from bot.guide.stamp import Stamp, stamp_of
from bot.matching.build import Matcher

Converse = Callable[[Guide], Conversation]


class Workroom:
    """Reads the guide anew when its files change, also with faults in it; learns from it when asked to."""

    def __init__(self, layers: Sequence[Path], converse: Converse) -> None:
        self.layers = tuple(layers)
        self._converse = converse
        self._stamp: Stamp | None = None
        self._guide: Guide | None = None
        self._faults: list[Fault] = []
        self._conversation: Conversation | None = None
        self._learned: Guide | None = None
        self._lock = threading.Lock()
        self._learning = threading.Lock()
        self._winners: dict[str, str | None] = {}

    def guide(self) -> Guide:
        """Return the guide as written now, without the entries that cannot be read; raises ContentFaults when none can."""
        with self._lock:
            stamp = stamp_of(self.layers)
            if stamp != self._stamp:
                loading = read_layers(self.layers)
                self._stamp, self._guide, self._faults = stamp, loading.guide or loading.rest, loading.faults
            if self._guide is None:
                raise ContentFaults(self._faults)
            return self._guide

    def faults(self) -> list[Fault]:
        """Return every fault that `python -m bot check --quick` finds now."""
        try:
            self.guide()
        except ContentFaults as error:
            return error.faults
        return self._faults

    @property
    def is_learned(self) -> bool:
        """Tell whether the conversation has learned from the guide as it is now."""
        return self._conversation is not None and self._learned is self._guide

    def is_up_to_date(self) -> bool:
        """Look at the files, and tell whether the conversation has learned from them."""
        try:
            self.guide()
        except ContentFaults:
            return True
        return self.is_learned

    @property
    def conversation(self) -> Conversation | None:
        """Return the conversation that was learned last, if any yet."""
        return self._conversation

    def learn(self) -> Conversation:
        """Return a conversation over the guide as it is now; takes seconds when the guide has changed."""
        with self._learning:
            guide = self.guide()
            if self._conversation is None or self._learned is not guide:
                self._conversation = self._converse(guide)
                self._learned = guide
                self._winners = {}
            return self._conversation

    def learn_later(self) -> None:
        """Learn from what is now written while the editor goes on; a guide that cannot be read keeps what was learned before."""
        if not self.is_up_to_date() and not self._learning.locked():
            threading.Thread(target=self._try_learn, daemon=True).start()  # Nobody waits for it when the desk is closed.

    async def running(self, _: object) -> AsyncIterator[None]:
        """Read the guide while the service starts, and let what is being learned when it stops be learned."""
        self.learn_later()
        yield
        await asyncio.to_thread(self._wait)

    def _wait(self) -> None:
        with self._learning:
            return

    def _try_learn(self) -> None:
        with suppress(UndringError):
            self.learn()

    def winner(self, text: str) -> str | None:
        """Return the entry that one bare answer would give for `text`, where something has been learned."""
        if self._conversation is None:
            return None
        if text not in self._winners:
            self._winners[text] = matcher_of(self._conversation).winner(text)
        return self._winners[text]


def matcher_of(conversation: Conversation) -> Matcher:
    """Return what the conversation finds entries with, which can also explain itself."""
    if not isinstance(conversation.matches, Matcher):
        raise TypeError("the desk needs a matcher that can explain itself")
    return conversation.matches
