"""What speaks for each entry: ten kinds of evidence about one question, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.bank import Bank
from bot.matching.hashing import Features, features
from bot.matching.language import stem, tokens
from bot.matching.latest import Latest
from bot.matching.learned import Learned, danger_odds_of
from bot.matching.likeness import LikenessIndex, best_of
from bot.matching.model import Floats, SentenceModel
from bot.matching.reader import Read, Reader
from bot.matching.shortlist import Shortlist
from bot.matching.terms import TermIndex

KINDS = ("words", "words_share", "letters", "letters_few", "name", "wording", "meaning", "meaning_few", "head")
_LEAST = -12.0
"""A head's log probability counts no further down than this."""
_LEADING = (KINDS.index("letters_few"), KINDS.index("wording"), KINDS.index("head"))
_WORTH_READING = 12
"""Entries ranked highest by each kind of leading evidence, whose phrasings are compared by meaning."""
_USUAL_COSINE = 0.85
"""Where e5's cosines of unrelated texts lie; what is above it counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row per entry, one column per kind in KINDS; and what holds for the whole question."""

    read: Read
    columns: Floats
    vector: Floats | None
    field_letters: float
    """Log-odds by words and letters that the question is in the guide's field."""
    field_meaning: float
    """The same by meaning; 0 without the sentence model."""
    unknown: float
    """The share of content words, by rarity, that the guide never uses."""
    rows: NDArray[np.intp] | None = None
    """Which entry each row of columns is about, where only a shortlist was weighed; None when all were."""
    people: int = 0
    """How many different words for children and those around them it has, at most three."""

    def entry(self, row: int) -> int:
        """Return the number of the entry that a row is about."""
        return row if self.rows is None else int(self.rows[row])


