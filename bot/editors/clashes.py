"""The clash gate: every example is asked of the whole guide without itself; one that another entry would win, is a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.errors import Fault
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.matching.build import Matcher
from bot.wording import say


def clashes(guide: Guide, matcher: Matcher) -> Iterator[Fault]:
    """Yield a fault for each title, alias or example that another entry would answer with confidence."""
    for entry in guide:
        for key, text, other in clashes_of(entry, matcher.winner):
            file, line = guide.place(entry.id, key)
            yield Fault(file, line, "error", clash_text(text, other))


def clashes_of(entry: Entry, winner: Callable[[str], str | None]) -> Iterator[tuple[str, str, str]]:
    """Yield the field, the text and the other entry for each text of `entry` that another one wins."""
    for key, texts in (("title", (entry.title,)), ("aliases", entry.aliases), ("examples", entry.examples)):
        for text in texts:
            other = winner(text)
            if other is not None and other != entry.id:
                yield key, text, other


def clash_text(text: str, other: str) -> str:
    """Return the fault's sentence."""
    return say("clash", example=text[:80], other=other)
