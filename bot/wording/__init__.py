"""The sentences that the tools say to editors and operators, in bokmål, kept in nb.yaml beside this file.

What the bot itself says to staff lives in knowledge/phrases, which editors own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _sentences() -> dict[str, str]:
    text = files(__name__).joinpath("nb.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def say(key: str, /, **values: object) -> str:
    """Return the sentence `key` with its values put in; KeyError for a sentence nobody has written."""
    return _sentences()[key].format(**values)


def sentences(prefix: str) -> dict[str, str]:
    """Return the sentences whose names begin with `prefix`, by the rest of the name; for the scripts of a page."""
    return {key.removeprefix(prefix): text for key, text in _sentences().items() if key.startswith(prefix)}
