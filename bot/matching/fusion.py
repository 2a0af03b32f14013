"""Weigh the evidence: one score per entry, and how sure the guide may be. The numbers are fitted, not chosen.

`python -m bot evaluate --fit` fits them on the development half of the blind questions and writes trained/fusion.json.
Scores are fused by weights, never by ranks, which would destroy the confidence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.matching.evidence import KINDS, Evidence
from bot.matching.model import Floats

FIELD = ("bias", "letters", "meaning", "name", "likeness", "sense", "unknown", "people", "length", "top", "words")
"""What tells whether a question is in the guide's field: two judges, and how well the best entry fits."""
FUSION_FILE = Path(__file__).with_name("trained") / "fusion.json"
SIGNS = ("bias", "top", "margin", "name", "letters", "meaning", "in_field", "unknown", "length", "words")


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers for one path, with or without the sentence model."""

    evidence: Floats
    """One per kind of evidence."""
    confidence: Floats
    """One per sign."""
    field: Floats
    """One per sign in FIELD."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where answering turns into asking, and asking into declining."""

    answer: float = 0.75
    """The least confidence for one bare answer."""
    choice: float = 0.02
    """The least probability of a choice worth showing."""
    in_field: float = -1.0
    """The least log-odds of being in the field."""
    answer_field: float = 1.0
    """The least log-odds of being in the field for one bare answer."""
    concern_words: int = 13
    """The least words of a worried story; one that begins as a question does must be twice as long."""
    plain: float = 0.9
    """The least confidence by words alone that spares asking the sentence model."""
    plain_field: float = 1.0
    """The least log-odds by words alone of being in the field that spares asking it."""
    calm: float = -6.0
    """Log-odds of danger by letters below which the sentence model is not asked."""
    danger: float = 0.8
    """The least log-odds of immediate danger, by meaning and letters."""


@dataclass(frozen=True, slots=True)
class Fusion:
    """How evidence becomes scores, with and without the sentence model."""

    full: Weights
    letters: Weights
    limits: Limits

    def weights(self, evidence: Evidence) -> Weights:
        """Return the weights for the evidence at hand."""
        return self.full if evidence.vector is not None else self.letters

    def probabilities(self, evidence: Evidence) -> Floats:
        """Return for each entry the probability that it is the one meant, were the question in the field."""
        logits = evidence.columns @ self.weights(evidence).evidence
        shifted = np.exp(logits - logits.max())
        return np.asarray(shifted / shifted.sum(), dtype=np.float32)

    def field_odds(self, evidence: Evidence, probabilities: Floats) -> float:
        """Return the log-odds that the question is in the guide's field."""
        return float(field_signs(evidence, probabilities) @ self.weights(evidence).field)

    def confidence(self, evidence: Evidence, probabilities: Floats, field: float | None = None) -> float:
        """Return the calibrated probability that the best entry is right; `field` where the odds of the field are known."""
        weights = self.weights(evidence)
        field = self.field_odds(evidence, probabilities) if field is None else field
        logit = float(signs(evidence, probabilities, field) @ weights.confidence)
        return 1 / (1 + float(np.exp(-logit)))


def field_signs(evidence: Evidence, probabilities: Floats) -> Floats:
    """Return the signs, in the order of FIELD, that tell whether a question is in the field at all."""
    best = int(np.argmax(probabilities))
    top = float(np.clip(probabilities[best], 1e-4, 1 - 1e-4))
    column = dict(zip(KINDS, evidence.columns[best], strict=True))
    highest = dict(zip(KINDS, evidence.columns.max(axis=0), strict=True))
    return np.array(
        [
            1.0,
            evidence.field_letters,
            evidence.field_meaning,
            highest["name"],
            highest["letters"],
            highest["meaning"],
            evidence.unknown,
            evidence.people,
            np.log1p(len(evidence.read.words)),
            np.log(top / (1 - top)),
            column["words"],
        ],
        dtype=np.float32,
    )


def signs(evidence: Evidence, probabilities: Floats, field_odds: float) -> Floats:
    """Return the signs, in the order of SIGNS, that tell how sure one may be of the best entry."""
    best, second = np.argsort(-probabilities)[:2] if len(probabilities) > 1 else (0, 0)
    top = float(np.clip(probabilities[best], 1e-4, 1 - 1e-4))
    column = dict(zip(KINDS, evidence.columns[best], strict=True))
    return np.array(
        [
            1.0,
            np.log(top / (1 - top)),
            np.log(top / max(float(probabilities[second]), 1e-6)),
            column["name"],
            column["letters"],
            column["meaning"],
            np.clip(field_odds, -6, 6),
            evidence.unknown,
            np.log1p(len(evidence.read.words)),
            column["words"],
        ],
        dtype=np.float32,
    )


def read_fusion(file: Path = FUSION_FILE) -> Fusion:
    """Return the fitted numbers; those chosen by hand when nothing has been fitted yet."""
    if not file.exists():
        return Fusion(_by_hand(with_meaning=True), _by_hand(with_meaning=False), Limits())
    held = json.loads(file.read_text(encoding="utf-8"))
    return Fusion(_weights(held["full"]), _weights(held["letters"]), Limits(**held["limits"]))


def write_fusion(fusion: Fusion, file: Path = FUSION_FILE) -> None:
    """Keep fitted numbers, readable, with their names."""
    held = {
        path: {
            "evidence": dict(zip(KINDS, np.round(weights.evidence.astype(float), 4).tolist(), strict=True)),
            "confidence": dict(zip(SIGNS, np.round(weights.confidence.astype(float), 4).tolist(), strict=True)),
            "field": dict(zip(FIELD, np.round(weights.field.astype(float), 4).tolist(), strict=True)),
        }
        for path, weights in (("full", fusion.full), ("letters", fusion.letters))
    }
    limits = {name: getattr(fusion.limits, name) for name in Limits.__dataclass_fields__}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**held, "limits": limits}, indent=2) + "\n", encoding="utf-8")


def _weights(held: dict[str, dict[str, float]]) -> Weights:
    return Weights(_row(held["evidence"], KINDS), _row(held["confidence"], SIGNS), _row(held["field"], FIELD))


def _row(held: dict[str, float], names: tuple[str, ...]) -> Floats:
    return np.array([held.get(name, 0.0) for name in names], dtype=np.float32)


def _by_hand(with_meaning: bool) -> Weights:
    letters = [1.5, 0.3, 1.2, 0.3, 0.6, 0.8] if with_meaning else [1.9, 0.1, 1.6, 0.5, 0.5, 2.0]
    evidence = letters + ([1.6, 1.1, 0.5, 0.4] if with_meaning else [0.0] * 4)
    confidence = [-1.0, 0.6, 0.3, 1.0, 1.0, 0.0, 0.1, -1.0, -0.3, 0.0]
    field = [0.0, 0.5 if with_meaning else 1.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]
    return Weights(*(np.array(row, dtype=np.float32) for row in (evidence, confidence, field)))
