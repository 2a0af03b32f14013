"""Judge a word in lower case that can be a name by the frame it stands in: «odd i 3b», «hilsen liv», «hva gjør jeg med sol? Hun …»."""

from __future__ import annotations

from bot.conversation.privacy.lexicon import AND, BE, CLAUSE, KIN, LITTLE, OF, OWN, PRONOUNS, SMALL, THEIRS, Kind
from bot.conversation.privacy.message import Message


class Framed(Message):
    """A message whose lower-case words can be judged by their frames."""

    def _is_framed(self, at: int) -> bool:
        """Tell whether a word in lower case, which may be an ordinary one, stands where only a person does."""
        low = self.tokens[at].low
        if self._can_be_named(at):
            return self._is_free(at) and (self._is_surely_framed(at) or (low not in LITTLE and self._is_told_in_frame(at)))
        if self.kinds[at] is Kind.UNKNOWN:
            return len(low) > 3 and self._is_free(at) and self._is_placed(at) and self._acts_in_group(at)
        return low in self.lexicon.last and self._is_surname(at)

    def _is_surely_framed(self, at: int) -> bool:
        """Tell whether the frame fits nothing but a person, also for the smallest words: «per i 3b», «navn: vår»."""
        pointed_out = self._is_labelled(at) or self._is_placed(at) or self._is_set_apart(at)
        return pointed_out or self._is_signed(at) or self._is_among(at) or self._is_articled(at)

    def _is_told_in_frame(self, at: int) -> bool:
        """Tell whether what is told is told of a person."""
        told = self._is_spoken_of(at) or self._is_felt(at) or self._is_told_of(at)
        return told or self._is_related(at) or self._is_surnamed(at)

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

    def _is_labelled(self, at: int) -> bool:
        """Judge «navn: storm», «elev: odd», «navnet er sol», «jeg heter may»."""
        if not at:
            return False
        previous, before = self.tokens[at - 1], self._before(at)
        if self.tokens[at].gap.strip() in (":", "="):
            return previous.low in self.contexts.naming | self.contexts.people | self._words.about | self._words.persons
        if before in self.contexts.naming:
            return self._before(at, 2) in self._words.someone or self._before(at, 2) in self.contexts.people
        return before in ("er", "is") and any(self._before(at, steps) in self._words.nicknames for steps in (2, 3, 4))

    def _is_placed(self, at: int) -> bool:
        """Judge «odd i 3b», «sol i klassen min», «storm på 5 år», «may (7)»: somebody of a group or an age."""
        if not self._group_end(at):
            return False
        before = self._before(at)
        if self._begins(at) or before in self._words.about or before in self.contexts.people or before in self._words.persons:
            return True
        return (before in AND and (self.marked[at - 2] or self._can_be_named(at - 2))) or self._is_apposed(at)

    def _group_end(self, at: int) -> int:
        """Return where the group or the age after a word ends, or 0."""
        frames, end = self.contexts.frames, self.tokens[at].end
        match = frames.group.match(self.text, end) or self._age(at)
        return match.end() if match else 0

    def _acts_in_group(self, at: int) -> bool:
        """Tell whether a verb follows the group: «haugen i 9c har …»."""
        return self._acts_from(at, self._group_end(at))

    def _acts_from(self, at: int, end: int) -> bool:
        return end > 0 and any(
            token.start - end <= 1 and token.low in self.contexts.doing
            for token in self.tokens[at + 1 : at + 5]
            if token.start >= end
        )

    def _is_apposed(self, at: int) -> bool:
        """Tell whether it comes after a comma and somebody was spoken of before it in the sentence."""
        if self.tokens[at].gap != ", ":
            return False
        for one in range(at - 1, max(-1, at - 7), -1):
            if self.tokens[one].low in self.contexts.people:
                return True
            if not self.tokens[one].goes_on and not any(sign.isdigit() for sign in self.tokens[one].gap):
                return False
        return False

    def _is_set_apart(self, at: int) -> bool:
        """Judge «far (per)», «gutten, odd, …», «jente i 3. klasse, rose, kommer …»."""
        following, gap = self._next(at), self.tokens[at].gap
        if gap.endswith("(") and self.text[self.tokens[at].end : self.tokens[at].end + 1] == ")":
            return self._before(at) in self.contexts.people
        if gap != ", " or following is None or following.gap != ", ":
            return False
        acts = following.low in self.contexts.doing or following.low in self._words.pronouns
        return self._is_apposed(at) and (acts or self._before(at) in self.contexts.people)

    def _is_signed(self, at: int) -> bool:
        """Judge «hei stein, …», «mvh berg»."""
        low = self.tokens[at].low
        if not self._is_greeted(at) or not (self._ends(at) or self._after(at) in self._words.within):
            return False
        closes = self.tokens[at - 1].low in self._words.closings
        return closes or (low not in LITTLE and self._ends(at))

    def _is_spoken_of(self, at: int) -> bool:
        """Judge «redd for liv, hun …», «hva gjør jeg med odd? Han …», «mor til sol», «snakket med dag», «spør stein om …»."""
        before, further = self._before(at), self._before(at, 2)
        words = self._words
        if before in OF and (further in KIN or further in self.contexts.people):
            return True
        if before in ("av", "by") and further in words.suffered:
            return True
        if before in words.concerns:
            return self._ends(at) or (self._after(at) in AND and self._can_be_named(min(at + 2, len(self.tokens) - 1)))
        if before in words.about and self.contexts.frames.spoken_of.match(self.text, self.tokens[at].end):
            return True
        if before in words.withs and further in words.talking:
            return True
        return before in words.asking and self._after(at) in words.asked | words.within

    def _is_felt(self, at: int) -> bool:
        """Judge «sol er så trist», «hvorfor er rose alltid trøtt», «odd kommer uten mat», «skal storm få gå», «kan bjørn være borte»."""
        words = self._words
        if self._after(at) in words.comes and self._after(at + 1) in words.habits:
            return self._begins(at)
        if self._before(at) in words.modals and self._after(at) in words.infinitives:
            return True
        step = at + 1 if self._after(at) in words.being else at
        if (
            step == at
            and self._before(at) not in words.being
            and not (self._before(at) in words.modals and self._after(at) in BE)
        ):
            return False
        step += step == at and self._after(at) in BE
        for _ in range(2):
            step += self._after(step) in words.often
        return self._after(step) in words.states

    def _is_told_of(self, at: int) -> bool:
        """Judge «i dag fortalte liv at», «har storm fortalt», «odd lukter», «stein på sfo slår»."""
        before, after, words = self._before(at), self._after(at), self._words
        if before in words.telling and self._before(at, 2) not in words.asked and (after in words.told or self._ends(at)):
            return True
        if before in words.having and (after in words.done or after in words.possessions):
            return True
        if before in words.being and after in ("som", "who") and self._before(at, 2) in ("det", "it"):
            return self._after(at + 1) in self.contexts.doing - words.things | {"har"}
        if before in words.being and after in ("den", "han", "hun", "ho") and self._after(at + 1) in ("som", "at"):
            return True
        if not self._begins(at):
            return False
        if after in words.often and self._after(at + 1) in self.contexts.doing:
            return True
        stay = self.contexts.frames.stay.match(self.text, self.tokens[at].end)
        if after in self.contexts.doing and (after not in words.things or self.tokens[at].low in words.rare):
            return True
        return (after in words.having and self._after(at + 1) in words.done) or (
            stay is not None and self._acts_from(at, stay.end())
        )

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

    def _is_articled(self, at: int) -> bool:
        """Judge «ho may ringte», «han odd i 5. klasse»: a name with the article of dialects."""
        before, after = self._before(at), self._after(at)
        if before not in PRONOUNS or len(before) < 2 or not (self.tokens[at - 1].opens or self._before(at, 2) in CLAUSE):
            return False
        does = after in self.contexts.doing and after not in self._words.things and self.tokens[at].low not in LITTLE
        return does or after in self.contexts.telling or self._group_end(at) > 0

    def _is_surnamed(self, at: int) -> bool:
        """Judge «liv andersen», «liv bakken har»: a surname follows."""
        after = self._after(at)
        if not after or len(after) < 3 or after not in self.lexicon.last:
            return False
        if self.kinds[at + 1] is Kind.LAST:
            return len(after) > 3
        return self._begins(at) and after not in self.contexts.doing and self._after(at + 1) in self.contexts.doing

    def _is_among(self, at: int) -> bool:
        """Judge «barna storm og sol» and «liv/odd»: two who are named together."""
        words, following = self._words, self._next(at)
        if following is not None and following.gap == "/":
            return self._begins(at) and self._can_be_named(at + 1)
        if self._before(at) in words.plural:
            return self._after(at) in AND and at + 2 < len(self.tokens) and self._can_be_named(at + 2)
        return self._before(at) in AND and self.marked[at - 2] and self._before(at, 3) in words.plural

    def _is_dotted(self, at: int) -> bool:
        """Tell whether an initial or a name stands before its full stop: «a.nilsen», «kari.nordmann»."""
        return self.tokens[at].gap == "." and (len(self.tokens[at - 1].text) == 1 or self.marked[at - 1])

    def _is_surname(self, at: int) -> bool:
        """Judge a surname that may be a word: «fru moen», «lund-gutten», «familien dahl har», «haugen i 9c har», «mvh berg»."""
        before, sure = self._before(at), self.kinds[at] is Kind.LAST
        low, acts = self.tokens[at].low, self._after(at) in self.contexts.doing or self._after(at) in OWN
        if self._kin_follows(at) or (sure and self._is_dotted(at)):
            return True
        if not self._is_free(at) or low in LITTLE or low in self.contexts.doing:
            return False
        if at and self.tokens[at].gap == ". " and self.tokens[at - 1].low in self.contexts.titles:
            return True
        if before in self.contexts.titles:
            return sure or acts or self._ends(at) or before not in self.contexts.people
        if self._is_greeted(at) and self._ends(at):
            return sure or self.tokens[at - 1].low in self._words.closings
        if self._is_placed(at):
            return sure or self._acts_in_group(at)
        named = (
            before in self.contexts.people or before in self._words.roles or before in self._words.about or self.tokens[at].opens
        )
        if sure and self.tokens[at].opens and self._after(at) in self._words.within:
            return True
        return sure and len(low) > 3 and named and (acts or (self._ends(at) and not self.tokens[at].opens))
