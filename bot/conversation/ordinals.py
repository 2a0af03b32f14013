"""Which of the offered entries is meant: «nummer 2», «den første», «jeg tar nr. 3, takk»."""

from __future__ import annotations

from bot.conversation.workplaces import plain
from bot.guide.talk import Talk

BEYOND = -1
"""A number that is not on the list."""
_MOST_WORDS = 8
_LONGEST_NUMBER = 2
"""Digits; a longer number is a telephone's or a section's."""


class Ordinals:
    """Reads choices with the tables `ordinals` and `choosing` of talk.yaml."""

    def __init__(self, talk: Talk) -> None:
        self.sayings = {plain(line): number for number, lines in talk.ordinals.items() for line in lines}
        self._choosing = frozenset(plain(word) for word in talk.choosing)
        # «En», «a» and «to» say a number only where they stand alone: they are small words too.
        self._numbers = {word: number for word, number in self.sayings.items() if " " not in word and word not in self._choosing}

    def at(self, flat: str, bare: str, count: int) -> int | None:
        """Return which of `count` offered entries is meant, from 0; BEYOND for one beyond the list.

        `flat` is the message as folded words, `bare` the same without polite words around it.
        """
        said = self.sayings.get(flat) or self.sayings.get(bare) or self._within(flat.split())
        if said is None:
            return None
        if said in ("last", "middle"):
            return count - 1 if said == "last" else count // 2
        return int(said) - 1 if 1 <= int(said) <= count else BEYOND

    def _within(self, words: list[str]) -> str | None:
        """«Jeg tar nr. 3, takk»: return the one number among words that only choose."""
        pairs = [" ".join(pair) for pair in zip(words, words[1:], strict=False)]
        if (named := next((pair for pair in pairs if pair in self.sayings), None)) is not None:
            return self.sayings[named] if self._choosing.issuperset(set(words) - set(named.split())) else None
        numbers = [word for word in words if self._is_number(word)]
        if len(numbers) != 1 or len(words) > _MOST_WORDS or not self._choosing.issuperset(set(words) - set(numbers)):
            return None
        return self._numbers.get(numbers[0], numbers[0])

    def _is_number(self, word: str) -> bool:
        return word in self._numbers or (word.isdecimal() and len(word) <= _LONGEST_NUMBER)
