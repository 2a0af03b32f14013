"""A notebook in this process: for local mode and tests. Bounded, and forgotten with the process."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from bot.conversation.memory import Focus, Memory, Person

MOST = 50_000
"""Conversations and people remembered; the least recently seen give way."""
Kept = TypeVar("Kept")


class InMemoryNotebook:
    """Remembers people and conversations, by key."""

    def __init__(self) -> None:
        self._people: OrderedDict[str, Person] = OrderedDict()
        self._focus: OrderedDict[tuple[str, str], Focus] = OrderedDict()

    async def recall(self, conversation: str, person: str) -> Memory:
        """Return what is remembered; empty for someone new."""
        return Memory(self._people.get(person, Person()), self._focus.get((conversation, person), Focus()))

    async def keep(self, conversation: str, person: str, memory: Memory) -> None:
        """Remember, replacing what was."""
        _put(self._people, person, memory.person)
        _put(self._focus, (conversation, person), memory.focus)

    async def forget(self, person: str) -> None:
        """Erase everything about a person."""
        self._people.pop(person, None)
        for key in [key for key in self._focus if key[1] == person]:
            del self._focus[key]


def _put(table: OrderedDict[str, Kept] | OrderedDict[tuple[str, str], Kept], key: object, value: Kept) -> None:
    table[key] = value  # type: ignore[index]
    table.move_to_end(key)  # type: ignore[arg-type]
    if len(table) > MOST:
        table.popitem(last=False)
