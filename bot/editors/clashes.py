"""The clash gate: every example is asked of the whole guide without itself; one that another entry would win, is a fault."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Fault
from bot.guide.guide import Guide
from bot.matching.build import Matcher
from bot.wording import say


def clashes(guide: Guide, matcher: Matcher) -> Iterator[Fault]:
    """Yield a fault for each title, alias or example that another entry would answer with confidence."""
    for entry in guide:
        for key, texts in (("title", (entry.title,)), ("aliases", entry.aliases), ("examples", entry.examples)):
            for text in texts:
                other = matcher.winner(text)
                if other is not None and other != entry.id:
                    file, line = guide.place(entry.id, key)
                    yield Fault(file, line, "error", say("clash", example=text[:80], other=other))
