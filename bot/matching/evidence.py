"""What speaks for each entry: seven kinds of evidence about one question, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from bot.matching.bank import Bank
from bot.matching.language import fold, tokens
from bot.matching.learned import Learned
from bot.matching.likeness import LikenessIndex, best_of
from bot.matching.model import Floats, SentenceModel
from bot.matching.reader import Read, Reader
from bot.matching.terms import TermIndex

KINDS = ("words", "words_share", "letters", "letters_few", "name", "meaning", "meaning_few", "head")
_USUAL_COSINE = 0.85
"""Where e5's cosines of unrelated texts lie; what is above it counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row per entry, one column per kind in KINDS; and what holds for the whole question."""

    read: Read
    columns: Floats
    vector: Floats | None
    in_field: float
    """Log-odds that the question is in the guide's field."""
    unknown: float
    """The share of content words, by rarity, that the guide never uses."""


class Witness:
    """Gathers the evidence for a question from every index."""

    def __init__(
        self, bank: Bank, reader: Reader, terms: TermIndex, likeness: LikenessIndex, learned: Learned, model: SentenceModel | None
    ) -> None:
        self.bank = bank
        self.reader = reader
        self.terms = terms
        self._likeness = likeness
        self._learned = learned
        self._model = model
        self._names = [
            (phrase.entry, " ".join(sorted(fold(word) for word in tokens(phrase.text))))
            for phrase in bank.phrases
            if phrase.source != "example"
        ]

    def gather(self, text: str, with_meaning: bool = True) -> Evidence:
        """Return the evidence for `text`."""
        read = self.reader.read(text)
        columns = np.zeros((len(self.bank.ids), len(KINDS)), dtype=np.float32)
        words = self.terms.score(read.terms)
        columns[:, 0] = np.log1p(words)
        columns[:, 1] = words / max(float(words.max()), 1.0)
        columns[:, 2], columns[:, 3] = best_of(self.bank, self._likeness.phrases(text))
        columns[:, 4] = self._name_likeness(read)
        vector = self._model.vectors([text])[0] if self._model is not None and with_meaning else None
        if vector is not None and self._learned.phrases is not None and self._learned.head is not None:
            best, few = best_of(self.bank, self._learned.phrases @ vector)
            columns[:, 5], columns[:, 6] = (best - _USUAL_COSINE) * 10, (few - _USUAL_COSINE) * 10
            columns[:, 7] = np.maximum(self._learned.head.log_probabilities(vector), -12.0)
        return Evidence(read, columns, vector, self._in_field(text, vector), self._unknown(read))

    def _name_likeness(self, read: Read) -> Floats:
        asked = " ".join(sorted(fold(word) for word in read.content))
        found = np.zeros(len(self.bank.ids), dtype=np.float32)
        if len(asked) > 80:
            return found
        for entry, name in self._names:
            ratio = fuzz.ratio(asked, name, score_cutoff=70) / 100
            found[entry] = max(found[entry], ratio)
        return found

    def _in_field(self, text: str, vector: Floats | None) -> float:
        letters = self._learned.field.by_letters(text)
        return (letters + self._learned.field.by_meaning(vector)) / 2 if vector is not None else letters

    def _unknown(self, read: Read) -> float:
        total = sum(self.terms.rarity(term) for term in read.own)
        missing = sum(self.terms.rarity(term) for term in read.own if term not in self.terms.vocabulary)
        return missing / total if total else 1.0
