"""Judge one word at a time: is it a name, by what it is, how it is written, and the words beside it?"""

from __future__ import annotations

from bot.conversation.privacy.framed import Framed
from bot.conversation.privacy.lexicon import (
    AT,
    BORN,
    CLAUSE,
    KIN,
    LITTLE,
    NAMELIKE,
    OWN,
    PREPOSITIONS,
    PRONOUNS,
    SMALL,
    THEIRS,
    THERE,
    TO,
    Kind,
)
from bot.conversation.privacy.message import QUOTES


class Judging(Framed):
    """A message whose words can be judged."""

    def _is_name(self, at: int) -> bool:
        token, kind = self.tokens[at], self.kinds[at]
        if token.is_initial or len(token.text) == 1:
            return False
        if self._is_shown(at):
            return True
        if kind is Kind.ALLOWED:
            return self._allowed_name(at)
        if token.is_upper:
            return self._upper(at)
        if token.is_capital and (self._is_thing(at) or self._is_compounded(at)):
            return False
        if kind is Kind.FIRST:
            return token.is_capital or len(token.low) > 2
        if token.is_capital:
            return self._capital(at)
        return self._is_little(at) or self._lower(at)

    def _is_shown(self, at: int) -> bool:
        """Tell whether the words around it say that it is a name, whatever it is else."""
        little = self.tokens[at].text.islower() or self.tokens[at].is_upper
        if (little and self._is_framed(at)) or self._is_nicknamed(at):
            return True
        if self.kinds[at] is Kind.ALLOWED or not self._is_called(at):
            return False
        return self.kinds[at] in NAMELIKE - {Kind.UNKNOWN} or self._is_unknown_name(at) or self._is_odd_name(at)

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
        following = self._next(at)
        named = following is not None and following.gap == " " and following.is_capital
        return named and self.kinds[at + 1] in (Kind.FIRST, Kind.LAST)

    def _is_odd_name(self, at: int) -> bool:
        """Tell whether a word that is a word is written as a name where a name is told: «kaller seg Fili»."""
        token = self.tokens[at]
        opens = token.opens and token.gap[-1:] not in tuple("«\"“'")
        return token.is_capital and not opens and token.low not in self.lexicon.guide and not self._is_thing(at)

    def _is_nicknamed(self, at: int) -> bool:
        """Judge a word in quotes, with a capital: «gutten «Knøtte»», «kallenavnet er 'Bamse'», «de kaller henne «Tassen»»."""
        token = self.tokens[at]
        if not token.is_capital or token.gap[-1:] not in QUOTES or self.text[token.end : token.end + 1] not in QUOTES:
            return False
        if self._before(at) in self.contexts.people:
            return token.low not in self.lexicon.guide
        words, known = self._words, self._words.someone | self.contexts.people
        nearest = [self._before(at, steps) for steps in range(1, 5)]
        if nearest[0] in words.calling:
            return nearest[1] in known
        if nearest[1] in words.calling:
            return nearest[0] in known
        return any(one in words.nicknames for one in nearest) and any(self._before(at, steps) in known for steps in range(1, 8))

    def _is_unknown_name(self, at: int) -> bool:
        return self.kinds[at] is Kind.UNKNOWN and not self._is_compounded(at)

    def _upper(self, at: int) -> bool:
        token, kind, shouted = self.tokens[at], self.kinds[at], self.shouted
        if kind is Kind.FIRST:
            return len(token.text) > 3 or shouted
        if kind is Kind.BOTH:
            return (shouted and token.opens and self._does(at)) or self._lower(at)
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
            return self._before(at) not in AT and (not token.opens or greeted or self._does(at) or self._signs(at))
        return self._capital_word(at, greeted)

    def _signs(self, at: int) -> bool:
        """Tell whether it stands alone at the end, where the one who writes signs: «Takk for hjelpen. Liv»."""
        return at > 1 and self._next(at) is None and not self.tokens[at].goes_on

    def _capital_word(self, at: int, greeted: bool) -> bool:
        token, before = self.tokens[at], self._before(at)
        if before in self.contexts.titles:
            known = token.low in self.lexicon.last or not self.lexicon.is_listed(token.low)
            return known or before not in self.contexts.people
        if self._is_explained(at) and not self.lexicon.is_listed(token.low):
            return True
        if self._turned(at) and (token.low in self.lexicon.last or not self.lexicon.is_listed(token.low)):
            return True
        if not token.opens and not self._is_body(token.low) and not self._is_compounded(at):
            # A word with a capital in the middle of a sentence, with or about whom something is: «jeg er redd for Lotta».
            with_whom = before in PREPOSITIONS - {"fra", "ved", "av"} | {"gjelder", "about", "with", "gjeld"}
            if with_whom or self._after(at) in self.contexts.telling or self._after(at) in OWN:
                return True
        if token.low not in self.lexicon.last:
            return False
        if self._kin_follows(at) or greeted:
            return True
        return (not token.opens and before not in AT | {"fra", "til"}) or self._after(at) in self.contexts.telling

    def _is_body(self, low: str) -> bool:
        """Tell whether a word is one of the guide's, or built like an authority's: «Mattilsynet», «Arbeidstilsynet»."""
        return low in self.lexicon.guide or len(low) < 3 or (len(low) > 6 and low.endswith(("et", "en", "ene", "ane", "sen")))

    def _lower(self, at: int) -> bool:
        """Tell whether a word in lower case that is not surely a name is one, by what stands on both sides."""
        token, kind = self.tokens[at], self.kinds[at]
        if kind not in (Kind.BOTH, Kind.UNKNOWN) or len(token.low) < (2 if kind is Kind.BOTH else 4):
            return False
        before, after = self._before(at), self._after(at)
        if self._is_own_childs(at) or self._is_pointed_at(at) or self._is_added(at):
            return True
        if token.possessive:
            return kind is Kind.BOTH and after in self.contexts.people and token.low not in LITTLE
        acts = after in self.contexts.doing or after in OWN
        last = at + 1 == len(self.tokens) or not self.tokens[at + 1].goes_on
        if before in PRONOUNS and self._before(at, 2) in PREPOSITIONS:
            return acts or last
        if before in TO and self._before(at, 2) in KIN and len(token.low) > 3:
            return token.low not in LITTLE and not self._is_compounded(at)
        related = before in self.contexts.people or (before in PREPOSITIONS and self._before(at, 2) in self.contexts.people)
        if related and token.low not in LITTLE:
            return acts or (last and kind is Kind.UNKNOWN and before in PREPOSITIONS)
        if kind is Kind.UNKNOWN and (token.opens or before in CLAUSE):
            return acts and not self._is_compounded(at)
        born = after == "er" and self._after(at + 1) in BORN
        tells = born or after in self.contexts.telling or (token.opens and after in ("har", "sin", "sitt", "sine"))
        return kind is Kind.BOTH and tells and (token.opens or before in CLAUSE)

    def _is_own_childs(self, at: int) -> bool:
        """Tell whether it is «per» of «per sin far»: a word that is a name too, with somebody of its own."""
        owns = self._after(at) in OWN and self._after(at + 1) in self.contexts.people
        return owns and self.kinds[at] is Kind.BOTH

    def _is_added(self, at: int) -> bool:
        """Tell whether it is «frank» of «læreren sin, frank»: a word that is a name too, added where somebody was spoken of."""
        following = self._next(at)
        ends = following is None or following.gap != " " or self._after(at) in self.contexts.doing
        someone = self._before(at) in OWN | THEIRS and self._before(at, 2) in self.contexts.people
        return ends and someone and self.kinds[at] is Kind.BOTH and self.tokens[at].gap == ", "

    def _is_little(self, at: int) -> bool:
        """Tell whether it is «josefsen» of «lille josefsen», or «navid» of «fetter navid, …»: named where kin is named."""
        kind, before = self.kinds[at], self._before(at)
        if kind not in (Kind.UNKNOWN, Kind.LAST) or self._is_compounded(at):
            return False
        following = self._next(at)
        ends = following is None or following.gap.strip() in (",", ".", ")", "(", "!", "?")
        return before in SMALL or (before in self.contexts.people and ends)

    def _is_pointed_at(self, at: int) -> bool:
        """Tell whether an unknown word is who was just spoken of: «bror hennes eirikk (16)», «han derre saiid»."""
        if self.kinds[at] is not Kind.UNKNOWN or self._is_compounded(at):
            return False
        before, further = self._before(at), self._before(at, 2)
        if before in THERE and further in PRONOUNS | self.contexts.people:
            return True
        following = self._next(at)
        ends = following is None or following.gap != " " or following.low in self.contexts.doing
        return before in THEIRS and further in self.contexts.people and ends
