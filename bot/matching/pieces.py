"""Cut a text into the sentence model's pieces: SentencePiece's unigram model, the likeliest way to lay the pieces."""

from __future__ import annotations

import re

from bot.matching.weights import Vocabulary

_SPACE = "\u2581"
"""How SentencePiece writes a space."""
_SPACES = re.compile(" {2,}")
_NEVER = -1e30
_UNKNOWN_COSTS = 10.0


class PieceCutter:
    """Turns texts into the numbers of pieces."""

    def __init__(self, vocabulary: Vocabulary, longest: int) -> None:
        pieces = vocabulary.pieces
        self._numbers = dict(zip(reversed(pieces), range(len(pieces) - 1, -1, -1), strict=True))
        """The first number of each piece: backwards, the first comes last and stays."""
        self._scores = vocabulary.scores
        self._normal = vocabulary.normal
        self._begin, self._end, self._unknown = vocabulary.begin, vocabulary.end, vocabulary.unknown
        self._widest = max(map(len, pieces))
        self._worst = min(vocabulary.scores) - _UNKNOWN_COSTS
        self._longest = longest

    def cut(self, text: str) -> list[int]:
        """Return the numbers of the pieces of `text`, between the marks of beginning and end, at most `longest`."""
        flat = _SPACES.sub(" ", text.translate(self._normal))
        marked = (flat if flat.startswith(" ") else " " + flat).replace(" ", _SPACE)
        return [self._begin, *self._likeliest(marked)[: self._longest - 2], self._end]

    def _likeliest(self, text: str) -> list[int]:
        size = len(text)
        best = [_NEVER] * (size + 1)
        best[0] = 0.0
        piece, since = [self._unknown] * (size + 1), [0] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + self._widest) + 1):
                if end > start + 1 and text[end - 1] == _SPACE:
                    break
                number = self._numbers.get(text[start:end])
                if number is not None and number != self._unknown and here + self._scores[number] > best[end]:
                    best[end], piece[end], since[end] = here + self._scores[number], number, start
            if here + self._worst > best[start + 1]:
                best[start + 1], piece[start + 1], since[start + 1] = here + self._worst, self._unknown, start
        return _backwards(piece, since)


def _backwards(piece: list[int], since: list[int]) -> list[int]:
    found, at = [], len(piece) - 1
    while at > 0:
        found.append(piece[at])
        at = since[at]
    return found[::-1]
