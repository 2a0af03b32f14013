"""The words of a message as the name finder reads them: where they stand, how they are written, and what is between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:\n•;][*_»\")]{0,3})\s*[-–—*_#>]{0,4}\s*[*_«\"“”(\[]{0,3}\s*$|[«\"“(\[]$")
_ABBREVIATED = re.compile(r"(?:\b(?:frk|dr|hr|fr|mr|mrs|ms|prof|f\.eks|bl\.a|mfl|ca|inkl|evt|st)|\b[A-ZÆØÅ])\. ?$", re.IGNORECASE)
_GLUED = re.compile(r"[nNa]['’](?=[A-ZÆØÅ])")
_ENDS = re.compile(r"[.!?\n:;]")


@dataclass(slots=True)
class Token:
    """A word: as written, its place, in lower case without a possessive s, and the gap up to it."""

    text: str
    start: int
    end: int
    low: str
    gap: str
    opens: bool
    """True at the beginning of a sentence, where a capital says little."""
    possessive: bool = False

    @property
    def is_upper(self) -> bool:
        """Tell whether it is in capitals only."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_capital(self) -> bool:
        """Tell whether it is written like a name: one capital first."""
        return self.text[:1].isupper() and not self.is_upper and len(self.text) > 1

    @property
    def is_initial(self) -> bool:
        """Tell whether it is one capital letter."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def goes_on(self) -> bool:
        """Tell whether it stands in the same sentence as the word before it."""
        return not _ENDS.search(self.gap)


class Phrases:
    """The guide's own names of several words, which are left alone whole."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for phrase in sorted({phrase.lower() for phrase in phrases}, key=len, reverse=True):
            first = _WORD.search(phrase)
            if first and first.start() == 0 and first.end() < len(phrase):
                self._by_word.setdefault(first.group(), []).append(phrase)

    def end_at(self, low: str, start: int, word: str) -> int:
        """Return where a phrase that begins with `word` at `start` ends, or `start`."""
        for phrase in self._by_word.get(word, ()):
            end = start + len(phrase)
            if low.startswith(phrase, start) and not (low[end : end + 1].isalnum()):
                return end
        return start


def tokens_of(text: str, bare: Callable[[str], str], phrases: Phrases) -> list[Token]:
    """Return the words of `text` but those of the guide's phrases; `bare` takes a possessive ending away."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    found: list[Token] = []
    end = kept = 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        if start < kept:
            continue
        kept = phrases.end_at(low, start, low[start:stop])
        if kept > start:
            continue
        if _GLUED.match(match.group()):
            start += 2
        gap = text[end:start]
        written = text[start:stop]
        whole = low[start:stop].replace("’", "'")
        without = bare(whole)
        found.append(Token(written, start, stop, without, gap, _opens(text, start), without != whole))
        end = stop
    return found


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    return (start == 0 or _OPENING.search(before) is not None) and not _ABBREVIATED.search(before)
