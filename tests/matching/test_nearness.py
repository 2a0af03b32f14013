"""Kinds that no line parts are told by what lies near, and what was learned is the same when read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.matching.hashing import WIDTH
from bot.matching.learned import Learned, _keep, _read
from bot.matching.learning import Judge, fit_judge
from bot.matching.model import Floats
from bot.matching.nearness import fit_nearness

CORNERS = [((1, 1, 0), True), ((-1, -1, 0), True), ((1, -1, 0), False), ((-1, 1, 0), False)]
"""Opposite corners are alike: no line has both of the one kind on its one side."""


def _around(corner: tuple[int, ...], count: int = 12) -> Floats:
    rng = np.random.default_rng(7)
    vectors = np.array(corner) + rng.normal(0, 0.15, (count, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _gathered(of_kind: bool) -> Floats:
    return np.vstack([_around(corner) for corner, is_of_kind in CORNERS if is_of_kind == of_kind])


@pytest.fixture(scope="module")
def judge() -> Judge:
    yes, no = _gathered(True), _gathered(False)
    return fit_judge(["ja"] * len(yes), ["nei"] * len(no), yes, no, by_nearness=True)


@pytest.mark.parametrize(("corner", "of_kind"), CORNERS)
def test_what_no_line_parts_is_told_by_its_neighbours(judge: Judge, corner: tuple[int, ...], of_kind: bool) -> None:
    centre = np.array(corner, dtype=np.float32) / np.float32(np.sqrt(2))
    assert (judge.by_meaning(centre) > 1) if of_kind else (judge.by_meaning(centre) < -1)


def test_a_line_does_not_tell_them() -> None:
    yes, no = _gathered(True), _gathered(False)
    by_line = fit_judge(["ja"] * len(yes), ["nei"] * len(no), yes, no)
    wrong = sum(by_line.by_meaning(one) < 0 for one in yes) + sum(by_line.by_meaning(one) > 0 for one in no)
    assert wrong >= len(yes) // 4


def test_weights_move_the_border() -> None:
    vectors, truth = np.vstack([_gathered(True), _gathered(False)]), np.array([1] * 24 + [0] * 24)
    between = np.array([1, 0, 0], dtype=np.float32)
    heavy_no, heavy_yes = (
        fit_nearness(vectors, truth, np.where(truth == heavy, 1.0, 0.01).astype(np.float32)) for heavy in (0, 1)
    )
    assert heavy_no.odds(between) < heavy_yes.odds(between)


def test_it_is_the_same_when_read_again(judge: Judge, tmp_path: Path) -> None:
    field = Judge(np.zeros(WIDTH, dtype=np.float32), 0.0)
    _keep(tmp_path / "kept.npz", Learned(field, judge))
    read = _read(tmp_path / "kept.npz")
    assert read is not None and read.danger is not None
    for vector in (*_gathered(True), *_gathered(False)):
        assert read.danger.by_meaning(vector) == pytest.approx(judge.by_meaning(vector), abs=1e-4)
