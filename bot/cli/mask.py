"""`mask`: standard input with personal data masked."""

from __future__ import annotations

import sys

from bot.wiring import mask_from_settings


def mask() -> None:
    """Print each line of standard input, masked."""
    masks = mask_from_settings()
    for line in sys.stdin:
        print(masks(line.rstrip("\n"))[0], flush=True)
