"""How a page asks the guide: a text in, the ids of the best entries out."""

from __future__ import annotations

from typing import Protocol


class Searches(Protocol):
    """Finds entries for what someone typed."""

    def __call__(self, text: str) -> tuple[str, ...]:
        """Return entry ids, best first; none when nothing is near."""
