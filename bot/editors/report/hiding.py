"""Small counts are hidden, and so many more with them that no subtraction brings one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 5
"""Counts from one up to here are hidden: a number this small may be somebody."""
COVER = 2 * LEAST
"""What is hidden in one table comes to at least this, or the sum is hidden too."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a sum, as they may be shown: None is a number that is hidden; nothing is told of why."""

    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hides(self) -> bool:
        """Tell whether any part, or the sum, is hidden."""
        return self.total is None or None in self.cells.values()

    def share(self, name: str) -> int | None:
        """Return a part in whole per cent of the sum, where both may be shown."""
        count = self.cells.get(name)
        return round(100 * count / self.total) if count is not None and self.total else None


def alone(count: int) -> int | None:
    """Return a count that is part of no sum that is shown, or None where it is too small to be."""
    return None if 0 < count < LEAST else count


def protect(counts: Mapping[str, int], sum_known: bool = True) -> Parts:
    """Return the parts of a sum that may be shown.

    Every count below LEAST is hidden. Since the sum less what is shown would give them away, the next smallest follow, equal
    ones together, until what is hidden is covered; where all are hidden and it still is not, so is the sum. Where the sum must
    not be known (`sum_known` false, for another table hides it), there is always enough hidden among its parts.
    """
    rising = sorted(set(filter(None, counts.values())))
    up_to = max((count for count in rising if count < LEAST), default=0)
    if up_to or not sum_known:
        enough = (count for count in rising if count >= up_to and _is_covered(counts.values(), count))
        up_to = next(enough, rising[-1] if rising else 0)
    cells = {name: None if 0 < count <= up_to else count for name, count in counts.items()}
    is_safe = not up_to or _is_covered(counts.values(), up_to)
    return Parts(cells, sum(counts.values()) if sum_known and is_safe else None)


def _is_covered(counts: Iterable[int], up_to: int) -> bool:
    """Tell whether the counts up to one can be hidden and their sum known.

    Two of them differ: who knows all of this still cannot tell which is which, for we would hide the same were they to change
    places. And they come to enough that a small sum does not leave few possibilities.
    """
    hidden = [count for count in counts if 0 < count <= up_to]
    return len(set(hidden)) > 1 and sum(hidden) >= COVER
