"""Judge by what is told of a word that can be a name: «redd for liv, hun …», «sol er trist», «i dag sa odd at …», «far odd»."""

from __future__ import annotations

from bot.conversation.privacy.lexicon import AND, BE, CLAUSE, KIN, OF, PRONOUNS, SMALL, THAT, THEIRS, Kind
from bot.conversation.privacy.message import Message


class Told(Message):
    """A message whose lower-case words can be judged by what is told of them."""

    def _can_be_named(self, at: int) -> bool:
        """Tell whether it is a first name that is a word, a month or a place too."""
        if self.kinds[at] is Kind.BOTH:
            return True
        low = self.tokens[at].low
        return self.kinds[at] is Kind.ALLOWED and (low in self.lexicon.both or low in self.lexicon.first)

    def _is_free(self, at: int) -> bool:
        """Tell whether nothing before it makes it a thing: «en dag», «3 dag», «mye sol»."""
        token = self.tokens[at]
        return self._before(at) not in self.contexts.frames.words.common and not any(sign.isdigit() for sign in token.gap)

    def _begins(self, at: int) -> bool:
        """Tell whether a clause begins with it."""
        return self.tokens[at].opens or self._before(at) in CLAUSE or self._before(at) in self._words.thinking

    def _ends(self, at: int) -> bool:
        """Tell whether a clause ends with it."""
        following = self._next(at)
        return following is None or following.gap.strip()[:1] in tuple(",.;!?)\n»")

    def _acts_from(self, at: int, end: int) -> bool:
        return end > 0 and any(
            token.start - end <= 1 and token.low in self.contexts.doing
            for token in self.tokens[at + 1 : at + 5]
            if token.start >= end
        )

    def _is_spoken_of(self, at: int) -> bool:
        """Judge «redd for liv, hun …», «hva gjør jeg med odd? Han …», «snakket med dag», «spør stein om …», «mobbet av storm»."""
        before, further, words = self._before(at), self._before(at, 2), self._words
        if before in OF:
            return (further in KIN or further in self.contexts.people) and self.tokens[at].low not in words.times
        if before in words.withs and further in words.talking:
            return True
        if before in words.by and further in words.suffered | words.messages:
            return True
        if before in words.concerns or (before in words.about and further in words.worried):
            return self._ends(at) or self._is_followed_by_name(at)
        if before in words.homes and self._ends(at):
            return True
        if before in words.about and self.contexts.frames.spoken_of.match(self.text, self.tokens[at].end):
            return True
        return before in words.asking and self._after(at) in words.asked | words.within

    def _is_followed_by_name(self, at: int) -> bool:
        """Tell whether «og» and a word that can be a name follow."""
        return self._after(at) in AND and at + 2 < len(self.tokens) and self._can_be_named(at + 2)

    def _is_parent(self, at: int) -> bool:
        """Judge «mor til even har»: of the smallest words too, where it ends or somebody acts."""
        if self._before(at) not in OF or self._before(at, 2) not in self.contexts.people:
            return False
        ends = self._ends(at) and self._before(at, 2) in KIN and self.tokens[at].low not in self._words.times
        return ends or self._after(at) in self.contexts.doing

    def _is_felt(self, at: int) -> bool:
        """Judge «sol er så trist», «hvorfor er rose alltid trøtt», «odd kommer uten mat», «skal storm få gå», «kan bjørn være borte»."""
        words, before, after = self._words, self._before(at), self._after(at)
        if after in words.comes and self._begins(at):
            return self._after(at + 1) in words.habits or self._after(at + 1).endswith(("ende", "ande"))
        if before in words.modals and after in words.infinitives:
            return True
        asked = before in words.being or (before in words.modals and after in BE)
        if after not in words.being and not asked:
            return False
        step = at + (after in words.being or after in BE)
        for _ in range(2):
            step += self._after(step) in words.often
        return self._after(step) in words.states

    def _is_told_of(self, at: int) -> bool:
        """Judge «i dag fortalte liv at», «har storm fortalt», «det var odd som slo», «er sol den som mobber»."""
        before, after, words = self._before(at), self._after(at), self._words
        if before in words.telling and self._before(at, 2) not in words.asked:
            return after in words.told or self._ends(at)
        if before in words.having:
            return after in words.done or after in words.possessions
        if before in words.being and after in THAT:
            acts = self._after(at + 1) in self.contexts.doing - words.things or self._after(at + 1) == "har"
            return acts and self._before(at, 2) in ("det", "it")
        if before in words.being and after in PRONOUNS | {"den"} and self._after(at + 1) in THAT:
            return True
        return self._begins(at) and self._acts(at)

    def _acts(self, at: int) -> bool:
        """Judge «odd lukter», «stein på sfo slår», «sol ikke kommer», «storm har vondt», «dag går i 3b», «sol og vår slåss»."""
        after, words = self._after(at), self._words
        if self._is_followed_by_name(at) and self._after(at + 2) in self.contexts.doing - words.things:
            return True
        if after in self.contexts.doing:
            thinks = self._before(at) in words.thinking and (after in words.modals or after in words.having)
            if after not in words.things or self.tokens[at].low in words.rare or thinks:
                return True
            has = after in words.having and (self._after(at + 1) in words.done or self._after(at + 1) in words.possessions)
            return has or self.contexts.frames.group.match(self.text, self.tokens[at + 1].end) is not None
        if after in words.often and self._after(at + 1) in self.contexts.doing:
            return True
        stay = self.contexts.frames.stay.match(self.text, self.tokens[at].end)
        return stay is not None and self._acts_from(at, stay.end())

    def _is_related(self, at: int) -> bool:
        """Judge «mamma lene og pappa kai på torsdag», «far odd, mor liv»: named right after what they are."""
        before, words = self._before(at), self._words
        if before in THEIRS and self._before(at, 2) in self.contexts.people:
            return self.tokens[at].low not in words.loose and (self._ends(at) or self._after(at) in self.contexts.doing)
        if (before not in self.contexts.people and before not in words.persons) or before in words.ours or before in SMALL:
            return False
        if self.tokens[at].low in words.loose:
            return False
        joined = self._after(at) in AND and self._after(at + 1) in self.contexts.people
        return joined or self._ends(at) or self._after(at) in words.within

    def _is_surnamed(self, at: int) -> bool:
        """Judge «liv andersen», «liv bakken har»: a surname follows."""
        after = self._after(at)
        if not after or len(after) < 3 or after not in self.lexicon.last:
            return False
        if self.kinds[at + 1] is Kind.LAST:
            return len(after) > 3
        return self._begins(at) and after not in self.contexts.doing and self._after(at + 1) in self.contexts.doing
