"""Judge one word at a time: is it a name, by what it is, how it is written, and the words beside it?"""

from __future__ import annotations

from bot.conversation.privacy.lexicon import AT, CLAUSE, LITTLE, NAMELIKE, OWN, PREPOSITIONS, PRONOUNS, Kind
from bot.conversation.privacy.message import Message


class Judging(Message):
    """A message whose words can be judged."""

    def _is_name(self, at: int, shouted: bool) -> bool:
        token, kind = self.tokens[at], self.kinds[at]
        if token.is_initial or len(token.text) == 1:
            return False
        if kind is Kind.ALLOWED:
            return self._allowed_name(at)
        if self._before(at) in self.contexts.naming and (kind in NAMELIKE - {Kind.UNKNOWN} or self._is_unknown_name(at)):
            return True
        if token.is_upper:
            return self._upper(at, shouted)
        if token.is_capital and (self._is_thing(at) or self._is_compounded(at)):
            return False
        if kind is Kind.FIRST:
            return token.is_capital or len(token.low) > 2
        if token.is_capital:
            return self._capital(at)
        return self._lower(at)

    def _allowed_name(self, at: int) -> bool:
        """Tell whether a month or a place that is also a name («Mai», «Frøya», «Lier») is the person here."""
        token, before, after = self.tokens[at], self._before(at), self._after(at)
        if not token.is_capital:
            named = token.low in self.lexicon.first and token.low not in self.lexicon.both
            return named and token.opens and after in self.contexts.doing
        if before in self.contexts.titles - self.contexts.people:
            return True
        if token.low in self.lexicon.last and (before in self.contexts.titles or self._kin_follows(at) or self._turned(at)):
            return not self._is_thing(at)
        if token.low not in self.lexicon.first and token.low not in self.lexicon.both:
            return False
        if self._is_greeted(at) or before in self.contexts.naming:
            return True
        if token.low in self.lexicon.both:
            return after in self.contexts.telling or after == "har" or self._is_led(at)
        about = before in self.contexts.people or before in PREPOSITIONS - {"fra", "ved"}
        return about or (token.opens and after in self.contexts.doing)

    def _is_led(self, at: int) -> bool:
        """Tell whether a name follows: «August Hansen»."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        named = following is not None and following.gap == " " and following.is_capital
        return named and self.kinds[at + 1] in (Kind.FIRST, Kind.LAST)

    def _is_unknown_name(self, at: int) -> bool:
        return self.kinds[at] is Kind.UNKNOWN and not self._is_compounded(at)

    def _upper(self, at: int, shouted: bool) -> bool:
        token, kind = self.tokens[at], self.kinds[at]
        if kind is Kind.FIRST:
            return len(token.text) > 3 or shouted
        if kind is Kind.BOTH and shouted:
            return token.opens and self._does(at)
        if kind is Kind.UNKNOWN and len(token.text) < 4:
            return self._before(at) in self.contexts.people
        return kind is Kind.LAST and len(token.text) > 4

    def _capital(self, at: int) -> bool:
        """Tell whether a capitalised word that is not surely a first name is one."""
        token, kind = self.tokens[at], self.kinds[at]
        if kind is Kind.LAST:
            return True
        greeted = self._is_greeted(at)
        if kind is Kind.UNKNOWN:
            return token.opens or greeted or self._before(at) not in AT
        if kind is Kind.BOTH:
            return self._before(at) not in AT and (not token.opens or greeted or self._does(at))
        return self._capital_word(at, greeted)

    def _capital_word(self, at: int, greeted: bool) -> bool:
        token, before = self.tokens[at], self._before(at)
        if before in self.contexts.titles:
            known = token.low in self.lexicon.last or not self.lexicon.is_listed(token.low)
            return known or before not in self.contexts.people
        if self._turned(at) and (token.low in self.lexicon.last or not self.lexicon.is_listed(token.low)):
            return True
        if token.low not in self.lexicon.last:
            return False
        if self._kin_follows(at) or greeted:
            return True
        return (not token.opens and before not in AT | {"fra", "til"}) or self._after(at) in self.contexts.telling

    def _lower(self, at: int) -> bool:
        """Tell whether a word in lower case that is not surely a name is one, by what stands on both sides."""
        token, kind = self.tokens[at], self.kinds[at]
        if kind not in (Kind.BOTH, Kind.UNKNOWN) or len(token.low) < (2 if kind is Kind.BOTH else 4):
            return False
        before, after = self._before(at), self._after(at)
        if token.possessive:
            return kind is Kind.BOTH and after in self.contexts.people and token.low not in LITTLE
        acts = after in self.contexts.doing or after in OWN
        last = at + 1 == len(self.tokens) or not self.tokens[at + 1].goes_on
        if before in PRONOUNS and self._before(at, 2) in PREPOSITIONS:
            return acts or last
        related = before in self.contexts.people or (before in PREPOSITIONS and self._before(at, 2) in self.contexts.people)
        if related and token.low not in LITTLE:
            return acts or (last and kind is Kind.UNKNOWN and before in PREPOSITIONS)
        if kind is Kind.UNKNOWN and (token.opens or before in CLAUSE):
            return acts and not self._is_compounded(at)
        tells = after in self.contexts.telling or (token.opens and after in ("har", "sin", "sitt", "sine"))
        return kind is Kind.BOTH and tells and (token.opens or before in CLAUSE)
