"""Norwegian as people type it: tokens, folding of æøå, stems, and character n-grams.

Both sides of a comparison go through the same steps: NFKC (a Mac's decomposed å), casefold, tokens that keep «13-2»
and join «116 111», then a Snowball stem, then folding, last, so that æ typed as ae, e or a meets itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

LONGEST_QUESTION = 2000
"""Characters of a message that are read; the rest says nothing new."""

_TOKEN = re.compile(r"\d+(?:[-–]\d+[a-z]?)?|[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPACED_NUMBER = re.compile(r"(?<!\d)(11[67]) (\d{3})(?!\d)|(?<!\d)(\d{2}) (\d{2}) (\d{2}) (\d{2})(?!\d)")
_FOLD = str.maketrans(
    {"æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "è": "e", "ê": "e", "ó": "o", "ò": "o", "ô": "o", "ü": "u"}
)
_FOLD_PAIRS = re.compile(r"ae|oe|aa")
_PAIR = {"ae": "a", "oe": "o", "aa": "a"}
_SPELT = {"ae": "æ", "oe": "ø", "aa": "å"}
"""Before stemming: else the ending of «skolefravaer» is taken for the plural -er."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_stemmer = snowballstemmer.stemmer("norwegian")


def normalise(text: str) -> str:
    """Return `text` in one Unicode form, lower case, without control characters, at most LONGEST_QUESTION long."""
    flat = unicodedata.normalize("NFKC", text[: LONGEST_QUESTION * 2])
    kept = flat if flat.isprintable() else "".join(sign if sign.isprintable() else " " for sign in flat)
    return " ".join(kept.casefold().split())[:LONGEST_QUESTION]


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text`, lower case, «116 111» as one."""
    joined = _SPACED_NUMBER.sub(lambda match: match.group().replace(" ", ""), normalise(text))
    return _TOKEN.findall(joined)


@lru_cache(maxsize=60_000)
def fold(word: str) -> str:
    """Return `word` with æøå and their usual replacements (ae, oe, aa) as plain letters."""
    plain = word.translate(_FOLD)
    return _FOLD_PAIRS.sub(lambda match: _PAIR[match.group()], plain)


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Return the folded stem of one lower-case word; numbers are returned as they are."""
    if not word.isalpha():
        return fold(word)
    spelt = _FOLD_PAIRS.sub(lambda match: _SPELT[match.group()], word)
    return fold(str(_stemmer.stemWord(spelt)))


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of `words`, in order."""
    return [stem(word) for word in words]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, with their signs."""
    return _SENTENCE_ENDS.split(text)


def folded(text: str) -> str:
    """Return `text` as folded words with single spaces: for near-verbatim comparison."""
    return " ".join(fold(word) for word in tokens(text))


def grams(text: str, shortest: int = 3, longest: int = 5) -> Iterator[str]:
    """Yield the character n-grams of each folded word, with its edges marked."""
    for word in text.split():
        edged = f"<{word}>"
        for size in range(shortest, longest + 1):
            for start in range(len(edged) - size + 1):
                yield edged[start : start + size]
