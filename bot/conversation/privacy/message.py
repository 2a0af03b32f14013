"""One message as the name finder sees it: its words, what each can be, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.conversation.privacy.frames import Frames, Words
from bot.conversation.privacy.lexicon import AGE, ALSO, AND, I_OR_THEY, NAMELIKE, OWN, SAID_AFTER, Kind, Lexicon
from bot.conversation.privacy.tokens import Token

BESIDE = re.compile(r" |[-–]| ?[«\"“”»(')]{1,2} ?")
QUOTES = tuple("«»\"“”„'’‘")
LISTED = re.compile(r" ?[,/&+] ?")
SURE = 2
"""So many words of one language, and none of another, make a message's language sure."""
_LONGEST_WITH_SLIPS = 4000


@dataclass(frozen=True, slots=True)
class Contexts:
    """Words that go before a name, or after it; lower case."""

    naming: frozenset[str]
    """«heter», «named»: whatever follows is a name."""
    people: frozenset[str]
    """«gutten», «mor»: a name may follow."""
    things: frozenset[str]
    """«kommune», «skole»: a capitalised word before it is a place."""
    titles: frozenset[str]
    """«fru», «familien»: a capitalised word that follows is a surname."""
    greetings: frozenset[str]
    """«hei», «mvh»: a capitalised word that follows is a name."""
    doing: frozenset[str]
    """«har», «sier»: what a person does; a word before it may be a name."""
    telling: frozenset[str]
    """«sier», «gråter»: what only a person does."""
    kin: frozenset[str]
    """«familien», «saken»: after a hyphen, what stands before it is a name."""
    frames: Frames
    """What shows that a word that is a name too is a person here."""


