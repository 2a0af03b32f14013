"""Linear classifiers learned from the guide's phrasings: few, small, and fitted in seconds by scikit-learn.

Each is fitted at build or first start and kept by content hash; answering needs numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.matching.hashing import WIDTH, Features, feature_rows
from bot.matching.model import Floats
from bot.matching.nearness import Nearness, fit_nearness

_SPREAD = 20.0
_SHARPNESS = 4.0
"""Margins of the support vectors are small numbers; this many times as large they act as log-odds."""
_LEAST_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer over vectors of meaning: one row of weights per class."""

    weights: Floats
    bias: Floats
    mean: Floats

    def log_probabilities(self, vector: Floats) -> Floats:
        """Return the log probability of each class."""
        return _log_softmax(self.weights @ (vector - self.mean) + self.bias)


@dataclass(frozen=True, slots=True)
class WordingHead:
    """A linear layer over hashed words and letters: one column of weights per class, in half precision."""

    weights: NDArray[np.float16]
    bias: Floats

    def log_probabilities(self, read: Features) -> Floats:
        """Return the log probability of each class, from the features of a text."""
        return _log_softmax(_SHARPNESS * self.margins(read))

    def margins(self, read: Features) -> Floats:
        """Return how far a text lies on the inner side of each class; at most about one for those learned from."""
        columns, values = read
        if not len(columns):
            return self.bias
        return np.asarray(values @ self.weights[columns].astype(np.float32) + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells whether a text is of one kind or not, by its letters and words and, where there is one, by its meaning."""

    letters: Floats
    letters_bias: float
    meaning: Floats | None = None
    meaning_bias: float = 0.0
    mean: Floats | None = None
    near: Nearness | None = None
    """Where the kind is told by what a text's meaning lies near, not by a line between the kinds."""

    def by_letters(self, read: Features) -> float:
        """Return the log-odds by words and letters, from the features of a text."""
        columns, values = read
        return float(values @ self.letters[columns]) + self.letters_bias if len(columns) else 0.0

    def by_meaning(self, vector: Floats) -> float:
        """Return the log-odds by meaning; 0 without a sentence model."""
        if self.near is not None:
            return self.near.odds(vector)
        if self.meaning is None or self.mean is None:
            return 0.0
        return float(self.meaning @ (vector - self.mean)) + self.meaning_bias


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), dtype=np.float32)


def fit_head(vectors: Floats, owners: NDArray[np.intp], strength: float = 0.3) -> Head | None:
    """Fit one class per entry on the vectors of its phrasings; None when there are too few entries."""
    from sklearn.linear_model import LogisticRegression

    if len(set(owners.tolist())) < _LEAST_CLASSES:
        return None
    mean = vectors.mean(axis=0)
    model = LogisticRegression(C=strength, max_iter=100)
    # Unit vectors lie so near each other that the solver would stop at its first step; spread out, it finds its way.
    model.fit((vectors - mean) * _SPREAD, owners)
    return Head((model.coef_ * _SPREAD).astype(np.float32), model.intercept_.astype(np.float32), mean.astype(np.float32))


def fit_wording(texts: Sequence[str], owners: NDArray[np.intp], strength: float = 0.5) -> WordingHead | None:
    """Fit one class per entry on the words and letters of its phrasings; None when there are too few entries."""
    from sklearn.svm import LinearSVC

    if len(set(owners.tolist())) < _LEAST_CLASSES:
        return None
    model = LinearSVC(random_state=0, C=strength).fit(feature_rows(texts), owners)
    return WordingHead(np.ascontiguousarray(model.coef_.T, dtype=np.float16), model.intercept_.astype(np.float32))


def fit_judge(
    yes: Sequence[str],
    no: Sequence[str],
    yes_vectors: Floats | None = None,
    no_vectors: Floats | None = None,
    no_weights: Floats | None = None,
    strength: tuple[float, float] = (8.0, 20.0),
    by_nearness: bool = False,
) -> Judge:
    """Fit a judge on texts that are of the kind and texts that are not, both sides weighing the same; undecided without both.

    `no_weights` says how much each text that is not of the kind counts, 1 when left out; `strength` is of letters and meaning.
    With `by_nearness`, meaning is told by what it lies near: dearer, and for kinds that no line parts well.
    """
    from sklearn.linear_model import LogisticRegression

    if not yes or not no:
        return Judge(np.zeros(WIDTH, dtype=np.float32), 0.0)
    truth = np.array([1] * len(yes) + [0] * len(no))
    weights = _balanced(len(yes), np.ones(len(no), dtype=np.float32) if no_weights is None else no_weights)
    letters = LogisticRegression(C=strength[0], max_iter=200, solver="liblinear", random_state=0)
    letters.fit(feature_rows([*yes, *no]), truth, sample_weight=weights)
    found = Judge(letters.coef_[0].astype(np.float32), float(letters.intercept_[0]))
    if yes_vectors is None or no_vectors is None:
        return found
    vectors = np.vstack([yes_vectors, no_vectors])
    if by_nearness:
        return replace(found, near=fit_nearness(vectors, truth, weights))
    mean = vectors.mean(axis=0)
    meaning = LogisticRegression(C=strength[1], max_iter=300)
    meaning.fit(vectors - mean, truth, sample_weight=weights)
    return Judge(
        found.letters,
        found.letters_bias,
        meaning.coef_[0].astype(np.float32),
        float(meaning.intercept_[0]),
        mean.astype(np.float32),
    )


def _balanced(yes: int, no_weights: Floats) -> Floats:
    """Return a weight per text, such that both sides weigh the same and the mean is 1."""
    weights = np.concatenate([np.full(yes, no_weights.sum() / yes, dtype=np.float32), no_weights.astype(np.float32)])
    return np.asarray(weights * (len(weights) / weights.sum()), dtype=np.float32)
