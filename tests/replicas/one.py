"""One replica: the real service over the real guide, with a matcher that has nothing to learn, so that it starts at once."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.conversation.conversation import Conversation
from bot.conversation.recent import RecentAnswers
from bot.guide.loader import load_guide
from bot.logs import configure_logs
from bot.matching.verdict import Candidate, Found, Nothing, Verdict
from bot.service import _serve
from bot.settings import read_settings


class Plain:
    """Answers everything with one entry, but for what is unknown."""

    def match(self, text: str) -> Verdict:
        if "ukjent" in text:
            return Nothing((Candidate("meldeplikt", 0.1),))
        return Found((Candidate("taushetsplikt", 1.0),))

    def saying(self, text: str) -> str | None:
        return None


class Live:
    """The content in use, as the service holds it."""

    def __init__(self, current: RecentAnswers) -> None:
        self.current = current

    def reload_if_changed(self) -> bool:
        return False


def unmasked(text: str) -> tuple[str, bool]:
    return text, False


def plain_conversation() -> RecentAnswers:
    """A conversation over the guide as shipped that has learned nothing."""
    return RecentAnswers(Conversation(load_guide(), Plain(), unmasked, lambda text: None))


def main() -> None:
    configure_logs("warning")
    settings = read_settings(_env_file=None)
    live: Any = Live(plain_conversation())
    asyncio.run(_serve(settings, live))


if __name__ == "__main__":
    main()
