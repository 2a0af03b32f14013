"""Fit the fusion's numbers on the development half: how to weigh evidence, how sure to be, where the limits stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.conversation.danger import DangerWatch
from bot.editors.evaluation.questions import DangerQuestion, Question
from bot.matching.build import Matcher
from bot.matching.evidence import KINDS, Evidence
from bot.matching.fusion import FIELD, SIGNS, Fusion, Limits, Weights, field_signs, signs
from bot.matching.model import Floats

_SMALL = 0.02
"""How strongly weights are held back; found on nothing but the wish to be careful."""
_MISS_COSTS = 6.0
"""How many needless notices one missed danger weighs."""
_QUIETER = 0.25
"""Log-odds that the limit of danger lies below the cheapest one: danger may be told of more quietly than in any row here."""
_SAME = 1e-9
"""Costs that differ by less are the same."""
_FAR_BELOW, _CALMEST = 2.0, -3.0
"""Log-odds below the least alarming danger seen, and at most, under which a message is calm by its letters alone."""
_PLAIN_LOSES = 0.0
"""The share of questions that may lose their right answer by sparing the sentence model."""
_REFUSAL_COSTS = 8.0
"""How many needless choices outside the field one refused colleague weighs."""
_LEAST_SURE = 0.72
_LET_IN = 0.02
"""The share of questions outside that may seem to be in the field when an answer is given."""
MOST_WRONG = 0.015
"""The share of all questions, in the field and out, that may be answered wrongly with confidence."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A question's evidence, and which entries were acceptable."""

    evidence: Evidence
    accept: NDArray[np.bool_]


def observe(matcher: Matcher, questions: Sequence[Question], with_meaning: bool) -> list[Observed]:
    """Gather the evidence for each question."""
    ids = matcher.witness.bank.ids
    return [
        Observed(matcher.witness.gather(one.text, with_meaning), np.array([entry in one.accept for entry in ids]))
        for one in questions
    ]


def fit_weights(observed: Sequence[Observed]) -> Weights:
    """Fit the weights of evidence and of confidence on questions in the field and out."""
    inside = [one for one in observed if one.accept.any()]
    columns = np.stack([one.evidence.columns for one in inside]).astype(np.float64)
    accept = np.stack([one.accept for one in inside])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = columns @ weights
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        every = odds / odds.sum(axis=1, keepdims=True)
        right = np.where(accept, every, 0.0)
        mass = np.maximum(right.sum(axis=1, keepdims=True), 1e-12)
        slope = ((every - right / mass)[:, :, None] * columns).sum(axis=(0, 1)) / len(inside)
        return float(-np.log(mass).mean() + _SMALL * (weights @ weights) / 10), slope + _SMALL * weights / 5

    bounds = [(0.0, None)] * len(KINDS)
    found = minimize(loss, np.ones(len(KINDS)), jac=True, bounds=bounds, method="L-BFGS-B")
    ranking = Weights(found.x.astype(np.float32), np.zeros(len(SIGNS), dtype=np.float32), np.zeros(len(FIELD), dtype=np.float32))
    ranking = replace(ranking, field=_fit_field(observed, ranking))
    return replace(ranking, confidence=_fit_confidence(observed, ranking))


def _fit_field(observed: Sequence[Observed], ranking: Weights) -> Floats:
    """Fit what tells in from out; without questions outside, leave it to the judges alone."""
    from sklearn.linear_model import LogisticRegression

    bare = Fusion(ranking, ranking, Limits())
    rows = np.stack([field_signs(one.evidence, bare.probabilities(one.evidence)) for one in observed])[:, 1:]
    inside = np.array([one.accept.any() for one in observed])
    if inside.all():
        return np.array([0.0, 0.5, 0.5, *[0.0] * (len(FIELD) - 3)], dtype=np.float32)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=300).fit((rows - middle) / spread, inside)
    weights = model.coef_[0] / spread
    return np.array([model.intercept_[0] - weights @ middle, *weights], dtype=np.float32)


def _fit_confidence(observed: Sequence[Observed], ranking: Weights) -> Floats:
    rows, right = _judged(observed, ranking)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = rows @ weights
        chance = 1 / (1 + np.exp(-margin))
        cost = -np.mean(right * np.log(chance + 1e-9) + (1 - right) * np.log(1 - chance + 1e-9))
        slope = rows.T @ (chance - right) / len(right)
        held = np.concatenate([[0.0], weights[1:]])
        return float(cost + 0.002 * held @ held), slope + 0.004 * held

    found = minimize(loss, np.zeros(len(SIGNS)), jac=True, method="L-BFGS-B").x
    return np.asarray(found, dtype=np.float32)


def _judged(observed: Sequence[Observed], ranking: Weights) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    bare = Fusion(ranking, ranking, Limits())
    rows, right = [], []
    for one in observed:
        probabilities = bare.probabilities(one.evidence)
        rows.append(signs(one.evidence, probabilities, bare.field_odds(one.evidence, probabilities)))
        right.append(float(one.accept[int(np.argmax(probabilities))]))
    return np.stack(rows).astype(np.float64), np.array(right)