class Witness:
    """Gathers the evidence for a question from every index."""

    def __init__(
        self,
        bank: Bank,
        reader: Reader,
        terms: TermIndex,
        likeness: LikenessIndex | Shortlist,
        learned: Learned,
        model: SentenceModel | None,
        people: Iterable[str] = (),
    ) -> None:
        self.bank = bank
        self.reader = reader
        self.terms = terms
        self._likeness = likeness
        self._learned = learned
        self._model = model
        names = [phrase for phrase in bank.phrases if phrase.source != "example"] if isinstance(likeness, LikenessIndex) else []
        self._names = [" ".join(sorted(stem(word) for word in reader.content(tokens(phrase.text)))) for phrase in names]
        self._named = np.array([phrase.entry for phrase in names], dtype=np.intp)
        self._strong_people = frozenset(stem(word) for word in people)
        self._vectors: Latest[Floats] = Latest()
        self._read_features: Latest[Features] = Latest()
        self._said: Latest[tuple[int, float]] = Latest()

    def gather(self, text: str, with_meaning: bool = True) -> Evidence:
        """Return the evidence for `text`."""
        evidence = self._by_letters(text)
        return self.deepen(text, evidence) if with_meaning else evidence

    def deepen(self, text: str, evidence: Evidence) -> Evidence:
        """Return the evidence with what the sentence model says of it; the same without one."""
        vector = self.vector(text)
        if vector is None or self._learned.phrases is None or self._learned.head is None:
            return evidence
        columns = evidence.columns.copy()
        columns[:, 8] = np.maximum(self._learned.head.log_probabilities(vector), _LEAST)
        best, few = self._nearest(vector, self._learned.phrases, columns)
        columns[:, 6], columns[:, 7] = (best - _USUAL_COSINE) * 10, (few - _USUAL_COSINE) * 10
        return replace(evidence, columns=columns, vector=vector, field_meaning=self._learned.field.by_meaning(vector))

    def _nearest(self, vector: Floats, phrases: Floats, columns: Floats) -> tuple[Floats, Floats]:
        """Return the best cosine and the mean of the best few for each entry that any other evidence ranks high.

        The rest get the lowest of those: to read every phrasing's vector would take longer than all the other evidence.
        """
        if len(self.bank.ids) <= _WORTH_READING * len(_LEADING):
            return best_of(self.bank, phrases @ vector)
        rows = np.unique(np.argpartition(-columns[:, _LEADING], _WORTH_READING, axis=0)[:_WORTH_READING])
        cosines = np.full(len(phrases), -1.0, dtype=np.float32)
        starts = self.bank.starts
        ends = np.append(starts[1:], len(phrases))
        for row in rows:
            held = slice(starts[row], ends[row])
            cosines[held] = phrases[held] @ vector
        found = best_of(self.bank, cosines, rows)
        best, few = (np.full(len(self.bank.ids), one.min(), dtype=np.float32) for one in found)
        best[rows], few[rows] = found
        return best, few

    def _by_letters(self, text: str) -> Evidence:
        read = self.reader.read(text)
        words = self.terms.score(read.terms)
        if isinstance(self._likeness, Shortlist):
            return self._by_shortlist(text, read, words, self._likeness)
        columns = np.zeros((len(self.bank.ids), len(KINDS)), dtype=np.float32)
        columns[:, 0] = np.log1p(words)
        columns[:, 1] = words / max(float(words.max()), 1.0)
        columns[:, 2], columns[:, 3] = best_of(self.bank, self._likeness.phrases(text))
        columns[:, 4] = self._name_likeness(read)
        if self._learned.wording is not None:
            columns[:, 5] = np.maximum(self._learned.wording.log_probabilities(self._features(text)), _LEAST)
        return self._evidence(text, read, columns)

    def _by_shortlist(self, text: str, read: Read, words: Floats, shortlist: Shortlist) -> Evidence:
        """Return the evidence for the few entries of a large guide that share most words with the question."""
        rows = shortlist.rows(words)
        columns = np.zeros((len(rows), len(KINDS)), dtype=np.float32)
        columns[:, 0] = np.log1p(words[rows])
        columns[:, 1] = words[rows] / max(float(words.max()), 1.0)
        columns[:, 2], columns[:, 3], columns[:, 4] = shortlist.likeness(read, rows)
        return self._evidence(text, read, columns, rows)

    def _evidence(self, text: str, read: Read, columns: Floats, rows: NDArray[np.intp] | None = None) -> Evidence:
        field = self._learned.field.by_letters(self._features(text))
        return Evidence(read, columns, None, field, 0.0, self._unknown(read), rows, self._people(read))

    def _name_likeness(self, read: Read) -> Floats:
        asked = " ".join(sorted(stem(word) for word in read.content))
        found = np.zeros(len(self.bank.ids), dtype=np.float32)
        if len(asked) > 80:
            return found
        if self._names:
            ratios = cdist([asked], self._names, scorer=fuzz.ratio, score_cutoff=70, dtype=np.float32)[0] / 100
            np.maximum.at(found, self._named, ratios)
        return found

    def vector(self, text: str) -> Floats | None:
        """Return the meaning of `text`; None without a sentence model."""
        if self._model is None:
            return None
        model = self._model
        return self._vectors.of(text, lambda: model.vectors([text])[0])

    def _features(self, text: str) -> Features:
        """Return the features of `text`, which several classifiers read."""
        return self._read_features.of(text, lambda: features(text))

    def danger_odds(self, text: str, calm: float = -np.inf) -> float:
        """Return the learned log-odds that `text` describes an immediate danger.

        By letters alone when they say less than `calm`, or without a sentence model.
        """
        judge = self._learned.danger
        if judge is None:
            return -np.inf
        letters = judge.by_letters(self._features(text))
        return danger_odds_of(judge, letters, self.vector(text) if letters >= calm else None)

    def saying(self, text: str) -> tuple[int, float] | None:
        """Return the likeliest class of saying for `text`, and by how much it leads; None where none was learned."""
        sayings = self._learned.sayings
        return None if sayings is None else self._said.of(text, lambda: _leader(sayings.margins(self._features(text))))

    def danger_by_letters(self, text: str) -> float:
        """Return the log-odds that `text` describes an immediate danger, by words and letters alone."""
        return -np.inf if self._learned.danger is None else self._learned.danger.by_letters(self._features(text))

    def _people(self, read: Read) -> int:
        return min(3, len(self._strong_people.intersection(stem(word) for word in read.words)))

    def _unknown(self, read: Read) -> float:
        total = sum(self.terms.rarity(term) for term in read.own)
        missing = sum(self.terms.rarity(term) for term in read.own if term not in self.terms.vocabulary)
        return missing / total if total else 1.0


def _leader(margins: Floats) -> tuple[int, float]:
    best, second = np.argsort(-margins)[:2]
    return int(best), float(margins[best] - margins[second])
