"""What masked data is replaced with, and the words around a name, as editors wrote them in privacy.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from bot.guide.entry import Part


class Privacy(Part):
    """The tables of privacy.yaml."""

    placeholders: Mapping[str, str]
    contexts: Mapping[str, tuple[str, ...]]
