"""See immediate danger in a message: rules over words, weighed with what the matcher's judge has learned.

Decided before and apart from retrieval. Sure rules catch what the judge must never miss (not breathing, a child not
found); the other rules add to its odds, so that a word of danger in a plainly harmless message is no alarm. The judge
catches what no list foresees. A word that shows that nothing happens now (a course, a routine, last year) quiets the
rules, unless the message also says when: now, tonight.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

from bot.guide.danger import DangerBank, DangerPatterns, DangerRule
from bot.matching.language import folded, sentences

_LONG_ENOUGH = 6
"""Letters of a word in which one slip is forgiven."""
_BEGINNINGS = (1, 2, 3)
"""Letters of a word's beginning by which a group is passed over or looked for."""
_NOW = "now"
"""The group of words that say when."""
_KIND_OF_LAST_RESORT = "child"
_SHORTEST_TELLING, _UNSEEN, _CLEARLY = 3, 0.0005, 2.0
"""Letters of a word that tells of a kind; what a word never seen counts; log-odds over the kind of last resort."""

_LEAST_WORDS, _LEAST_SENTENCES, _MOST_SENTENCES = 4, 2, 20
"""Words of a sentence that may tell of danger by itself, and sentences of a story: the least, and those that are read."""
_PLAINLY_CALM = -7.0
"""Log-odds of a whole story below which its sentences are not read apart: no danger seen so far lay below −5.3."""

Judge = Callable[[str, bool], float]
"""Returns the learned log-odds for a text; True where a rule already suspects danger, so that no care is spared."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a rule saw: the kind of danger, whether that is enough alone, and the groups of words it was seen by."""

    kind: str
    sure: bool
    groups: tuple[str, ...]


class Group:
    """Phrases that mean the same to a rule; looked for only where a word begins as one of them does."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._pattern = _compiled(phrases)
        firsts = [folded(phrase.split()[0].split("*")[0])[: max(_BEGINNINGS)] for phrase in phrases if phrase.split()]
        self._firsts = frozenset(firsts) if all(firsts) else None
        """None where a phrase may begin with anything («*åring»)."""

    def is_in(self, flat: str, beginnings: set[str]) -> bool:
        """Tell whether one of the phrases is in a folded text, whose words begin so."""
        may_be = self._firsts is None or not beginnings.isdisjoint(self._firsts)
        return may_be and self._pattern.search(flat) is not None


class DangerRules:
    """The rules of danger.yaml, ready to run; `ordinary` are words that are right as they stand."""

    def __init__(self, patterns: DangerPatterns, ordinary: Iterable[str] = ()) -> None:
        self._groups = {name: Group(phrases) for name, phrases in patterns.groups.items()}
        self._rules = sorted(patterns.rules, key=lambda rule: not rule.sure)
        self._calm = _compiled(patterns.calm)
        self._ordinary = {word for text in ordinary for word in folded(text).split()}
        phrases = [phrase for group in patterns.groups.values() for phrase in group]
        self._known: dict[tuple[str, int], list[str]] = {}
        for word in sorted({word for phrase in phrases for word in folded(phrase).split() if len(word) >= _LONG_ENOUGH}):
            for length in (len(word) - 1, len(word), len(word) + 1):  # A slip is one letter more, fewer, or another.
                self._known.setdefault((word[0], length), []).append(word)

    def look(self, text: str) -> Sign | None:
        """Return what the rules see in `text`, the sure ones first; words one slip away from a rule's are never sure."""
        plain = folded(text)
        if (rule := self._rule(plain)) is not None:
            return Sign(rule.kind, rule.sure, rule.all)
        words = plain.split()
        mended = [self._nearest(word) for word in words]
        rule = None if mended == words else self._rule(" ".join(mended))
        return Sign(rule.kind, False, rule.all) if rule else None

    def _rule(self, flat: str) -> DangerRule | None:
        beginnings = {word[:length] for word in flat.split() for length in _BEGINNINGS}
        found = {name for name, group in self._groups.items() if group.is_in(flat, beginnings)}
        if not found or (_NOW not in found and self._calm.search(flat)):
            return None
        return next((rule for rule in self._rules if found.issuperset(rule.all) and found.isdisjoint(rule.none)), None)

    def is_calm(self, text: str) -> bool:
        """Tell whether `text` says that nothing happens now."""
        return bool(self._calm.search(folded(text)))

    def _nearest(self, word: str) -> str:
        if len(word) < _LONG_ENOUGH or not word.isalpha() or word in self._ordinary:
            return word
        near = extractOne(word, self._known.get((word[0], len(word)), ()), scorer=DamerauLevenshtein.distance, score_cutoff=1)
        return near[0] if near else word


