"""Names of people: by lists, by capitals, and by what stands around them, in any case, order and origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.conversation.privacy.patterns import Span
from bot.matching.language import stem

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]\. ?){1,2}[A-ZÆØÅ]\.(?!\w)|(?<![\w.])[A-ZÆØÅ]\.[A-ZÆØÅ]\b(?!\.?\w)")
_SENTENCE_END = re.compile(r"[.!?:\n«\"“(•–-]\s*$|^\s*$")


@dataclass(frozen=True, slots=True)
class Contexts:
    """Words that go before a name, or after it; lower case."""

    naming: frozenset[str]
    """«heter», «named»: whatever follows is a name."""
    people: frozenset[str]
    """«gutten», «mor til»: a capitalised word that follows is a name."""
    things: frozenset[str]
    """«kommune», «skole»: a capitalised word before it is a place."""


@dataclass(frozen=True)
class Token:
    """A word and where it stands."""

    text: str
    start: int
    end: int
    opens: bool
    """True at the beginning of a sentence, where a capital says nothing."""

    @cached_property
    def low(self) -> str:
        """Return the word in lower case."""
        return self.text.lower()

    @cached_property
    def is_capital(self) -> bool:
        """Tell whether it is written like a name: one capital first."""
        return self.text[:1].isupper() and not (self.text.isupper() and len(self.text) > 1)


@dataclass(frozen=True)
class NameFinder:
    """Finds names. `ordinary` are the words and stems of the guide, `allowed` capitalised words that are no persons."""

    first: frozenset[str]
    last: frozenset[str]
    ordinary: frozenset[str]
    ordinary_stems: frozenset[str]
    allowed: frozenset[str]
    contexts: Contexts
    phrases: re.Pattern[str] | None = None
    """The guide's own names of several words, left alone whole."""

    def find(self, text: str) -> Iterator[Span]:
        """Yield each name's place."""
        yield from ((*match.span(), "name") for match in _INITIALS.finditer(text))
        tokens = self._tokens(text)
        marked = [False] * len(tokens)
        for at in range(len(tokens)):
            marked[at] = self._is_name(tokens, at, marked, text)
        self._spread(tokens, marked, text)
        for token, is_name in zip(tokens, marked, strict=True):
            if is_name:
                yield token.start, self._end(token), "name"

    def _tokens(self, text: str) -> list[Token]:
        kept = [match.span() for match in self.phrases.finditer(text)] if self.phrases else []
        tokens = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            if not any(low <= start < high for low, high in kept):
                tokens.append(Token(match.group(), start, end, bool(_SENTENCE_END.search(text[max(0, start - 4) : start]))))
        return tokens

    def _is_name(self, tokens: list[Token], at: int, marked: list[bool], text: str) -> bool:
        token = tokens[at]
        low = self._bare(token)
        if low in self.allowed or (token.text.isupper() and len(token.text) < 5 and not self._shouted(tokens)):
            return False
        before = self._before(tokens, at, text)
        if before in self.contexts.naming and low not in self.ordinary:
            return True
        if self._is_thing(tokens, at, text):
            return False
        if low in self.first:
            return self._first_counts(token, low, before, tokens, at, text)
        if token.is_capital and not self._is_ordinary(low):
            return self._capital_counts(token, low, before)
        return False

    def _first_counts(self, token: Token, low: str, before: str, tokens: list[Token], at: int, text: str) -> bool:
        if not self._is_ordinary(low):
            return token.is_capital or token.text.isupper() or len(low) >= 4 or before in self.contexts.people
        if token.is_capital and not token.opens:
            return True
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        followed = following is not None and following.is_capital and self._bare(following) in self.last | self.first
        return token.is_capital and followed and text[token.end : following.start if following else token.end].isspace()

    def _capital_counts(self, token: Token, low: str, before: str) -> bool:
        if low in self.last or before in self.contexts.people:
            return not token.opens or low in self.last
        return not token.opens

    def _spread(self, tokens: list[Token], marked: list[bool], text: str) -> None:
        """Mark a surname beside a first name, whatever its case, and names joined by «van», «el», «bin»."""
        for at in range(1, len(tokens)):
            near = text[tokens[at - 1].end : tokens[at].start] == " "
            if marked[at - 1] and near and not marked[at] and not self._possessive(tokens[at - 1]):
                low = self._bare(tokens[at])
                known = low in self.last or (low in self.first and not self._is_ordinary(low))
                if (
                    known
                    and (tokens[at].is_capital or not self._is_ordinary(low) or (low in self.last - self.first and len(low) > 4))
                ) or (tokens[at].is_capital and low not in self.allowed and not self._is_ordinary(low)):
                    marked[at] = True
        for at in range(len(tokens) - 2, -1, -1):
            near = text[tokens[at].end : tokens[at + 1].start] == " "
            if marked[at + 1] and near and not marked[at] and tokens[at].is_capital:
                low = self._bare(tokens[at])
                if (
                    low not in self.allowed
                    and (low in self.first or not self._is_ordinary(low))
                    and not self._possessive(tokens[at])
                ):
                    marked[at] = True

    def _before(self, tokens: list[Token], at: int, text: str) -> str:
        if (
            at == 0
            or "\n" in text[tokens[at - 1].end : tokens[at].start]
            or any(sign in ".!?" for sign in text[tokens[at - 1].end : tokens[at].start])
        ):
            return ""
        return tokens[at - 1].low

    def _is_thing(self, tokens: list[Token], at: int, text: str) -> bool:
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return (
            following is not None
            and following.low in self.contexts.things
            and text[tokens[at].end : following.start] in (" ", "-")
        )

    def _is_ordinary(self, low: str) -> bool:
        return low in self.ordinary or stem(low) in self.ordinary_stems

    def _bare(self, token: Token) -> str:
        """Return the word without a possessive s, where what is left is a name and the whole is not."""
        low = token.low.replace("’", "'")
        if low.endswith("'s") or low.endswith("s'"):
            return low[:-2] if low.endswith("'s") else low[:-1]
        if low.endswith("s") and low not in self.first and low[:-1] in self.first and low not in self.ordinary:
            return low[:-1]
        return low

    def _possessive(self, token: Token) -> bool:
        return self._bare(token) != token.low

    def _end(self, token: Token) -> int:
        return token.start + len(self._bare(token))

    @staticmethod
    def _shouted(tokens: list[Token]) -> bool:
        letters = [token for token in tokens if len(token.text) > 1]
        return len(letters) > 3 and sum(token.text.isupper() for token in letters) > 0.7 * len(letters)
