"""What people say in a conversation besides their questions, as editors wrote it in talk.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from bot.guide.entry import Id, Part, Sector

Intent: TypeAlias = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "ok",
    "help",
    "who_are_you",
    "forget",
    "my_data",
    "more",
    "law",
    "contacts",
    "none_of_these",
    "not_understood",
    "vague",
]
Suggestion: TypeAlias = Literal["hello", "vague", "nothing", "danger", "welcome"]


class Concern(Part):
    """Words that show that a message is about a child or those around it."""

    people: tuple[str, ...]
    strong_people: tuple[str, ...]
    """Those that alone place a message in the field."""


class Talk(Part):
    """The tables of talk.yaml."""

    intents: Mapping[Intent, tuple[str, ...]]
    followups: Mapping[Id, tuple[str, ...]]
    corrections: tuple[str, ...]
    ordinals: Mapping[str, tuple[str, ...]]
    sectors: Mapping[Sector, tuple[str, ...]]
    i_work_as: tuple[str, ...]
    what_about: tuple[str, ...]
    polite: tuple[str, ...] = ()
    suggestions: Mapping[Suggestion, tuple[Id, ...]]
    danger_entries: Mapping[str, Id] = Field(default_factory=dict)
    """Which entry each kind of danger leads to."""
    concern: Concern

    def entry_ids(self) -> list[tuple[str, str]]:
        """Return every entry id the tables name, with the table it stands in."""
        named = [("followups", entry_id) for entry_id in self.followups]
        named += [("suggestions", entry_id) for ids in self.suggestions.values() for entry_id in ids]
        return named + [("danger_entries", entry_id) for entry_id in self.danger_entries.values()]