@dataclass
class Message:
    """The words of one message, what each can be, and which are names so far."""

    lexicon: Lexicon
    contexts: Contexts
    text: str
    tokens: list[Token]
    kinds: list[Kind] = field(init=False)
    marked: list[bool] = field(init=False)
    shouted: bool = field(init=False)

    def __post_init__(self) -> None:
        with_slips = len(self.text) <= _LONGEST_WITH_SLIPS
        self.kinds = [self._kind(token, with_slips) for token in self.tokens]
        self.marked = [False] * len(self.tokens)
        self.shouted = self._shouted()
        self._read_as_names()

    def _kind(self, token: Token, with_slips: bool) -> Kind:
        """Return what a word can be; one with a capital within a sentence is no slip of the keys, but for the guide's words."""
        kind = self.lexicon.kind(token.low, with_slips)
        if kind is not Kind.WORD or not with_slips or not token.is_capital or token.opens:
            return kind
        strict = self.lexicon.kind(token.low, with_slips=False)
        return kind if strict is Kind.WORD or self.lexicon.is_near_guide(token.low) else strict

    def _read_as_names(self) -> None:
        """Take the words of another language than the message's for the names they are too: «hope» in Norwegian, «liv» in English."""
        words = self._words
        both = [at for at, token in enumerate(self.tokens) if token.low in words.foreign or token.low in words.native]
        if not both:
            return
        norwegian, english = (sum(token.low in some for token in self.tokens) for some in (words.norwegian, words.english))
        if min(norwegian, english) or max(norwegian, english) < SURE:
            return
        ours = words.foreign if norwegian else words.native
        for at in both:
            if self.tokens[at].low in ours and self.kinds[at] in (Kind.BOTH, Kind.ALLOWED):
                self.kinds[at] = Kind.FIRST

    @property
    def _words(self) -> Words:
        return self.contexts.frames.words

    def _shouted(self) -> bool:
        long = [token for token in self.tokens if len(token.text) > 1]
        return len(long) > 2 and sum(token.is_upper for token in long) > 0.7 * len(long)

    def _is_shouted(self, at: int) -> bool:
        """Tell whether a word's capitals say nothing, for the whole message is in capitals."""
        return self.shouted and self.tokens[at].is_upper

    def _before(self, at: int, steps: int = 1) -> str:
        held = range(at - steps + 1, at + 1)
        return self.tokens[at - steps].low if at >= steps and all(self.tokens[one].goes_on for one in held) else ""

    def _after(self, at: int) -> str:
        following = at + 1 < len(self.tokens) and self.tokens[at + 1].gap == " "
        return self.tokens[at + 1].low if following else ""

    def _next(self, at: int) -> Token | None:
        """Return the word after one, wherever it stands; None after the last."""
        return self.tokens[at + 1] if at + 1 < len(self.tokens) else None

    def _looks_named(self, at: int) -> bool:
        token = self.tokens[at]
        months = self.kinds[at] is Kind.ALLOWED and (token.low in self.lexicon.first or token.low in self.lexicon.both)
        return token.is_capital and (self.kinds[at] in NAMELIKE or months)

    def _kin_follows(self, at: int) -> bool:
        following = self._next(at)
        return following is not None and following.gap in ("-", "–") and following.low in self.contexts.kin

    def _is_compounded(self, at: int) -> bool:
        """Tell whether it is part of a hyphened word that is no name: «Porsche-caps», «Zoom-møte»."""
        following = self._next(at)
        if following is None or following.gap != "-" or self._kin_follows(at):
            return False
        return self.kinds[at] is not Kind.FIRST and not following.text[:1].isupper()

    def _is_thing(self, at: int) -> bool:
        following = self._next(at)
        return following is not None and following.low in self.contexts.things and following.gap in (" ", "-")

    def _is_greeted(self, at: int) -> bool:
        token = self.tokens[at]
        return at > 0 and self.tokens[at - 1].low in self.contexts.greetings and not token.gap.strip(" ,!\n\r")

    def _turned(self, at: int) -> bool:
        """Tell whether the first name follows: «Nordmann, Kari»."""
        following = self._next(at)
        return following is not None and following.gap == ", " and following.is_capital and self.kinds[at + 1] is Kind.FIRST

    def _is_explained(self, at: int) -> bool:
        """Tell whether who it is follows after a comma: «Bjørk, søsteren hans»."""
        following = self._next(at)
        return following is not None and following.gap == ", " and following.low in self.contexts.people

    def _is_called(self, at: int) -> bool:
        """Tell whether the message says that this is a name: «heter Liv», «heter også Anna», «kaller seg Fili», «Lykke heter hun».

        In «det heter jo helsestasjon» «jo» is no name.
        """
        before, token = self._before(at), self.tokens[at]
        rest = self.text[token.end : token.end + 2]
        if token.low in ALSO and not token.is_capital and rest[:1] == " " and rest[1:].isalpha():
            return False
        if before in self.contexts.naming or (before in ALSO and self._before(at, 2) in self.contexts.naming):
            return True
        return self._after(at) in SAID_AFTER and self._after(at + 1) in I_OR_THEY

    def _group_end(self, at: int) -> int:
        """Return where the group or the age after a word ends, or 0: « i 3b», « (7)», «, 8 år»."""
        end = self.tokens[at].end
        match = self.contexts.frames.group.match(self.text, end) or AGE.match(self.text, end)
        return match.end() if match else 0

    def _does(self, at: int) -> bool:
        """Tell whether what follows an ambiguous word shows that it is a person."""
        token = self.tokens[at]
        if token.opens and self.contexts.frames.spoken_of.match(self.text, token.end):
            return True
        if self._group_end(at) or self._kin_follows(at) or self._is_explained(at):
            return True
        if at + 1 >= len(self.tokens) or not self.tokens[at + 1].goes_on:
            return False
        following = self.tokens[at + 1]
        if following.low in self.contexts.doing or following.low in OWN:
            return following.gap == " "
        if token.possessive and (following.low in self.contexts.people or self.text[token.end - 2] in "'’"):
            return True
        if following.low in AND and self._after(at + 1) in I_OR_THEY:
            return token.opens
        if following.low in AND or LISTED.fullmatch(following.gap):
            at += following.low in AND
            return at + 1 < len(self.tokens) and self.tokens[at + 1].is_capital and self.kinds[at + 1] is not Kind.ALLOWED
        initial = following.is_initial and self.text[following.end : following.end + 1] == "."
        return BESIDE.fullmatch(following.gap) is not None and (initial or self._looks_named(at + 1))
