"""How wide words are when drawn, near enough for any sans-serif font, and lines broken to fit."""

from __future__ import annotations

_NARROW, _SLIM, _BROAD = frozenset("ijlI.,:;'|!()[] "), frozenset('frt-/"«»'), frozenset("mwMW@%–")
ROOM = 1.17
"""How much wider the viewer's own font may be than the one we count with."""


def width(text: str, size: float) -> float:
    """Return how wide `text` is at a font size, in pixels."""
    return sum(_em(sign) for sign in text) * size * ROOM


def _em(sign: str) -> float:
    if sign in _NARROW:
        return 0.28
    if sign in _SLIM:
        return 0.38
    if sign in _BROAD:
        return 0.88
    return 0.68 if sign.isupper() else 0.555


def wrap(text: str, size: float, room: float) -> list[str]:
    """Return `text` in lines no wider than `room`; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
