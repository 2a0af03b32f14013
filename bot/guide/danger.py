"""The bank that the danger recogniser learns from, and its rules, as editors wrote them in danger.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from bot.guide.entry import Part
from bot.wording import say


class DangerRule(Part):
    """One rule: a message that has a word from each of `all` and from none of `none` points to this kind of danger."""

    kind: str
    all: tuple[str, ...] = Field(min_length=1)
    none: tuple[str, ...] = ()
    sure: bool = False
    """True when the rule is enough alone; otherwise it weighs with what was learned."""


class DangerPatterns(Part):
    """Groups of words by name, the rules that join them, and the words that show that nothing happens now."""

    groups: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    rules: tuple[DangerRule, ...] = ()
    calm: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_known_groups(self) -> DangerPatterns:
        for rule in self.rules:
            for name in (*rule.all, *rule.none):
                if name not in self.groups:
                    raise ValueError(say("danger_group_unknown", name=name, known=", ".join(self.groups)))
        return self


class DangerBank(Part):
    """Phrasings of immediate danger by kind, phrasings that are not, and the rules."""

    acute: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    not_acute: tuple[str, ...] = ()
    patterns: DangerPatterns = Field(default_factory=DangerPatterns)

    @property
    def phrasings(self) -> tuple[tuple[str, str], ...]:
        """Return every acute phrasing with its kind."""
        return tuple((kind, text) for kind, texts in self.acute.items() for text in texts)
