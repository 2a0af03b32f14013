"""What the steps of a conversation share: the turn as heard, what a step decides, and the ways to show things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeAlias

from bot.cards.shown import (
    Show,
    ShowEntry,
    ShowPhrase,
)
from bot.conversation.course_words import CourseWords
from bot.conversation.memory import Memory
from bot.conversation.path_words import path_words
from bot.conversation.turn import Outcome, Turn, Wish
from bot.conversation.understanding import Understanding
from bot.conversation.voices import language_of, language_of_locale
from bot.conversation.workplaces import plain
from bot.guide.entry import Language, Sector
from bot.guide.guide import Guide
from bot.guide.phrases import LANGUAGES
from bot.guide.talk import Suggestion
from bot.matching.verdict import Candidate, Verdict

MOST_CHOICES = 4
WAY_CHOICES = 3


class Matches(Protocol):
    """Finds the entries a question is about."""

    def match(self, text: str) -> Verdict:
        """Return what the guide has for `text`."""

    def saying(self, text: str) -> str | None:
        """Return the kind of saying a short message is; None for a question."""


Masks: TypeAlias = Callable[[str], tuple[str, bool]]
"""Returns a text with personal data masked, and whether there was any."""
LooksForDanger: TypeAlias = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a step decided: what to show, what came of it, and what to remember."""

    show: Show
    outcome: Outcome
    memory: Memory
    ranked: tuple[Candidate, ...] = ()
    asks_back: bool = False
    sector: Sector | None = None
    wish: Wish | None = None


class Heard:
    """A turn as the steps see it: masked, in a language, with what the recognisers and the matcher say of it."""

    def __init__(self, turn: Turn, memory: Memory, desk: Desk) -> None:
        self.turn = turn
        self.memory = memory
        self._about = desk
        text, self.has_personal_data = desk.mask(turn.text) if turn.text else ("", False)
        self.text = " ".join(text.split())
        self.language: Language = language_of(self.text) or self._kept_language() or language_of_locale(turn.locale)

    def _kept_language(self) -> Language | None:
        """Return the person's language; where others read along, that of the card they pressed goes first."""
        pressed = self.turn.action.data.get("language") if self.turn.action else None
        card = next((one for one in LANGUAGES if one == pressed), None)
        own = self.memory.person.language
        return (own or card) if self.turn.scope == "personal" else (card or own)

    @cached_property
    def danger(self) -> str | None:
        """Return the kind of immediate danger described, if any."""
        desk = self._about
        if self.turn.kind != "message" or not self.text or desk.understanding.is_saying(self.text):
            return None
        if desk.understanding.one_of(self.text, desk.path_words):
            return None  # A wish for the path, whose first step asks of danger.
        workplace = desk.understanding.workplaces.said(self.question)
        if workplace is not None and workplace.alone and workplace.own:
            return None
        return self._about.danger(self.turn.text)

    @cached_property
    def verdict(self) -> Verdict:
        """Return what the matcher says of the question."""
        return self._about.matches.match(self.question)

    def rephrase(self, text: str) -> None:
        """Read the turn as if `text` had been said."""
        self.text = text
        for read in ("verdict", "question", "sector_named"):
            self.__dict__.pop(read, None)

    @cached_property
    def question(self) -> str:
        """Return what was said, without a greeting before it."""
        return self._about.understanding.after_greeting(self.text)

    @property
    def sector(self) -> Sector | None:
        """Return the sector to answer for: the person's own as just said or remembered, else the one the question names."""
        return self.memory.person.sector or self.sector_named

    @cached_property
    def sector_named(self) -> Sector | None:
        """Return the sector that the question names, if any."""
        return self._about.understanding.workplaces.named(self.text) if self.text else None


class Desk:
    """The guide, the recognisers, and how to show what they find."""

    def __init__(self, guide: Guide, matches: Matches, mask: Masks, danger: LooksForDanger) -> None:
        self.guide = guide
        self.matches = matches
        self.mask = mask
        self.danger = danger
        self.understanding = Understanding(guide.talk, matches.saying)
        self.course_words = CourseWords(guide)
        self.path_words = path_words(guide)
        versions = ((version, entry.id) for entry in guide for version in entry.sectors.values())
        self._families = {str(version.entry): common for version, common in versions if version.entry and not version.text}
        self._names = frozenset(plain(name) for entry in guide for name in (entry.title, *entry.aliases))

    def names_entry(self, text: str) -> bool:
        """Tell whether `text` is the very name of an entry."""
        return plain(text) in self._names

    def suggested(self, name: Suggestion) -> tuple[str, ...]:
        """Return the entries to suggest, those that this guide has."""
        return tuple(one for one in self.guide.talk.suggestions.get(name, ()) if one in self.guide.entries)

    def family(self, entry_id: str) -> str:
        """Return the common entry that `entry_id` says for one sector; itself where there is none."""
        return self._families.get(entry_id, entry_id)

    def for_sector(self, entry_id: str, sector: Sector | None) -> str:
        """Return the entry that says `entry_id` for the person's sector."""
        version = self.guide.entries[entry_id].sectors.get(sector) if sector else None
        if version and version.entry in self.guide.entries and not version.text:
            return str(version.entry)
        return entry_id

    def show_entry(
        self,
        heard: Heard,
        entry_id: str,
        ranked: tuple[Candidate, ...] = (),
        memory: Memory | None = None,
        sector: Sector | None = None,
    ) -> Answered:
        """Answer with one entry, in the person's sector, and take it into focus."""
        kept = memory or heard.memory
        sector = sector or heard.sector or kept.person.sector
        entry_id = self.for_sector(entry_id, sector)
        first = next((one for one in ranked if one.entry_id == entry_id), None)
        rest = tuple(one for one in ranked if one.entry_id != entry_id)
        best = first or Candidate(entry_id, ranked[0].score if ranked else 1.0)
        # A list that the entry stands in, stands in the chat still: «og den første?» may come next.
        offered = kept.focus.offered if entry_id in kept.focus.offered else ()
        focus = replace(kept.focus, entry_id=entry_id, offered=offered)
        return Answered(ShowEntry(entry_id), "answer", replace(kept, focus=focus), (best, *rest), sector=sector)

    def offer(
        self,
        heard: Heard,
        show: Show,
        offered: tuple[str, ...],
        ranked: tuple[Candidate, ...] = (),
        outcome: Outcome = "choices",
        asks_back: bool = True,
    ) -> Answered:
        """Answer with a few entries to choose among."""
        known = ranked or tuple(Candidate(one, 0.0) for one in offered)
        focus = replace(heard.memory.focus, offered=offered, entry_id=heard.memory.focus.entry_id)
        asks_back = asks_back and not heard.memory.focus.asked_back
        return Answered(show, outcome, replace(heard.memory, focus=focus), known, asks_back=asks_back)

    def phrase(self, heard: Heard, phrase: str, suggestion: Suggestion | None = None, about: str = "") -> Answered:
        """Answer with one of the bot's own sentences."""
        offered = self.suggested(suggestion) if suggestion else ()
        focus = replace(heard.memory.focus, offered=offered or heard.memory.focus.offered)
        return Answered(ShowPhrase(phrase, offered, about), "nothing", replace(heard.memory, focus=focus))
