"""What people say in a conversation besides their questions, as editors wrote it in talk.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from bot.guide.entry import Id, Language, Part, Sector

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
    "short",
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
    asking: tuple[str, ...] = ()
    """How a plain question begins, however long: «hva», «kan», «who»."""


class Talk(Part):
    """The tables of talk.yaml."""

    intents: Mapping[Intent, tuple[str, ...]]
    followups: Mapping[Id, tuple[str, ...]]
    corrections: tuple[str, ...]
    ordinals: Mapping[str, tuple[str, ...]]
    choosing: tuple[str, ...] = ()
    """Words around a number that only choose: «jeg tar nr. 3, takk»."""
    supposing: tuple[str, ...] = ()
    """How a follow-up begins that supposes something: «hva hvis», «what if»."""
    sectors: Mapping[Sector, tuple[str, ...]]
    sector_endings: Mapping[Sector, tuple[str, ...]] = Field(default_factory=dict)
    """Endings of words for workplaces and professions: «barneskule», «kommunefysioterapeut»."""
    doing: Mapping[Sector, tuple[str, ...]] = Field(default_factory=dict)
    """How people say what they do: «I teach», «jeg trener et lag»."""
    sector_hints: Mapping[Sector, tuple[str, ...]] = Field(default_factory=dict)
    """Words that only one workplace uses of those it meets, heard where no sector is named: «pasienten»."""
    asked_of: tuple[str, ...] = ()
    """Places that people turn to: naming one does not say that one works there."""
    here: tuple[str, ...] = ()
    """What follows when a message begins with what one is: «helsesykepleier her», «NAV-ansatt»."""
    at_place: tuple[str, ...] = ()
    """Words before a place: «i», «på»."""
    roles: tuple[str, ...] = ()
    """How words for roles end: «avdelingsleder», «saksbehandler»."""
    when: tuple[str, ...] = ()
    """Words for when, after where one works: «jeg begynner i skolen fra mandag»."""
    between: tuple[str, ...] = ()
    """Small words between «jeg jobber på» and the place."""
    not_this: tuple[str, ...] = ()
    """Words before what is not meant: «ikke skole, barnehage»."""
    as_a: tuple[str, ...] = ()
    """Openings of one word that count anywhere in a message: «må jeg som lærer …»."""
    languages: Mapping[Language, tuple[str, ...]] = Field(default_factory=dict)
    """«In English please»: how people ask for another language."""
    sequences: tuple[tuple[Id, ...], ...] = ()
    """Entries that follow each other, for «hva er neste trinn»."""
    next_step: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    """Words that point back at what was talked of: «den», «dit», «de»."""
    of_anything: tuple[str, ...] = ()
    """Words that can be said of anything: «lang», «tid», «gratis»."""
    leading: tuple[str, ...] = ()
    """How a follow-up begins: «og», «enn», «men»."""
    i_work_as: tuple[str, ...]
    what_about: tuple[str, ...]
    polite: tuple[str, ...] = ()
    suggestions: Mapping[Suggestion, tuple[Id, ...]]
    needs: Mapping[str, tuple[Id, ...]] = Field(default_factory=dict)
    """The ways in on the guide's start page: a name with its phrase need_…, and the entries under it."""
    danger_entries: Mapping[str, Id] = Field(default_factory=dict)
    """Which entry each kind of danger leads to."""
    concern: Concern

    def danger_entry(self, kind: str) -> Id | None:
        """Return the entry that a kind of danger leads to; that of a child in danger where the kind has none of its own."""
        return self.danger_entries.get(kind) or self.danger_entries.get("child")

    def sayings(self) -> tuple[tuple[str, str], ...]:
        """Return what people say besides their questions, with its kind: an intent, language:…, followup:… or next_step."""
        said: list[tuple[str, str]] = [(kind, line) for kind, lines in self.intents.items() for line in lines]
        said += [(f"language:{language}", line) for language, lines in self.languages.items() for line in lines]
        said += [(f"followup:{entry_id}", line) for entry_id, lines in self.followups.items() for line in lines]
        return (*said, *(("next_step", line) for line in self.next_step))

    def entry_ids(self) -> list[tuple[str, str]]:
        """Return every entry id the tables name, with the table it stands in."""
        named = [("followups", entry_id) for entry_id in self.followups]
        named += [("needs", entry_id) for ids in self.needs.values() for entry_id in ids]
        named += [("sequences", entry_id) for sequence in self.sequences for entry_id in sequence]
        named += [("suggestions", entry_id) for ids in self.suggestions.values() for entry_id in ids]
        return named + [("danger_entries", entry_id) for entry_id in self.danger_entries.values()]
