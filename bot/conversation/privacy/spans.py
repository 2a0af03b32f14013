"""What finders give: a place in the text and the kind of what stands there."""

from __future__ import annotations

import re

Span = tuple[int, int, str]
"""Start, end and kind of what was found."""


def labelled(labels: str, value: str) -> re.Pattern[str]:
    """Return a pattern for a value (its first group) that follows one of `labels`, as people write it."""
    between = r"\b[.\s:#=(\-]{0,4}(?:(?:er|is|nr|no|på|til|ham|henne|mor|far|number)\b[.\s:#=]{0,3}){0,2}"
    return re.compile(rf"(?<![\w\-])(?:{labels}){between}{value}", re.IGNORECASE)
