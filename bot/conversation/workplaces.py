"""Hear where people work: «er lærer», «assistent på ein barneskule», «hva med barnehage da?», also when it is misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.guide.entry import Sector
from bot.guide.talk import Talk
from bot.matching.language import fold, tokens

_LONG_ENOUGH = 5
"""Letters of a word in which one slip is forgiven."""
_SHORTEST_ENDING = 4
_LONGEST_ROLE = 2
"""Words of a role: «pedagogisk medarbeider»."""
_SKIPPED = 3
"""Words of talk.yaml's `between` that may stand between «jeg jobber på» and the place: «en stor kommunal barnehage»."""


def plain(text: str) -> str:
    """Return `text` as folded tokens with single spaces."""
    return " ".join(fold(token) for token in tokens(text))


@dataclass(frozen=True, slots=True)
class SectorSaid:
    """A sector someone named, whether as their own, and whether the message says nothing more."""

    sector: Sector
    own: bool
    alone: bool
    bare: bool = False
    """True when nothing but the name was said: it may as well be a question about that service."""
    about: str = ""
    """What was asked about, where it was not said as one's own: «bup» of «hva med bup?»."""


class Openings:
    """Ways of beginning to say where one works, found by their first word; the longest counts."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.longest_first = sorted((plain(line).split() for line in lines), key=len, reverse=True)
        self._by_first: dict[str, list[tuple[int, list[str]]]] = {}
        for rank, opening in enumerate(self.longest_first):
            self._by_first.setdefault(opening[0], []).append((rank, opening))

    def within(self, words: list[str]) -> list[list[str]]:
        """Return those whose words are all among `words`, the longest first."""
        present = set(words)
        found = [one for word in present for one in self._by_first.get(word, ()) if present.issuperset(one[1])]
        return [opening for _, opening in sorted(found)]


class Workplaces:
    """Finds sectors in what people say, with the tables of talk.yaml."""

    def __init__(self, talk: Talk) -> None:
        self._sectors = {plain(name): sector for sector, names in talk.sectors.items() for name in names}
        self._work = {plain(line): sector for sector, lines in talk.doing.items() for line in lines}
        self._hints = {plain(word): sector for sector, names in talk.sector_hints.items() for word in names}
        self._as = Openings(talk.i_work_as)
        self._about = Openings(talk.what_about)
        self._others = frozenset(plain(word) for word in talk.concern.people)
        self._polite = frozenset(plain(word) for word in talk.polite)
        self._between = self._polite | frozenset(plain(word) for word in talk.between)
        self._anywhere = frozenset(plain(word) for word in talk.as_a)
        self._denying = frozenset(plain(word) for word in talk.not_this)
        self._here = frozenset(plain(word) for word in talk.here)
        self._leading = frozenset(plain(word) for word in talk.leading)
        self._when = frozenset(plain(word) for word in talk.when)
        self._at = frozenset(plain(word) for word in talk.at_place)
        self._roles = tuple(plain(word) for word in talk.roles)
        endings = ((plain(name), sector) for sector, names in talk.sector_endings.items() for name in names)
        self._endings = sorted(endings, key=lambda one: -len(one[0]))
        self._small = self._polite | {opening[0] for opening in self._as.longest_first if len(opening) == 1}
        self._near: list[str] = [name for name in self._sectors if len(name) >= _LONG_ENOUGH and " " not in name]
        self._ordinary = frozenset(word for _, line in talk.sayings() for word in plain(line).split())
        self._asked_of = frozenset(plain(name) for name in talk.asked_of)

    def said(self, text: str) -> SectorSaid | None:
        """Return the sector a message says, as the person's own («er lærer») or asked about («hva med barnehage da?»)."""
        words = self._without_denied(plain(text).split())
        return (
            self._after(words, self._about, own=False)
            or self._after(words, self._as, own=True)
            or self._bare(words)
            or self._doing(words)
        )

    def is_asked_of(self, name: str) -> bool:
        """Tell whether `name` is a place that people turn to."""
        return plain(name) in self._asked_of

    def named(self, text: str) -> Sector | None:
        """Return the one sector named anywhere in `text`; None when there are several, or it is a place one turns to."""
        words = self._without_denied(plain(text).split())
        pairs = [" ".join(pair) for pair in zip(words, words[1:], strict=False)]
        named = {self._sectors[word] for word in [*words, *pairs] if word in self._sectors and word not in self._asked_of}
        if not named:
            named = {self._hints[word] for word in [*words, *pairs] if word in self._hints}
        return named.pop() if len(named) == 1 else None

    def _bare(self, words: list[str]) -> SectorSaid | None:
        """«Lærer», «helsesykepleier her», «barnehagelærer i Solbergelva»: a message that begins with what one is."""
        said = self._without_polite(words)
        for length in (3, 2, 1):
            sector = self._sector_of(said[:length])
            rest = said[length:]
            if sector is not None and (not rest or rest[0] in self._here | self._at):
                # «Og frivillige?» asks about others, as «hva med frivillige?» does.
                asks = words[0] in self._leading and not rest
                about = " ".join(said[:length]) if asks else ""
                return SectorSaid(sector, own=not asks, alone=self._says_little(rest), bare=not rest and not asks, about=about)
        return self._role_at(said)

    def _role_at(self, words: list[str]) -> SectorSaid | None:
        """«Saksbehandler på NAV», «avdelingsleder i en barnehage»: a message that begins with a role, at a place we know."""
        found = self._role_and_place(words)
        return SectorSaid(found[0], own=True, alone=self._says_little(words[found[1] :])) if found else None

    def _role_and_place(self, words: list[str]) -> tuple[Sector, int] | None:
        """Return the sector of the place after a role we need not know, and how many words that took."""
        for at in range(1, min(_LONGEST_ROLE, len(words) - 1) + 1):
            is_role = words[at - 1].endswith(self._roles)
            if is_role and words[at] in self._at and (found := self._first_sector(words[at + 1 :])) is not None:
                return found[0], at + 1 + found[1]
        return None

    def _doing(self, words: list[str]) -> SectorSaid | None:
        """«I teach 4th grade», «jeg trener et lag»: what one does says where."""
        said = self._without_polite(words)
        for length in (4, 3, 2, 1):
            if (sector := self._work.get(" ".join(said[:length]))) is not None and len(said) >= length:
                return SectorSaid(sector, own=True, alone=self._says_little(said[length:]))
        return None

    def _without_denied(self, words: list[str]) -> list[str]:
        """Return the words without a place that is denied: «ikke skole, barnehage»."""
        for at in range(len(words) - 1):
            skipped = 2 if words[at + 1] in self._at else 1
            if words[at] in self._denying and self._sector_of(words[at + skipped : at + skipped + 1]) is not None:
                return [*words[:at], *words[at + skipped + 1 :]]
        return words

    def _after(self, words: list[str], openings: Openings, own: bool) -> SectorSaid | None:
        for opening in openings.within(words):
            for start in _places(words, opening):
                if len(opening) == 1 and opening[0] not in self._anywhere and not self._polite.issuperset(words[:start]):
                    continue  # «Mora er lærer» says nothing of who writes.
                if own and self._others.intersection(words[max(0, start - 2) : start]):
                    continue  # Nor does «barnet har begynt i barnehagen».
                after = words[start + len(opening) :]
                if (found := self._first_sector(after) or self._role_and_place(after)) is not None:
                    sector, used = found
                    left = self._without_openings([*words[:start], *after[used:]])
                    return SectorSaid(sector, own, alone=self._says_little(left), about="" if own else " ".join(after[:used]))
        return None

    def _without_openings(self, words: list[str]) -> list[str]:
        """Return what is left without a second «jeg jobber»: «jeg jobber ikke i skole, jeg jobber i barnehage»."""
        for opening in self._as.longest_first:
            begun = opening[: len(words)]
            if len(begun) > 1 and words[: len(begun)] == begun:
                return words[len(begun) :]
        return words

    def _first_sector(self, words: list[str]) -> tuple[Sector, int] | None:
        """Return the sector that `words` begin with, skipping small words, and how many words that took."""
        for skipped in range(min(_SKIPPED, len(words)) + 1):
            if not self._between.issuperset(words[:skipped]):
                return None
            for length in (3, 2, 1):
                sector = self._sector_of(words[skipped : skipped + length])
                if sector is not None:
                    return sector, skipped + length
        return None

    def _says_little(self, words: list[str]) -> bool:
        """Tell whether what is left of a message is polite words, or where one works: «på mellomtrinnet»."""
        left = [word for word in words if word not in self._small and word not in self._here and word not in self._when]
        return not left or (left[0] in self._at and len(left) <= _SKIPPED)

    def _sector_of(self, words: list[str]) -> Sector | None:
        name = " ".join(words)
        if name in self._sectors:
            return self._sectors[name]
        if len(words) != 1:
            return None
        for ending, sector in self._endings:
            if name.endswith(ending) and len(name) >= _SHORTEST_ENDING:
                return sector
        if len(name) < _LONG_ENOUGH or name in self._ordinary:  # «Lurer» is no slip for «lærer».
            return None
        near = process.extractOne(name, self._near, scorer=DamerauLevenshtein.distance, score_cutoff=1)
        return self._sectors[near[0]] if near else None

    def _without_polite(self, words: list[str]) -> list[str]:
        start = 0
        while start < len(words) and words[start] in self._polite:
            start += 1
        end = len(words)
        while end > start and words[end - 1] in self._polite:
            end -= 1
        return words[start:end]


def _places(words: list[str], opening: list[str]) -> Iterator[int]:
    for start in range(len(words) - len(opening)):  # Something must follow.
        if words[start : start + len(opening)] == opening:
            yield start
