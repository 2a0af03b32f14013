"""Small counts are hidden, and so many more with them that no subtraction brings one back."""

from __future__ import annotations

from collections.abc import Mapping
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

    Every count below LEAST is hidden. Where that leaves one alone hidden, or less than COVER, the next smallest follow, since
    the sum less what is shown would give them away; where all are hidden and still too little, so is the sum. Where the sum
    must not be known (`sum_known` false, for another table hides it), there is always enough hidden among its parts.
    """
    rising = sorted((count, name) for name, count in counts.items() if count)
    hidden = {name for count, name in rising if count < LEAST}
    covered = sum(counts[name] for name in hidden)
    if hidden or not sum_known:
        for count, name in rising:
            if len(hidden) >= 2 and covered >= COVER:
                break
            if name not in hidden:
                hidden.add(name)
                covered += count
    total = sum(counts.values())
    enough = not hidden or (len(hidden) >= 2 and covered >= COVER)
    cells = {name: None if name in hidden else count for name, count in counts.items()}
    return Parts(cells, total if sum_known and enough else None)
