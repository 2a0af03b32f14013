"""The measures of design.md, each with how many it rests on and a 95 % interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.conversation.turn import Reply
from bot.editors.evaluation.questions import DangerQuestion, Question

SHOWN_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what the guide said to it."""

    question: Question
    outcome: str
    ranked: tuple[str, ...]
    score: float
    offered: int
    ms: float
    danger: bool = False

    @property
    def rank(self) -> int | None:
        """Return the place, from 1, of the first acceptable entry."""
        return next((at for at, one in enumerate(self.ranked, 1) if one in self.question.accept), None)

    @property
    def is_shown(self) -> bool:
        """Tell whether an acceptable entry is the answer or among the offered choices."""
        seen = 1 if self.outcome == "answer" else self.offered if self.outcome == "choices" else 0
        return self.rank is not None and self.rank <= seen


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a number of questions, with its Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Return the share; 0 of nothing is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % Wilson interval."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        """Show the share with its interval."""
        low, high = self.interval
        return f"{self.value:.3f} [{low:.2f}–{high:.2f}] n={self.of}"


def share(asked: Iterable[Asked], is_hit: Callable[[Asked], bool]) -> Share:
    """Return the share of `asked` that are hits."""
    held = [is_hit(one) for one in asked]
    return Share(sum(held), len(held))


def measures(asked: Sequence[Asked]) -> dict[str, Share]:
    """Return the measures over questions in and outside the field."""
    inside = [one for one in asked if one.question.accept]
    outside = [one for one in asked if not one.question.accept]
    return {
        "recall@1": share(inside, lambda one: one.rank == 1),
        "recall@3": share(inside, lambda one: one.rank is not None and one.rank <= 3),
        "shown": share(inside, lambda one: one.is_shown),
        "confident_right": share(inside, lambda one: one.outcome == "answer" and one.rank == 1),
        "confident_wrong": share(inside, lambda one: one.outcome == "answer" and one.rank != 1),
        "refused": share(inside, lambda one: one.outcome == "nothing"),
        "outside_answered": share(outside, lambda one: one.outcome == "answer"),
        "outside_refused": share(outside, lambda one: one.outcome == "nothing"),
    }


def mean_reciprocal_rank(asked: Sequence[Asked]) -> float:
    """Return the mean of 1/rank over questions in the field."""
    inside = [one for one in asked if one.question.accept]
    return sum(1 / one.rank for one in inside if one.rank) / max(len(inside), 1)


def danger_measures(seen: Sequence[tuple[DangerQuestion, bool]]) -> dict[str, Share]:
    """Return missed notices among dangers and false alarms among the rest."""
    dangers = [found for question, found in seen if question.danger]
    calm = [found for question, found in seen if not question.danger]
    return {
        "danger_missed": Share(sum(not found for found in dangers), len(dangers)),
        "false_alarms": Share(sum(calm), len(calm)),
    }


def confusions(asked: Sequence[Asked], most: int = 15) -> list[tuple[str, str, int]]:
    """Return the commonest (wanted, got) pairs among questions whose first entry is wrong."""
    wrong = Counter(
        (one.question.accept[0], one.ranked[0]) for one in asked if one.question.accept and one.rank != 1 and one.ranked
    )
    return [(wanted, got, count) for (wanted, got), count in wrong.most_common(most)]


def reliability(asked: Sequence[Asked], bins: int = 10) -> list[tuple[float, float, int]]:
    """Return for each band of score its mean, the share that were right, and how many."""
    rows = []
    for band in range(bins):
        held = [one for one in asked if one.question.accept and band / bins <= min(one.score, 0.9999) < (band + 1) / bins]
        if held:
            right = sum(one.rank == 1 for one in held) / len(held)
            rows.append((sum(one.score for one in held) / len(held), right, len(held)))
    return rows


def percentile(values: Sequence[float], share_of: float) -> float:
    """Return a percentile of `values`, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share_of * len(ordered)))] if ordered else 0.0


def asked_of(question: Question, reply: Reply, offered: int, ms: float) -> Asked:
    """Return what a reply says, as measured."""
    ids = tuple(one.entry_id for one in reply.entries)
    score = reply.entries[0].score if reply.entries else 0.0
    return Asked(question, reply.outcome, ids, score, min(offered, SHOWN_AT_MOST), ms, bool(reply.shown.danger))
