"""Tell a kind of text by the phrasings its meaning lies near: where a straight line between two kinds would be too coarse.

What is near is counted by a kernel over vectors of meaning. «He sleeps» and «he cannot be woken» lie on the same side of any
line that few phrasings can draw; each has its own neighbours. A support vector machine chooses the phrasings that matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.model import Floats

_NARROW = 5.0
"""How fast a phrasing loses its say with distance; unit vectors of this model lie near each other."""
_STRICT = 10.0
_AS_ODDS = 3.0
"""Margins of the machine are about one for what it is sure of; this many times as large they act as log-odds."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Phrasings that matter, as vectors of unit length, and how much each speaks for the kind."""

    marks: Floats
    weights: Floats
    bias: float

    def odds(self, vector: Floats) -> float:
        """Return the log-odds that a text with this vector, of unit length, is of the kind."""
        near = np.exp(2 * _NARROW * (self.marks @ vector - 1))
        return float(near @ self.weights) + self.bias


def fit_nearness(vectors: Floats, truth: NDArray[np.intp], weights: Floats) -> Nearness:
    """Fit on vectors of unit length that are of the kind (1) or not (0), each with its weight."""
    from sklearn.svm import SVC

    model = SVC(C=_STRICT, gamma=_NARROW).fit(vectors, truth, sample_weight=weights)
    says = (_AS_ODDS * model.dual_coef_[0]).astype(np.float32)
    marks = np.ascontiguousarray(model.support_vectors_, dtype=np.float32)  # Laid as it is when read again.
    return Nearness(marks, says, _AS_ODDS * float(model.intercept_[0]))
