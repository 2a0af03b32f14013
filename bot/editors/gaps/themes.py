"""Group questions by likeness into themes, and hold the small ones back so that nobody is recognisable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy import sparse
from sklearn.cluster import AgglomerativeClustering

from bot.editors.gaps.asked import Asked, Question
from bot.matching.hashing import feature_rows
from bot.matching.model import Floats, SentenceModel

Trend: TypeAlias = Literal["up", "down", "flat", "unknown"]
SHOWN = 5
WINDOW = 30 * 86_400.0
"""Seconds: the last thirty days are held against the thirty before."""
_CLEAR_CHANGE = 1.25
_COLUMNS = 4096
"""Columns that letters are hashed into here, so that thousands of questions fit in memory."""
_APART_BY_MEANING, _APART_BY_LETTERS = 0.11, 0.72
"""Cosine distance at which two groups are two themes; the sentence model puts all texts close together."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions that are alike: the most central one names them."""

    title: str
    questions: tuple[Question, ...]
    trend: Trend

    @property
    def count(self) -> int:
        """Return how often any of them was asked."""
        return sum(one.count for one in self.questions)


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes that are large enough, and how much was held back."""

    shown: tuple[Theme, ...]
    held_groups: int
    held_questions: int


def themes_of(questions: Sequence[Question], model: SentenceModel | None, least: int) -> Themes:
    """Return the themes asked at least `least` times, most asked first."""
    if not questions:
        return Themes((), 0, 0)
    rows, apart = _rows([one.text for one in questions], model)
    newest = max((one.at for question in questions for one in question.times if one.at is not None), default=None)
    groups = [_theme(questions, rows, members, newest) for members in _groups(rows, apart)]
    small = [one for one in groups if one.count < least]
    shown = sorted((one for one in groups if one.count >= least), key=lambda one: (-one.count, one.title))
    return Themes(tuple(shown), len(small), sum(one.count for one in small))


def _rows(texts: Sequence[str], model: SentenceModel | None) -> tuple[Floats, float]:
    if model is not None:
        return model.vectors(texts), _APART_BY_MEANING
    wide = feature_rows(texts)
    rows = sparse.csr_matrix((wide.data, wide.indices % _COLUMNS, wide.indptr), shape=(len(texts), _COLUMNS)).toarray()
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), dtype=np.float32), _APART_BY_LETTERS


def _groups(rows: Floats, apart: float) -> list[list[int]]:
    if len(rows) == 1:
        return [[0]]
    distances = np.clip(1.0 - rows @ rows.T, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    found = AgglomerativeClustering(n_clusters=None, metric="precomputed", linkage="average", distance_threshold=apart)
    groups: dict[int, list[int]] = {}
    for at, label in enumerate(found.fit_predict(distances)):
        groups.setdefault(int(label), []).append(at)
    return list(groups.values())


def _theme(questions: Sequence[Question], rows: Floats, members: list[int], newest: float | None) -> Theme:
    counts = np.array([questions[at].count for at in members], dtype=np.float32)
    centre = (rows[members] * counts[:, None]).sum(axis=0)
    central = members[int(np.argmax(rows[members] @ centre))]
    ordered = sorted(members, key=lambda at: (at != central, -questions[at].count))
    own = tuple(questions[at] for at in ordered)
    return Theme(questions[central].text, own, trend_of([one for question in own for one in question.times], newest))


def trend_of(times: Sequence[Asked], newest: float | None) -> Trend:
    """Return how the last thirty days compare with the thirty before; unknown without days."""
    if newest is None or any(one.at is None for one in times):
        return "unknown"
    now = sum(one.count for one in times if one.at is not None and one.at > newest - WINDOW)
    before = sum(one.count for one in times if one.at is not None and newest - 2 * WINDOW < one.at <= newest - WINDOW)
    if now > before * _CLEAR_CHANGE:
        return "up"
    return "down" if before > now * _CLEAR_CHANGE else "flat"