def fit_limits(matcher: Matcher, questions: Sequence[Question], observed: Sequence[Observed], limits: Limits) -> Limits:
    """Set the limits so that few are answered wrongly with confidence, in the field and out, and few are refused."""
    in_field = _field_limit(matcher.fusion, observed)
    limits = replace(limits, in_field=in_field, answer_field=_answer_field_limit(matcher.fusion, observed))
    fusion = replace(matcher.fusion, limits=limits)
    sure, right = [], []
    for one in observed:
        probabilities = fusion.probabilities(one.evidence)
        field = fusion.field_odds(one.evidence, probabilities)
        if field < limits.answer_field or matcher.is_story(one.evidence):
            continue
        sure.append(fusion.confidence(one.evidence, probabilities))
        right.append(bool(one.accept[int(np.argmax(probabilities))]))
    order = np.argsort(-np.array(sure))
    wrong = np.cumsum(~np.array(right)[order]) / len(questions)
    allowed = int(np.searchsorted(wrong, MOST_WRONG, side="right"))
    answer = float(np.array(sure)[order][min(allowed, len(order)) - 1]) if allowed else 0.99
    return replace(limits, answer=round(max(answer, _LEAST_SURE), 3))


def _answer_field_limit(fusion: Fusion, observed: Sequence[Observed]) -> float:
    """Return the log-odds above which few questions outside lie."""
    outside = [one.evidence for one in observed if not one.accept.any()]
    odds = [fusion.field_odds(one, fusion.probabilities(one)) for one in outside]
    return round(max(float(np.quantile(odds, 1 - _LET_IN)), 0.5), 3) if odds else 1.0


def _field_limit(fusion: Fusion, observed: Sequence[Observed]) -> float:
    odds = np.array([fusion.field_odds(one.evidence, fusion.probabilities(one.evidence)) for one in observed])
    is_inside = np.array([one.accept.any() for one in observed])
    inside, outside = np.sort(odds[is_inside]), np.sort(odds[~is_inside])
    if not len(outside):
        return float(np.round(inside[int(0.01 * len(inside))], 3))
    every = np.concatenate([inside, outside])
    lost = np.searchsorted(inside, every, side="left") / len(inside)
    let_in = 1 - np.searchsorted(outside, every, side="left") / len(outside)
    # Refusing a colleague costs more than offering choices to someone who asked about lunch.
    return float(np.round(every[int(np.argmin(_REFUSAL_COSTS * lost + let_in))], 3))


def fit_fusion(matcher: Matcher, questions: Sequence[Question]) -> Fusion:
    """Fit everything on `questions`, which must be of the development half."""
    full = observe(matcher, questions, with_meaning=True)
    letters = observe(matcher, questions, with_meaning=False)
    fusion = Fusion(fit_weights(full), fit_weights(letters), matcher.fusion.limits)
    fitted = Matcher(matcher.guide, matcher.witness, fusion)
    limits = fit_limits(fitted, questions, full, fusion.limits)
    limits = replace(limits, plain_field=_answer_field_limit(fusion, letters))
    return replace(fusion, limits=replace(limits, plain=_plain_limit(replace(fusion, limits=limits), full, letters)))


def _plain_limit(fusion: Fusion, full: Sequence[Observed], letters: Sequence[Observed]) -> float:
    """Return the least confidence by words alone that spares the sentence model and loses next to no right answers."""
    gains, sure = [], []
    for deep, plain in zip(full, letters, strict=True):
        by_words = fusion.probabilities(plain.evidence)
        if not plain.accept.any() or fusion.field_odds(plain.evidence, by_words) < fusion.limits.plain_field:
            continue
        sure.append(fusion.confidence(plain.evidence, by_words))
        right = deep.accept[int(np.argmax(fusion.probabilities(deep.evidence)))]
        gains.append(int(right) - int(plain.accept[int(np.argmax(by_words))]))
    order = np.argsort(-np.array(sure))
    lost = np.maximum.accumulate(np.cumsum(np.array(gains)[order]))
    enough = int(np.searchsorted(lost, _PLAIN_LOSES * len(full), side="right"))
    return round(float(np.array(sure)[order][max(0, enough - 1)]), 3) if enough else 0.99


def fit_danger(
    watch: DangerWatch, questions: Sequence[DangerQuestion], limits: Limits, by_letters: Callable[[str], float]
) -> Limits:
    """Set the limits of danger on the development half: a missed child weighs far more than a notice too many.

    The sentence model is spared only well below every danger that words and letters alone have seen.
    """
    danger = np.array([one.danger for one in questions])
    if not danger.any() or danger.all():
        return limits
    calm = min(by_letters(one.text) for one in questions if one.danger) - _FAR_BELOW
    limits = replace(limits, calm=round(min(calm, _CALMEST), 2))
    odds = np.array([watch.odds(one.text) for one in questions])
    steps = np.arange(-2.0, 2.01, 0.1)
    costs = [_MISS_COSTS * (odds[danger] < step).mean() + (odds[~danger] >= step).mean() for step in steps]
    cheapest = steps[np.array(costs) <= min(costs) + _SAME][-1]  # Of equals the one just under the quietest danger heard.
    return replace(limits, danger=round(float(cheapest) - _QUIETER, 2))
