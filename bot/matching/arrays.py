"""Arrays kept in files: written whole or not at all, also when several processes start at once; unreadable ones are made anew."""

from __future__ import annotations

import os
import secrets
import zlib
from pathlib import Path
from zipfile import BadZipFile

UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)
"""What reading a file of arrays raises when it is missing, cut off, or no such file."""


def fresh_beside(file: Path) -> Path:
    """Return a name beside `file` that no other process writes to, to be put in its place when whole."""
    return file.with_name(f"{file.stem}.{os.getpid()}-{secrets.token_hex(3)}.new.npz")
