"""The last few results by text, since danger, sayings and the answer read the same words; the words are not kept, a digest is."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")
MOST = 4


class Latest(Generic[Result]):
    """Makes a result for a text once, for as long as no more than a few others come between."""

    def __init__(self) -> None:
        self._held: OrderedDict[bytes, Result] = OrderedDict()

    def of(self, text: str, make: Callable[[], Result]) -> Result:
        """Return the result for `text`, made by `make` where it is not at hand."""
        key = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        if (held := self._held.get(key)) is not None:
            return held
        self._held[key] = made = make()
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        return made