@dataclass(frozen=True, slots=True)
class Weights:
    """What the rules add to the learned log-odds of danger, and what a sign of calm takes from them."""

    rule: float = 3.0
    calm: float = 2.0
    alone: float = 2.0
    """What a sentence of a story loses beside the whole: torn loose, much sounds worse than it is."""


class DangerWatch:
    """Rules and judge together."""

    def __init__(self, bank: DangerBank, judge: Judge, limit: float, weights: Weights | None = None) -> None:
        self.rules = DangerRules(bank.patterns, bank.not_acute)
        self._judge = judge
        self.limit = limit
        """The least log-odds that give a notice."""
        self._weights = weights or Weights()
        self._kinds = DangerKinds(bank.acute)
        self._harmless = frozenset(folded(text) for text in bank.not_acute)

    def __call__(self, text: str) -> str | None:
        """Return the kind of immediate danger in `text`, if any."""
        sign = self.rules.look(text)
        if self._odds(text, sign) < self.limit:
            return None
        return sign.kind if sign else self._kinds.nearest(text)

    def odds(self, text: str) -> float:
        """Return the log-odds of immediate danger, rules and judge together; infinite where a rule is sure."""
        return self._odds(text, self.rules.look(text))

    def _odds(self, text: str, sign: Sign | None) -> float:
        if sign is not None and sign.sure:
            return math.inf
        if folded(text) in self._harmless:
            return -math.inf  # Word for word what editors wrote as no danger.
        whole = self._learned(text, sign)
        return whole if whole < _PLAINLY_CALM else max(whole, self._in_a_story(text))

    def _learned(self, text: str, sign: Sign | None) -> float:
        odds = self._judge(text, sign is not None) - (self._weights.calm if self.rules.is_calm(text) else 0.0)
        return odds + (self._weights.rule if sign else 0.0)

    def _in_a_story(self, text: str) -> float:
        """Return what the most alarming sentence of a story says: told quietly among many others, it is lost in the whole."""
        told = [one for one in sentences(text) if len(one.split()) >= _LEAST_WORDS]
        if len(told) < _LEAST_SENTENCES:
            return -math.inf
        return max(self._learned(one, self.rules.look(one)) for one in told[:_MOST_SENTENCES]) - self._weights.alone


class DangerKinds:
    """Which kind of danger a message tells of, by how common its words are in each kind's phrasings."""

    def __init__(self, acute: Mapping[str, Sequence[str]]) -> None:
        said = {kind: Counter(word for text in texts for word in _telling(text)) for kind, texts in acute.items()}
        # A word no phrasing has counts the same in every kind: else the kind with the fewest phrasings would gain by it.
        self._shares = {
            kind: {word: count / len(acute[kind]) + _UNSEEN for word, count in words.items()} for kind, words in said.items()
        }

    def nearest(self, text: str) -> str:
        """Return the likeliest kind, or the one whose advice fits all when none is clearly likelier."""
        words = _telling(text)
        odds = {kind: sum(math.log(shares.get(word, _UNSEEN)) for word in words) for kind, shares in self._shares.items()}
        best = max(odds, key=lambda kind: odds[kind], default=_KIND_OF_LAST_RESORT)
        clear = best in odds and odds[best] - odds.get(_KIND_OF_LAST_RESORT, -math.inf) >= _CLEARLY
        return best if clear else _KIND_OF_LAST_RESORT


def _telling(text: str) -> set[str]:
    return {word for word in folded(text).split() if len(word) >= _SHORTEST_TELLING}


def _compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for phrases in which * stands for the rest of a word and … for up to three words."""
    parts = sorted({_part(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(r"(?<!\S)(?:" + "|".join(parts) + r")(?!\S)") if parts else re.compile(r"(?!)")


def _part(phrase: str) -> str:
    pieces = [" ".join(_word(word) for word in piece.split()) for piece in phrase.split("…")]
    return r" (?:\S+ ){0,3}".join(piece for piece in pieces if piece)


def _word(word: str) -> str:
    return r"\S*".join(re.escape(folded(part)) for part in word.split("*"))
