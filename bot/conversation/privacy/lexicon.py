"""What a word is: a name, an ordinary word, both, or neither known; by lists, by how words are built, and by slips of the keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain

from bot.matching.language import stem

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_SURNAME_ENDINGS = tuple(
    "vik rud moen haug haugen botten bakken holm tveit sæter sæther aas bråten gaard dal berg nes bø lund strand stad".split()
)
_SHORT_HEADS = ("ny", "to", "ni", "ti")
_SHORT_TAILS = ("mor", "far", "dag", "tid", "lag", "råd", "rom", "bok", "bil")
_ENDINGS = ("en", "et", "ene", "er", "ne", "n", "r")
_LONGEST_WORD = 40
THAT = frozenset("som at who that".split())
BE = frozenset("være vere be".split())
PRONOUNS = frozenset("han ho hu hun a n".split())
PREPOSITIONS = frozenset("for med til om hos av fra åt te mæ ved".split())
AT = frozenset("i på ved in near innenfor utenfor mellom".split())
CLAUSE = frozenset("at fordi når hvis om og men så da for that because when if but dersom siden hvor".split())
LITTLE = frozenset("my helga hans vår nok jo can will may are even live long per mark an i sin lova".split())
"""Words that are names too, but never in lower case after «broren», «mor»."""
AND = frozenset("og and eller or samt & pluss".split())
OWN = frozenset("sin sitt sine si".split())
ALSO = frozenset("også òg bare berre visst visstnok egentlig vel seg ham han henne hun ho hu him her oss meg jo".split())
"""What may stand between «heter» or «kaller» and the name: «heter også Anna», «kaller seg Fili»."""
BORN = frozenset("født fødd født gammel gamal born".split())
SAID_AFTER = frozenset("heter heiter hete heite het hette".split())
I_OR_THEY = frozenset("jeg eg æ i han hun ho hu hen meg".split())
TO = frozenset("til te åt".split())
OF = TO | {"of"}
THEIRS = frozenset("hennes hans deres min mi vår din hennar deira mitt".split())
KIN = frozenset(
    "mor mora moren far faren mamma mammaen pappa pappaen bror broren søster søstera søsteren tante onkel mother father mum dad "
    "brother sister bestemor bestefar foreldrene syster systera".split()
)
SMALL = frozenset("lille litle vesle veslen little".split())
THERE = frozenset("derre der herre".split())
PARTICLES = frozenset("al el ad an as ash bin bint ibn abu van von de del da della der ben ould".split())
AGE = re.compile(r",? ?\(?\d{1,2} ?(?:år|yr|year|mnd|måneder)|,? \(\d{1,2}\)")


class Kind(Enum):
    """What a word can be."""

    ALLOWED = auto()
    """A place, a service, a language, a day: nobody's name."""
    FIRST = auto()
    LAST = auto()
    BOTH = auto()
    """A name and a word: what stands around it decides."""
    WORD = auto()
    UNKNOWN = auto()


NAMELIKE = frozenset({Kind.FIRST, Kind.LAST, Kind.BOTH, Kind.UNKNOWN})


@dataclass(frozen=True)
class Lexicon:
    """The lists, all lower case. `guide` are the guide's own words, `guide_stems` their stems."""

    first: frozenset[str]
    last: frozenset[str]
    both: frozenset[str]
    words: frozenset[str]
    guide: frozenset[str]
    guide_stems: frozenset[str]
    allowed: frozenset[str]

    def kind(self, low: str, with_slips: bool = True) -> Kind:
        """Return what `low` is."""
        if low in self.allowed:
            return Kind.ALLOWED
        if low in self.both or (low in self.first and low in self.guide):
            return Kind.BOTH
        if low in self.first:
            return Kind.FIRST
        if low in self.last and low not in self.words and low not in self.guide:
            return Kind.LAST
        return Kind.WORD if self.is_word(low, 6 if with_slips else _LONGEST_WORD) else Kind.UNKNOWN

    def is_word(self, low: str, slips_from: int = 6) -> bool:
        """Tell whether `low` is a word, an inflected or compound one, or one with a slip (from so many letters on)."""
        if self.is_listed(low) or (low.endswith("s") and self.is_listed(low[:-1])):
            return True
        if len(low) > 3 and stem(low) in self.guide_stems:
            return True
        if self._is_inflected(low) or self._is_compound(low) or (low.endswith("s") and self._is_compound(low[:-1])):
            return True
        named = low.endswith(_SURNAME_ENDINGS) and not low.endswith("nes")
        return slips_from <= len(low) <= 25 and not named and self._is_slip(low)

    def is_listed(self, low: str) -> bool:
        """Tell whether it stands in a list of words as it is."""
        return low in self.words or low in self.guide

    def _is_compound(self, low: str) -> bool:
        if not 6 <= len(low) <= _LONGEST_WORD or low.endswith(_SURNAME_ENDINGS):
            return False
        if low.startswith(_SHORT_HEADS) and (self.is_listed(low[2:]) or low[2:].startswith("åring")):
            return True
        if low.endswith(_SHORT_TAILS) and self._is_head(low[:-3]):
            return True
        return any(self.is_listed(low[cut:]) and self._is_head(low[:cut]) for cut in range(3, len(low) - 3))

    def _is_inflected(self, low: str) -> bool:
        return len(low) > 6 and any(low.endswith(ending) and self.is_listed(low[: -len(ending)]) for ending in _ENDINGS)

    def _is_head(self, head: str) -> bool:
        if self.is_listed(head) or (len(head) > 3 and head[-1] in "se" and self.is_listed(head[:-1])):
            return True
        return len(head) > 7 and any(self.is_listed(head[:cut]) and self.is_listed(head[cut:]) for cut in range(3, len(head) - 2))

    def _is_slip(self, low: str) -> bool:
        changed, swapped = _changed(low), _swapped(low)
        return any(one in self.words for one in changed) or any(self._is_whole(one) for one in swapped)

    def _is_whole(self, low: str) -> bool:
        return low in self.words or (len(low) > 9 and self._is_compound(low))

    def is_near_guide(self, low: str) -> bool:
        """Tell whether a word is one letter away from one of the guide's own, or of those nobody is called."""
        if len(low) < 6:
            return False
        return any(one in self.guide or one in self.allowed for one in chain(_changed(low), _swapped(low)))


def _changed(low: str) -> Iterator[str]:
    """Yield what a word was meant to be, if one letter of it is too many, missing, or another."""
    halves = [(low[:cut], low[cut:]) for cut in range(len(low) + 1)]
    yield from (head + tail[1:] for head, tail in halves if tail)
    yield from (head + sign + tail[1:] for head, tail in halves if tail for sign in _LETTERS)
    yield from (head + sign + tail for head, tail in halves for sign in _LETTERS)


def _swapped(low: str) -> Iterator[str]:
    """Yield what a word was meant to be, if two of its letters have changed places."""
    return (low[:cut] + low[cut + 1] + low[cut] + low[cut + 2 :] for cut in range(len(low) - 1))
