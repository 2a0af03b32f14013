"""No small number is shown, and none can be worked out from those that are."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editors.report.hiding import COVER, LEAST, Parts, alone, protect

NAMES = "abcdefgh"


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ((), (), 0),
        ((0, 0), (0, 0), 0),
        ((40, 30, 0), (40, 30, 0), 70),
        ((40, 30, 3), (40, None, None), 73),  # One alone would be the sum less the others.
        ((40, 5, 3), (None, None, None), 48),  # 8 hidden is still too little.
        ((40, 30, 1, 1), (40, None, None, None), 72),  # 2 in two that are not 0 would be 1 and 1.
        ((40, 4, 4, 4), (None, None, None, None), 52),  # Who knows that 12 lies in three below 5, knows each.
        ((16, 6, 6, 4), (16, None, None, None), 32),  # Equal ones together: which of them is hidden, would tell.
        ((4, 4, 4), (None, None, None), None),
        ((40, 0, 3), (None, 0, None), 43),
        ((6, 3), (None, None), None),
        ((3,), (None,), None),
        ((9,), (9,), 9),
    ],
)
def test_what_is_hidden(counts: tuple[int, ...], shown: tuple[int | None, ...], total: int | None) -> None:
    held = protect(dict(zip(NAMES, counts, strict=False)))
    assert (tuple(held.cells.values()), held.total) == (shown, total)


def test_a_sum_hidden_elsewhere_cannot_be_added_up_from_its_parts() -> None:
    held = protect({"a": 40, "b": 30, "c": 20}, sum_known=False)
    assert held == Parts({"a": 40, "b": None, "c": None}, None)
    assert protect({"a": 40}, sum_known=False) == Parts({"a": None}, None)
    assert protect({"a": 0}, sum_known=False) == Parts({"a": 0}, None)


def possible(held: Parts, name: str) -> set[int]:
    """Every value of a hidden part that somebody who knows how we hide can think of, by trying all of them."""
    assert held.total is not None
    hidden = [one for one, count in held.cells.items() if count is None]
    rest = held.total - sum(count or 0 for count in held.cells.values())
    found = set()
    for guess in product(range(1, rest), repeat=len(hidden) - 1):
        whole = (*guess, rest - sum(guess))
        if whole[-1] < 1:
            continue
        tried = {**held.cells, **dict(zip(hidden, whole, strict=True))}
        if protect({one: count or 0 for one, count in tried.items()}) == held:
            found.add(tried[name] or 0)
    return found


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_no_small_number_can_be_worked_out(counts: list[int]) -> None:
    truth = dict(zip(NAMES, counts, strict=False))
    held = protect(truth)
    for name, count in truth.items():
        if 0 < count < LEAST:
            assert held.cells[name] is None
            assert held.total is None or len(possible(held, name)) > 1, f"{truth} is given away by {held}"


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), max_size=8), st.booleans())
def test_what_is_shown_is_true_and_what_is_hidden_is_covered(counts: list[int], known: bool) -> None:
    truth = dict(zip(NAMES, counts, strict=False))
    held = protect(truth, known)
    assert all(count in (None, truth[name]) for name, count in held.cells.items())
    hidden = [truth[name] for name, count in held.cells.items() if count is None]
    assert 0 not in hidden
    assert held.total in (None, sum(counts))
    if held.total is not None and hidden:
        assert len(hidden) >= 2 and sum(hidden) >= COVER


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (90, 90)])
def test_a_number_by_itself(count: int, shown: int | None) -> None:
    assert alone(count) == shown


def test_shares_only_of_what_is_shown() -> None:
    held = protect({"a": 60, "b": 30, "c": 3})
    assert (held.share("a"), held.share("c"), held.hides) == (65, None, True)
    assert protect({"a": 0}).share("a") is None
