"""How much each kind of evidence is worth, and how recall grows with the bank: figures for the decision record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from bot.editors.evaluation.fitting import Observed, fit_weights, observe
from bot.editors.evaluation.questions import Question
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.matching.build import Matcher, build_matcher, lessons_of
from bot.matching.evidence import KINDS
from bot.matching.fusion import Fusion, Limits, Weights
from bot.matching.learned import learn
from bot.matching.model import SentenceModel

SIZES = (2, 5, 10, 20, 30, 45, 60)


@dataclass(frozen=True, slots=True)
class Recalls:
    """Recall at one and three, by name of what was tried."""

    name: str
    at_one: float
    at_three: float

    def row(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {"name": self.name, "recall@1": round(self.at_one, 4), "recall@3": round(self.at_three, 4)}


def ablation(matcher: Matcher, questions: Sequence[Question]) -> list[Recalls]:
    """Return recall on the test half with weights fitted anew on the other: with all, and without each kind of evidence."""
    fit = observe(matcher, [one for one in questions if one.half == "development"], with_meaning=True)
    held = observe(matcher, [one for one in questions if one.half == "test" and one.accept], with_meaning=True)
    rows = [_without("all", (), fit, held)]
    rows += [_without(f"without {kind}", (at,), fit, held) for at, kind in enumerate(KINDS)]
    meaning = tuple(KINDS.index(kind) for kind in ("meaning", "meaning_few", "head"))
    rows.append(_without("without the sentence model", meaning, fit, held))
    rows += [_without(f"only {kind}", tuple(n for n in range(len(KINDS)) if n != at), fit, held) for at, kind in enumerate(KINDS)]
    return rows


def _without(name: str, left_out: tuple[int, ...], fit: Sequence[Observed], held: Sequence[Observed]) -> Recalls:
    weights = fit_weights([_blanked(one, left_out) for one in fit])
    return _recalls(name, weights, [_blanked(one, left_out) for one in held])


def _blanked(one: Observed, left_out: tuple[int, ...]) -> Observed:
    columns = one.evidence.columns.copy()
    columns[:, list(left_out)] = 0.0
    return replace(one, evidence=replace(one.evidence, columns=columns))


def _recalls(name: str, weights: Weights, held: Sequence[Observed]) -> Recalls:
    fusion = Fusion(weights, weights, limits=Limits())
    ranks = []
    for one in held:
        order = np.argsort(-fusion.probabilities(one.evidence), kind="stable")
        ranks.append(int(np.argmax(one.accept[order])))
    found = np.array(ranks)
    return Recalls(name, float((found < 1).mean()), float((found < 3).mean()))


def learning_curve(
    guide: Guide,
    questions: Sequence[Question],
    fusion: Fusion,
    model: SentenceModel | None,
    cache: Path,
    sizes: Iterable[int] = SIZES,
) -> list[Recalls]:
    """Return recall on the test half when each entry has at most so many examples."""
    held = [one for one in questions if one.half == "test" and one.accept]
    rows = []
    for size in sizes:
        smaller = replace(guide, entries={entry.id: _fewer(entry, size) for entry in guide})
        matcher = build_matcher(smaller, learn(lessons_of(smaller), model, cache / "curve"), model, fusion)
        rows.append(_recalls(str(size), fusion.full, observe(matcher, held, with_meaning=True)))
    return rows


def _fewer(entry: Entry, size: int) -> Entry:
    chosen = sorted(entry.examples, key=lambda text: crc32(text.encode()))[:size]
    return entry.model_copy(update={"examples": tuple(chosen)})
