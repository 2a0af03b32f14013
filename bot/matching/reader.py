"""Read a question into weighted terms: the person's own words, and what they may also mean.

Own words count in full. Abbreviations, nynorsk, English, synonyms, compound parts and typo corrections are added with
less weight: they may rank an entry, never confirm it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.guide.words import Words
from bot.matching.language import fold, stem, tokens

ABBREVIATION, NYNORSK, ENGLISH, SYNONYM, PART, CORRECTED = 0.9, 0.9, 0.7, 0.6, 0.5, 0.7
_SHORTEST_PART = 4
_JOINTS = ("", "s", "e")


@dataclass(frozen=True, slots=True)
class Read:
    """A question as the indexes see it."""

    words: tuple[str, ...]
    """The person's tokens, lower case."""
    content: tuple[str, ...]
    """Those that say something about what is asked."""
    terms: Mapping[str, float]
    """Folded stems and their weights."""
    own: frozenset[str]
    """The stems the person wrote."""
    why: Mapping[str, str] = field(default_factory=dict)
    """For each added term, the word it came from."""

    @property
    def content_text(self) -> str:
        """Return the content words, folded."""
        return " ".join(fold(word) for word in self.content)


class Reader:
    """Reads questions with the guide's word tables and vocabulary."""

    def __init__(self, words: Words, vocabulary: Iterable[str]) -> None:
        self._skip = frozenset(fold(word) for word in words.skip)
        self._abbreviations = {fold(key): _terms(value) for key, value in words.abbreviations.items()}
        self._nynorsk = {key: tuple(tokens(value)) for key, value in words.nynorsk.items()}
        self._english = {stem(key): _terms(value) for key, value in words.english.items()}
        self._synonyms = {stem(key): _terms(value) for key, value in words.synonyms.items()}
        self.vocabulary = frozenset(vocabulary)
        self._by_length: dict[int, list[str]] = {}
        for word in self.vocabulary:
            if len(word) > _SHORTEST_PART:
                self._by_length.setdefault(len(word), []).append(word)
        self._corrections: dict[str, str | None] = {}

    def read(self, text: str) -> Read:
        """Return the weighted terms of `text`."""
        words = tokens(text)
        content = self.content(words)
        terms: dict[str, float] = {}
        why: dict[str, str] = {}
        own = {stem(word) for word in content}
        for term in own:
            terms[term] = 1.0
        for word in content:
            for term, weight in self._added(word):
                if weight > terms.get(term, 0.0):
                    terms[term] = weight
                    why[term] = word
        for joined in self._joined(content):
            terms[joined] = max(terms.get(joined, 0.0), ABBREVIATION)
        return Read(tuple(words), tuple(content), terms, frozenset(own), why)

    def content(self, words: list[str]) -> list[str]:
        """Return the words that say something about what is asked; all of them when none does."""
        return [word for word in words if fold(word) not in self._skip] or words

    def _added(self, word: str) -> Iterable[tuple[str, float]]:
        root, flat = stem(word), fold(word)
        yield from ((term, ABBREVIATION) for term in self._abbreviations.get(flat, ()))
        for other in self._nynorsk.get(word, ()):
            yield stem(other), NYNORSK
        yield from ((term, ENGLISH) for term in self._english.get(root, ()))
        yield from ((term, SYNONYM) for term in self._synonyms.get(root, ()))
        if root in self.vocabulary or not word.isalpha():
            if len(root) > 9:
                yield from ((part, PART) for part in self.parts(root))
            return
        parts = self.parts(root)
        yield from ((part, PART) for part in parts)
        if not parts and (corrected := self._correction(root)):
            yield corrected, CORRECTED

    def parts(self, root: str) -> tuple[str, ...]:
        """Return the two known words a compound is made of, or nothing."""
        for cut in range(len(root) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, tail = root[:cut], root[cut:]
            if tail not in self.vocabulary and stem(tail) not in self.vocabulary:
                continue
            for joint in _JOINTS:
                bare = head.removesuffix(joint) if joint else head
                if len(bare) >= _SHORTEST_PART and (bare in self.vocabulary or stem(bare) in self.vocabulary):
                    return (bare if bare in self.vocabulary else stem(bare), tail if tail in self.vocabulary else stem(tail))
        return ()

    def _joined(self, content: list[str]) -> Iterable[str]:
        for first, second in zip(content, content[1:], strict=False):
            for joint in _JOINTS:
                joined = stem(first + joint + second)
                if joined in self.vocabulary:
                    yield joined

    def _correction(self, root: str) -> str | None:
        if len(root) <= _SHORTEST_PART:
            return None
        if root not in self._corrections:
            if len(self._corrections) > 20_000:
                self._corrections.clear()
            self._corrections[root] = self._nearest(root)
        return self._corrections[root]

    def _nearest(self, root: str) -> str | None:
        most = 1 if len(root) < 8 else 2
        near = [word for length in range(len(root) - most, len(root) + most + 1) for word in self._by_length.get(length, ())]
        found = process.extractOne(root, near, scorer=DamerauLevenshtein.distance, score_cutoff=most)
        return found[0] if found else None


def _terms(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem(word) for phrase in phrases for word in tokens(phrase))
