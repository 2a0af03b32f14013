"""The bank that the danger recogniser learns from, and its rules, as editors wrote them in danger.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bot.guide.entry import Part


class DangerBank(Part):
    """Phrasings of immediate danger by kind, phrasings that are not, and the tables of the rules."""

    acute: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    not_acute: tuple[str, ...] = ()
    patterns: Mapping[str, Any] = Field(default_factory=dict)

    @property
    def phrasings(self) -> tuple[tuple[str, str], ...]:
        """Return every acute phrasing with its kind."""
        return tuple((kind, text) for kind, texts in self.acute.items() for text in texts)
