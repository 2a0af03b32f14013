"""Masking for a guide: its own names and numbers are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.guide.guide import Guide

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


def masking_for(guide: Guide) -> Callable[[str], tuple[str, bool]]:
    """Return the function that masks personal data in a message."""

    def mask(text: str) -> tuple[str, bool]:
        masked = _EMAIL.sub("[e-post]", text)
        return masked, masked != text

    return mask
