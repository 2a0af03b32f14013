"""Read the lists of words that stand beside the code."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files


def sections(name: str) -> dict[str, set[str]]:
    """Read a list of words; a line that ends with a colon opens a section."""
    text = files(__package__ or "bot.conversation.privacy").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, set[str]] = defaultdict(set)
    into = found["words"]
    for line in text.splitlines():
        if line.endswith(":"):
            into = found[line[:-1]]
        elif not line.startswith("#"):
            into.update(line.split())
    return found
