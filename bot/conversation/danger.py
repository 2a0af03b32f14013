"""See immediate danger in a message: rules over words, next to what the matcher's judge has learned.

Decided before and apart from retrieval. The rules catch what the judge must never miss (a weapon, not breathing, a
goodbye letter); the judge catches what no list foresees. Either is enough. A word that shows that nothing happens now
(a course, a routine, last year) quiets both, unless the message also says when: now, tonight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from bot.guide.danger import DangerBank, DangerPatterns
from bot.matching.language import folded

_LONG_ENOUGH = 6
"""Letters of a word in which one slip is forgiven."""
_NOW = "now"
"""The group of words that say when."""
_KIND_OF_LAST_RESORT = "child"

Judge = Callable[[str], float]


class DangerRules:
    """The rules of danger.yaml, ready to run."""

    def __init__(self, patterns: DangerPatterns) -> None:
        self._groups = {name: _compiled(phrases) for name, phrases in patterns.groups.items()}
        self._rules = [(rule.kind, rule.all) for rule in patterns.rules]
        self._calm = _compiled(patterns.calm)
        phrases = [phrase for group in patterns.groups.values() for phrase in group]
        self._known = sorted({word for phrase in phrases for word in folded(phrase).split() if len(word) >= _LONG_ENOUGH})

    def look(self, text: str) -> str | None:
        """Return the kind of immediate danger that the rules see in `text`, if any."""
        flat = self._mended(folded(text))
        found = {name for name, group in self._groups.items() if group.search(flat)}
        if _NOW not in found and self._calm.search(flat):
            return None
        return next((kind for kind, needed in self._rules if found.issuperset(needed)), None)

    def is_calm(self, text: str) -> bool:
        """Tell whether `text` says that nothing happens now."""
        return bool(self._calm.search(folded(text)))

    def _mended(self, flat: str) -> str:
        return " ".join(self._nearest(word) for word in flat.split())

    def _nearest(self, word: str) -> str:
        if len(word) < _LONG_ENOUGH or not word.isalpha():
            return word
        near = extractOne(word, self._known, scorer=DamerauLevenshtein.distance, score_cutoff=1)
        return near[0] if near else word


class DangerWatch:
    """Rules and judge together."""

    def __init__(self, bank: DangerBank, judge: Judge, limit: float, calm_costs: float = 2.0) -> None:
        self.rules = DangerRules(bank.patterns)
        self._judge = judge
        self._limit = limit
        self._calm_costs = calm_costs
        self._kinds = [(kind, _compiled(_telling(texts))) for kind, texts in bank.acute.items()]

    def __call__(self, text: str) -> str | None:
        """Return the kind of immediate danger in `text`, if any."""
        if (kind := self.rules.look(text)) is not None:
            return kind
        odds = self._judge(text) - (self._calm_costs if self.rules.is_calm(text) else 0.0)
        return self._kind_of(text) if odds >= self._limit else None

    def _kind_of(self, text: str) -> str:
        flat = folded(text)
        counts = [(len(pattern.findall(flat)), kind) for kind, pattern in self._kinds]
        most = max(counts, default=(0, _KIND_OF_LAST_RESORT))
        return most[1] if most[0] > 1 else _KIND_OF_LAST_RESORT


def _telling(texts: Sequence[str]) -> Iterable[str]:
    return {word for text in texts for word in folded(text).split() if len(word) >= _LONG_ENOUGH}


def _compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for phrases in which * stands for the rest of a word and … for up to three words."""
    parts = sorted({_part(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(r"(?<!\S)(?:" + "|".join(parts) + r")(?!\S)") if parts else re.compile(r"(?!)")


def _part(phrase: str) -> str:
    pieces = [" ".join(_word(word) for word in piece.split()) for piece in phrase.split("…")]
    return r" (?:\S+ ){0,3}".join(piece for piece in pieces if piece)


def _word(word: str) -> str:
    return r"\S*".join(re.escape(folded(part)) for part in word.split("*"))
