"""Read a whole message: judge its words, then go on from each name to what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.privacy.judging import Judging
from bot.conversation.privacy.lexicon import AND, LITTLE, NAMELIKE, PARTICLES, Kind
from bot.conversation.privacy.message import BESIDE, LISTED
from bot.conversation.privacy.tokens import Token


class Reading(Judging):
    """One message being read."""

    def names(self) -> Iterator[Token]:
        """Yield the words that are names."""
        for at in range(len(self.tokens)):
            self.marked[at] = self._is_name(at)
        if any(self.marked) or any(token.is_initial for token in self.tokens):
            for _ in range(2):
                self._spread()
            self._repeat()
        return (token for token, is_name in zip(self.tokens, self.marked, strict=True) if is_name)

    def _repeat(self) -> None:
        """Mark what was a name once and stands there again: «heter Anna, og det er anna den yngste»."""
        names = {token.low for at, token in enumerate(self.tokens) if self.marked[at] and len(token.low) > 2}
        for at, token in enumerate(self.tokens):
            if token.low in names and (self.kinds[at] in NAMELIKE or token.is_capital):
                self.marked[at] = True

    def _spread(self) -> None:
        """Mark what stands beside a name: the rest of it, its initials, and those it is named together with."""
        order = [*range(len(self.tokens)), *reversed(range(len(self.tokens)))]
        for at in order:
            if not self.marked[at]:
                self.marked[at] = self._is_beside(at) or self._is_listed(at)

    def _is_beside(self, at: int) -> bool:
        token = self.tokens[at]
        follows = at > 0 and self.marked[at - 1] and self._touches(at) and not self.tokens[at - 1].possessive
        leads = at + 1 < len(self.marked) and self.marked[at + 1] and self._touches(at + 1) and not token.possessive
        if token.is_initial or (at > 0 and self._is_initial(at - 1) and self.tokens[at].gap in (". ", " ", ".")):
            return self._is_initialled(at, follows)
        if token.low in PARTICLES and at + 1 < len(self.tokens):
            return leads and (self.tokens[at + 1].gap == "-" or follows)
        if at > 1 and self.tokens[at - 1].low in PARTICLES and self.marked[at - 2] and self._touches(at):
            return self._touches(at - 1) and self.kinds[at] in NAMELIKE
        return (follows and self._goes_with(at)) or (leads and self._leads(at))

    def _is_initial(self, at: int) -> bool:
        """Tell whether it is an initial, and not the word «I» that a sentence begins with."""
        token = self.tokens[at]
        return token.is_initial and (token.text != "I" or self.text[token.end : token.end + 1] == ".")

    def _touches(self, at: int) -> bool:
        return BESIDE.fullmatch(self.tokens[at].gap) is not None

    def _is_initialled(self, at: int, follows: bool) -> bool:
        """Judge «K.» in «Amina K. Nowak» and both words of «T. Solheimsnes»."""
        token = self.tokens[at]
        if not token.is_initial:
            known = self.kinds[at] in NAMELIKE or token.low in self.lexicon.last or not self.lexicon.is_listed(token.low)
            acts = self.kinds[at] is Kind.WORD and self._after(at) in self.contexts.doing
            return token.is_capital and (known or acts)
        after = self._next(at)
        dotted = self.text[token.end : token.end + 1] == "."
        leads = dotted and after is not None and after.gap in (". ", ".") and self.marked[at + 1]
        return leads or (
            follows and (dotted or after is None or not after.text[:1].islower() or self._after(at) in self.contexts.doing)
        )

    def _goes_with(self, at: int) -> bool:
        """Tell whether the word can be the rest of the name before it."""
        token, kind = self.tokens[at], self.kinds[at]
        known_last = token.low in self.lexicon.last
        if self._is_shouted(at):
            return kind in NAMELIKE - {Kind.BOTH} or (known_last and token.low not in self.lexicon.guide)
        if token.text[:1].isupper():
            if kind is Kind.ALLOWED and self.kinds[at - 1] is Kind.FIRST and token.gap == " " and len(token.low) > 3:
                return not self._is_thing(at)  # A place after a first name is a surname: «Kari Kvam».
            named = known_last or token.low in self.lexicon.first or token.low in self.lexicon.both
            return not self._is_thing(at) and (kind is not Kind.ALLOWED or named or self._is_between(at))
        if token.gap != " " or token.low in self.contexts.doing:
            return False
        if kind in (Kind.FIRST, Kind.LAST):
            return True
        if kind is Kind.UNKNOWN:
            return len(token.low) > 3 and not self.lexicon.is_word(token.low, 5)
        return self._goes_with_little(at) or (known_last and len(token.low) > 3 and token.low not in self.lexicon.guide)

    def _goes_with_little(self, at: int) -> bool:
        """Tell whether a word in lower case, which may be a name, is the rest of the name before it: «ingrid vik», «ola strand, …»."""
        low, acts = self.tokens[at].low, self._after(at) in self.contexts.doing
        if low in LITTLE:
            return False
        if self.kinds[at] is Kind.BOTH and acts:
            return True
        known = low in self.lexicon.last and len(low) > 2 and self.kinds[at - 1] in (Kind.FIRST, Kind.BOTH)
        return known and (acts or self._ends(at) or self._group_end(at) > 0 or self._after(at) in AND)

    def _is_between(self, at: int) -> bool:
        """Tell whether a name stands right after it too: «Kari Mai Hansen»."""
        return at + 1 < len(self.tokens) and self.marked[at + 1] and self.tokens[at + 1].gap == " "

    def _leads(self, at: int) -> bool:
        """Tell whether the word can be the beginning of the name after it."""
        token, kind = self.tokens[at], self.kinds[at]
        if token.text[:1].isupper():
            if self._is_shouted(at):
                return kind in NAMELIKE - {Kind.BOTH}
            if self.tokens[at + 1].gap == "-" and self._can_be_named(at):
                return True
            return kind in NAMELIKE or (kind is Kind.WORD and token.low in self.lexicon.last and token.is_upper)
        if self.tokens[at + 1].gap != " ":
            return False
        if kind is Kind.BOTH:  # «jan tomasz»: a first name that is a word too, before a name.
            return token.low in self.lexicon.first and self.kinds[at + 1] in (Kind.FIRST, Kind.LAST)
        return kind is Kind.UNKNOWN and len(token.low) > 3 and token.opens

    def _is_listed(self, at: int) -> bool:
        """Judge a word joined to a name by a comma, a slash or «og»."""
        token, kind = self.tokens[at], self.kinds[at]
        if self._can_be_named(at) and (not token.text[:1].isupper() or self._is_shouted(at)):
            return self._is_paired(at)
        if kind not in NAMELIKE or len(token.low) < 2 or not (self._joined(at, -1) or self._joined(at, 1)):
            return False
        if token.text[:1].isupper():
            return kind is not Kind.BOTH or not token.opens or self._does(at)
        return kind is Kind.FIRST or (kind is Kind.UNKNOWN and len(token.low) > 3 and not self._is_compounded(at))

    def _is_paired(self, at: int) -> bool:
        """Judge «dag» in «kari og dag har» and in «dag og kari»: a word that is a name too, joined to a name by «og»."""
        if not self._is_free(at) or self._is_compounded(at):
            return False
        if self._joined(at, -1) and self.tokens[at].gap == "/":
            return True
        if self._before(at) in AND and self.marked[at - 2]:
            return self._ends(at) or self._after(at) in self.contexts.doing or self._group_end(at) > 0
        listed = self.tokens[at].gap == ", " and self.marked[at - 1]
        begins = listed or self._begins(at) or self._before(at) in self._words.about or self._before(at) in self.contexts.people
        joined = begins and self._after(at) in AND and at + 2 < len(self.tokens)
        return joined and (self.marked[at + 2] or (listed and self._can_be_named(at + 2)))

    def _joined(self, at: int, way: int) -> bool:
        other = at + way
        if not 0 <= other < len(self.tokens):
            return False
        nearer = max(at, other)
        if self.tokens[other].low in AND and self.tokens[nearer].gap == " ":
            other += way
            nearer = max(at + way, other)
            return 0 <= other < len(self.tokens) and self.marked[other] and self.tokens[nearer].gap == " "
        return self.marked[other] and LISTED.fullmatch(self.tokens[nearer].gap) is not None
