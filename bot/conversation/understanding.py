"""Recognise what people say besides their questions: greetings, follow-ups, choices, where they work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.conversation.ordinals import Ordinals
from bot.conversation.sayings import LONGEST_TALK, Said, Sayings
from bot.conversation.workplaces import Workplaces, plain
from bot.guide.entry import LANGUAGES, Language
from bot.guide.talk import Intent, Talk

Hears: TypeAlias = Callable[[str], str | None]
"""Returns the kind of saying a short message is, as learned from the tables; None for a question."""
_SHORT = 4
"""Words of a question that may lean on what went before, though nothing in it points back."""
_MOST_READ = 8
"""Texts of one turn: what was written, and its parts."""
_PAUSES = re.compile(r"[,.;:!–]")
_SENTENCE = re.compile(r"(?<![.!?:;])[.!?:;]+\s+")
_BRIEF = frozenset({"greeting", "thanks", "goodbye", "ok"})
"""Sayings that a message of more than a few words is not, unless it stands in the tables or begins so: more was said."""
_OF_ENTRY = frozenset({"more", "short", "law", "contacts"})
"""Sayings that ask for a side of what was talked of."""


def _hears_nothing(_text: str) -> None:
    return None


class Understanding:
    """Looks messages up in the tables of talk.yaml."""

    def __init__(self, talk: Talk, hears: Hears = _hears_nothing) -> None:
        self._hears = hears
        self._sayings = Sayings(talk)
        self._read: dict[str, str] = {}
        """What was read in the turn under way, as folded words: every step asks for the same."""
        self._intents: dict[str, Intent] = {plain(line): name for name, lines in talk.intents.items() for line in lines}
        self._kinds = {str(name): name for name in talk.intents}
        self._followups = {plain(line): entry_id for entry_id, lines in talk.followups.items() for line in lines}
        self._ordinals = Ordinals(talk)
        self._corrections = sorted((plain(line) for line in talk.corrections), key=len, reverse=True)
        self._denying = frozenset(plain(word) for word in (*talk.not_this, "nei", "no"))
        self.workplaces = Workplaces(talk)
        self._languages = {plain(line): language for language, lines in talk.languages.items() for line in lines}
        spoken = frozenset(word for line in self._languages for word in line.split())
        self._next = frozenset(plain(line) for line in talk.next_step)
        self._asking = frozenset(plain(word) for word in talk.concern.asking)
        self._pointing = self._sayings.pointing
        self._of_anything = self._asking | self._pointing | frozenset(plain(word) for word in talk.of_anything)
        self._leading = sorted((plain(line) for line in talk.leading), key=len, reverse=True)
        self._asks_language = spoken | self._of_anything | self._sayings.polite
        self._supposing = sorted((plain(line) for line in talk.supposing), key=len, reverse=True)
        self._brief = sorted((line for line, kind in self._intents.items() if kind in _BRIEF), key=len, reverse=True)
        self._greetings = sorted((plain(line) for line in talk.intents.get("greeting", ())), key=len, reverse=True)

    def forget(self) -> None:
        """Let go of what was read in this turn: no word of it is kept for the next."""
        self._read.clear()

    def _flat(self, text: str) -> str:
        if (flat := self._read.get(text)) is None:
            if len(self._read) >= _MOST_READ:
                self.forget()
            self._read[text] = flat = plain(text)
        return flat

    def intent(self, text: str) -> Intent | None:
        """Return what a short message says, if it is one of the known sayings."""
        said = self._lookup(text, self._intents)
        if not said and self.correction(text) is not None:
            return None  # What was meant instead is no small talk, whatever it sounds like: «nei sorry, jeg mente i barnehagen».
        said = said or self._all_brief(text)
        heard = None if said else self._hears(text)
        if said or heard not in self._kinds or not self._may_be(self._kinds[heard], text):
            return said
        return self._kinds[heard]

    def _may_be(self, heard: Intent, text: str) -> bool:
        """Tell whether what a message sounds like can be what it says."""
        if heard in _BRIEF and len(text.split()) > _SHORT:
            return self._intents.get(self._opening(text, self._brief) or "") == heard  # «Tusen takk, du er grei mot meg».
        # «Hva hvis det ikke hjelper?» supposes; it does not complain.
        return heard in _OF_ENTRY or self._opening(text, self._supposing) is None

    def _all_brief(self, text: str) -> Intent | None:
        """«Takk for hjelpa, ha en fin dag»: several polite sayings in a row are the first of them."""
        parts = [part for part in _PAUSES.split(text) if plain(part)]
        if not 1 < len(parts) <= _SHORT:
            return None
        said = [self._lookup(part, self._intents) or self._hears(part) for part in parts]
        return self._kinds[str(said[0])] if all(one in _BRIEF for one in said) else None

    def politely_begun(self, text: str) -> tuple[Intent, str] | None:
        """«Takk, da er jeg fornøyd»: the polite saying that a message begins with, and what follows; None for a question."""
        opening = self._opening(text, self._brief)
        if opening is None or "?" in text or self._intents[opening] == "greeting" or self.correction(text) is not None:
            return None
        rest = self._rest_of(text, len(opening.split()))
        return None if self.is_question(rest) or not self.is_brief(rest) else (self._intents[opening], rest)

    def points_back(self, text: str) -> bool:
        """Tell whether a message begins as a follow-up does, or has a word that points back."""
        flat = self._flat(text)
        return any(flat.startswith(f"{opening} ") for opening in self._leading) or bool(self._pointing.intersection(flat.split()))

    def after_leading(self, text: str) -> str:
        """Return `text` without the word a follow-up begins with: «ppt» of «enn ppt?»."""
        rest = self._behind(text, self._leading)
        return text if rest is None else rest.rstrip("?! ")

    def one_of(self, text: str, table: dict[str, Said]) -> Said | None:
        """Return what a short message says, looked up in a table of plain sayings, with slips forgiven."""
        return self._lookup(text, table)

    def is_saying(self, text: str) -> bool:
        """Tell whether a message is a saying of the tables, or polite words like theirs: never a danger."""
        flat = self._flat(text)
        return self.intent(text) in _BRIEF or any(
            form in table
            for form in (flat, self._without_polite(flat))
            for table in (self._intents, self._ordinals.sayings, self._followups)
        )

    def followup(self, text: str) -> str | None:
        """Return the entry that answers a short follow-up question."""
        return self._lookup(text, self._followups) or self._after_colon(text, "followup")

    def ordinal(self, text: str, count: int) -> int | None:
        """Return which of `count` offered entries is meant, from 0; −1 for one beyond the list."""
        flat = self._flat(text)
        return self._ordinals.at(flat, self._without_polite(flat), count)

    def correction(self, text: str) -> str | None:
        """Return what follows «nei, jeg mente …», or None when it is no correction."""
        meant = self._behind(text, self._corrections)
        if meant is not None:
            return meant
        # «Ikke på dagtid, jeg mente de som svarer i helga»: the first part denies, the second says what was meant.
        first, comma, second = text.partition(",")
        denies = bool(comma) and not self._denying.isdisjoint(plain(first).split()[:1])
        return self._behind(second, self._corrections) if denies else None

    def language(self, text: str) -> Language | None:
        """Return the language someone asks to be answered in, when that is all they say."""
        said = self._lookup(text, self._languages) or self._named_language(text) or self._named_at_the_end(text)
        heard = self._after_colon(text, "language")
        return said or next((language for language in LANGUAGES if language == heard), None)

    def _named_language(self, text: str) -> Language | None:
        """«Får jeg svaret på engelsk?»: the one language named, where every other word may ask for one, or says nothing."""
        words = set(self._flat(text).split())
        named = {self._languages[word] for word in words if word in self._languages}
        fits = len(named) == 1 and self._asks_language.issuperset(words)
        return named.pop() if fits else None

    def _named_at_the_end(self, text: str) -> Language | None:
        """«My colleague doesn't read Norwegian, can you say it in English?»: the wish stands last, after its reason."""
        reason, comma, wish = text.rpartition(",")
        fits = bool(comma) and not self.is_question(reason) and len(reason.split()) <= LONGEST_TALK
        return self._named_language(wish) if fits and self._flat(wish) else None

    def language_first(self, text: str) -> tuple[Language, str] | None:
        """«Beklager, jeg kan ta det på norsk. Hvem skriver i den?»: the language asked for, and what follows."""
        for pause in _SENTENCE.finditer(text):
            first, rest = text[: pause.start()], text[pause.end() :].strip()
            if rest and (found := self.language(first)) is not None:
                return found, rest
        return None

    def _after_colon(self, text: str, kind: str) -> str | None:
        named, _, what = (self._hears(text) or "").partition(":")
        return what if named == kind else None

    def asks_for_next(self, text: str) -> bool:
        """Tell whether someone asks for the next step."""
        flat = self._flat(text)
        return flat in self._next or self._without_polite(flat) in self._next or self._hears(text) == "next_step"

    def leans_on_focus(self, text: str, is_lost: bool = False) -> bool:
        """Tell whether a short message points back («den», «dit»), begins as a follow-up does («og …»), or is lost by itself."""
        words = self._flat(text).split()
        return 0 < len(words) <= LONGEST_TALK and (is_lost or len(words) <= _SHORT or self.points_back(text))

    def is_brief(self, text: str) -> bool:
        """Tell whether a message is as short as a follow-up is."""
        return len(self._flat(text).split()) <= LONGEST_TALK

    def says_nothing_of_its_own(self, text: str) -> bool:
        """Tell whether every word of a short message could be said of anything: question words, pointing words, time, price."""
        words = self._flat(text).split()
        return 0 < len(words) <= LONGEST_TALK and self._of_anything.issuperset(words)

    def is_question(self, text: str) -> bool:
        """Tell whether a message begins as a question does: «hva», «hvem», «how»."""
        words = self._flat(text).split()
        return bool(words) and words[0] in self._asking

    def after_greeting(self, text: str) -> str:
        """Return `text` without a greeting at its start, when more follows."""
        rest = self._behind(text, self._greetings)
        return text if rest is None else rest

    def _behind(self, text: str, openings: list[str]) -> str | None:
        """Return what follows the first of `openings` that a text begins with; None where it begins with none."""
        opening = self._opening(text, openings)
        return None if opening is None else self._rest_of(text, len(opening.split()))

    def _opening(self, text: str, openings: list[str]) -> str | None:
        """Return the first of `openings` that a text begins with."""
        flat = self._flat(text)
        return next((one for one in openings if flat.startswith(f"{one} ")), None)

    def _lookup(self, text: str, table: Mapping[str, Said]) -> Said | None:
        return self._sayings.look_up(self._flat(text), table)

    def _without_polite(self, flat: str) -> str:
        return self._sayings.without_polite(flat)

    @staticmethod
    def _rest_of(text: str, words: int) -> str:
        rest = text.split()
        return " ".join(rest[words:]).strip(" ,.:;!–-") or text
