"""Judge a word in lower case that can be a name by the frame it stands in: «odd i 3b», «hilsen liv», «hva gjør jeg med sol? Hun …»."""

from __future__ import annotations

from bot.conversation.privacy.lexicon import AND, CLAUSE, LITTLE, OWN, PRONOUNS, Kind
from bot.conversation.privacy.told import Told


class Framed(Told):
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
        return pointed_out or self._is_signed(at) or self._is_among(at) or self._is_articled(at) or self._is_parent(at)

    def _is_told_in_frame(self, at: int) -> bool:
        """Tell whether what is told is told of a person."""
        told = self._is_spoken_of(at) or self._is_felt(at) or self._is_told_of(at)
        return told or self._is_related(at) or self._is_surnamed(at)

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

    def _acts_in_group(self, at: int) -> bool:
        """Tell whether a verb follows the group: «haugen i 9c har …»."""
        return self._acts_from(at, self._group_end(at))

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
        if self._is_apposed(at):
            return acts or self._before(at) in self.contexts.people
        return acts and following.low not in self._words.things and self.tokens[at].low not in LITTLE

    def _is_signed(self, at: int) -> bool:
        """Judge «hei stein, …», «mvh berg»."""
        low = self.tokens[at].low
        if not self._is_greeted(at) or not (self._ends(at) or self._after(at) in self._words.within):
            return False
        closes = self.tokens[at - 1].low in self._words.closings
        return closes or (low not in LITTLE and self._ends(at))

    def _is_articled(self, at: int) -> bool:
        """Judge «ho may ringte», «han odd i 5. klasse»: a name with the article of dialects."""
        before, after = self._before(at), self._after(at)
        if before not in PRONOUNS or len(before) < 2 or not (self.tokens[at - 1].opens or self._before(at, 2) in CLAUSE):
            return False
        does = after in self.contexts.doing and after not in self._words.things and self.tokens[at].low not in LITTLE
        return does or after in self.contexts.telling or self._group_end(at) > 0

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
