"""Memory and ledger in this process: for a sole process they decide alone, and databases are read past them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Generic, TypeVar

from bot.conversation.keeping import Claim, Settled
from bot.conversation.memory import Focus, Memory, Person

MOST = 50_000
"""Conversations and people remembered; the least recently seen give way."""
REMEMBERED = 2_000
"""Answered activities remembered, so that a second copy is not answered again."""
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Recent(OrderedDict[Key, Kept], Generic[Key, Kept]):
    """The most recently used, up to a limit."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most

    def put(self, key: Key, value: Kept) -> None:
        """Remember, and let the least recently used go."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)


class InMemoryNotebook:
    """Remembers people and conversations, by key."""

    def __init__(self) -> None:
        self._people: Recent[str, Person] = Recent()
        self._focus: Recent[tuple[str, str], Focus] = Recent()

    async def recall(self, conversation: str, person: str) -> Memory:
        """Return what is remembered; empty for someone new."""
        return self.known(conversation, person) or Memory(self._people.get(person, Person()))

    def person(self, person: str) -> Person | None:
        """Return what is remembered of a person; None for someone unknown."""
        return self._people.get(person)

    def known(self, conversation: str, person: str) -> Memory | None:
        """Return what is remembered of both the person and the conversation; None when either is unknown."""
        who, about = self._people.get(person), self._focus.get((conversation, person))
        return None if who is None or about is None else Memory(who, about)

    async def keep(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember, replacing what was."""
        self.put(conversation, person, memory)

    def put(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember at once."""
        self._people.put(person, memory.person)
        self._focus.put((conversation, person), memory.focus)

    async def forget(self, person: str) -> None:
        """Erase everything about a person."""
        self.drop(person)

    def drop(self, person: str) -> None:
        """Erase a person at once."""
        self._people.pop(person, None)
        for key in [key for key in self._focus if key[1] == person]:
            del self._focus[key]

    def clear(self) -> None:
        """Forget all, since what it was read from has changed."""
        self._people.clear()
        self._focus.clear()


class InMemoryLedger:
    """Answers each activity once in this process; copies of one under way wait for its answer."""

    def __init__(self) -> None:
        self._answers: Recent[str, asyncio.Future[Settled | None]] = Recent(REMEMBERED)

    async def claim(self, claim: Claim) -> Settled | None:
        """Return None when the activity is ours to answer, else what it was answered with."""
        while (first := self._answers.get(claim.key)) is not None:
            settled = await asyncio.shield(first)
            if settled is not None:
                return settled
        self._answers.put(claim.key, asyncio.get_running_loop().create_future())
        return None

    async def settle(self, claim: Claim, settled: Settled) -> None:
        """Note the answer, and give it to the copies that wait."""
        self.end(claim, settled)

    async def release(self, claim: Claim) -> None:
        """Give the activity back: the first copy that waits takes it."""
        self.drop(claim)

    def end(self, claim: Claim, settled: Settled) -> None:
        """Note the answer at once."""
        held = self._answers.get(claim.key)
        if held is not None and not held.done():
            held.set_result(settled)

    def drop(self, claim: Claim) -> None:
        """Give the activity back at once."""
        held = self._answers.pop(claim.key, None)
        if held is not None and not held.done():
            held.set_result(None)
