"""A sentence model that both sides of a comparison share: what one side has read, the other need not read again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.model import Floats, SentenceModel


class SharedModel:
    """Remembers the vector of every text as long as the comparison lasts; each text is read once, and by the model itself."""

    def __init__(self, model: SentenceModel) -> None:
        self._model = model
        self._rows: dict[str, Floats] = {}
        self.name = model.name

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one row per text; those not met before are read together."""
        missing = list(dict.fromkeys(text for text in texts if text not in self._rows))
        if missing:
            self._rows.update(zip(missing, self._model.vectors(missing), strict=True))
        return np.stack([self._rows[text] for text in texts])
