"""Build the matcher from a loaded guide and what was learned from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.guide.guide import Guide
from bot.matching.bank import bank_of
from bot.matching.evidence import KINDS, Evidence, Witness
from bot.matching.fusion import Fusion, read_fusion
from bot.matching.language import fold, stem, tokens
from bot.matching.learned import LONGEST_SAYING, Learned, Lessons
from bot.matching.likeness import LikenessIndex
from bot.matching.model import SentenceModel
from bot.matching.reader import Reader
from bot.matching.shortlist import LARGE, Shortlist
from bot.matching.terms import TermIndex
from bot.matching.verdict import Candidate, Concern, Found, Nothing, Unsure, Verdict

RANKED = 5
_SAME_NAME, _CLEAR_NAME, _SURE_OF_NAMES = 0.9, 0.04, 0.97
_CLEARLY_SAID = 0.2
"""How far a saying must lead to be heard: on sayings held back, half are found, and 2 in 1 000 questions taken for one."""
_LONGEST_WORD = 30
"""Letters: what has a longer word is no saying, but a slip of the cat's."""
_VAGUELY_SAID, _MATTER_LETTERS = 0.5, 3
_CALM_OF_A_KIND = 60
"""Sayings of one kind that teach what is no danger: more small talk would drown the stories."""
_FAR = -3.5
"""Log-odds of the field: pizza and prime ministers lie beyond; follow-ups that leave their subject out seldom do."""
_STORY_LEEWAY = 2.0
"""Log-odds: how much further outside the field a story about a child may seem before it is declined."""


def lessons_of(guide: Guide) -> Lessons:
    """Return what the matcher learns from a guide."""
    acute = tuple(text for _, text in guide.danger.phrasings)
    dangers = frozenset(entry.id for entry in guide if entry.danger)
    calm = (*guide.danger.not_acute, *_calm_by_nature(guide))
    return Lessons(bank_of(guide), guide.words.outside, acute, calm, dangers, guide.talk.sayings())


def _calm_by_nature(guide: Guide) -> list[str]:
    """Return phrasings that are never an alarm: small talk, names of entries, and what is asked of topics and local plans."""
    talk = guide.talk
    urgent = frozenset(entry.id for entry in guide if entry.danger)
    followups = [lines for entry_id, lines in talk.followups.items() if entry_id not in urgent]
    tables = (*talk.intents.values(), *followups, *talk.ordinals.values())
    calm: list[str] = [line for lines in tables for line in lines[:_CALM_OF_A_KIND]]
    calm += talk.next_step
    for entry in guide:
        if not entry.danger:
            calm += (entry.title, *entry.aliases)
        if entry.kind == "topics" or (entry.layer != "national" and entry.kind in ("glossary", "guide")):
            calm += entry.examples
    return calm


def build_matcher(
    guide: Guide, learned: Learned, model: SentenceModel | None, fusion: Fusion | None = None, cache: Path | None = None
) -> Matcher:
    """Return the matcher of a guide; what is counted of its words and letters is kept in `cache`."""
    bank = bank_of(guide)
    terms = TermIndex(bank, cache)
    reader = Reader(guide.words, terms.vocabulary)
    skip = frozenset(fold(word) for word in guide.words.skip)
    likeness = LikenessIndex(bank, skip, cache) if len(bank.ids) <= LARGE else Shortlist(bank)
    witness = Witness(bank, reader, terms, likeness, learned, model, guide.talk.concern.strong_people)
    return Matcher(guide, witness, fusion or read_fusion())


class Matcher:
    """Finds the entries a question is about, says how sure it is, and can say why."""

    def __init__(self, guide: Guide, witness: Witness, fusion: Fusion) -> None:
        self.guide = guide
        self.witness = witness
        self.fusion = fusion
        self._ids = witness.bank.ids
        people = guide.talk.concern
        self._people = frozenset(stem(word) for word in people.people)
        self._elsewhere = frozenset(" ".join(fold(token) for token in tokens(name)) for name in guide.words.elsewhere)
        self._near_place = frozenset(fold(word) for word in guide.words.near_place)
        self._asking = frozenset(fold(word) for word in people.asking)
        self._sayings = tuple(dict.fromkeys(kind for kind, _ in guide.talk.sayings()))
        self._said = frozenset(stem(word) for _, line in guide.talk.sayings() for word in tokens(line))
        self._local = frozenset(entry.id for entry in guide if entry.layer != "national")

    def match(self, text: str) -> Verdict:
        """Return what the guide has for `text`."""
        evidence = self.witness.gather(text, with_meaning=False)
        return self.judge(evidence if self.is_plain(evidence) else self.witness.deepen(text, evidence))

    def _named(self, evidence: Evidence, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...] | None:
        """Return the ranking led by the entry whose very name was said, perhaps with a slip, and no other's."""
        names = evidence.columns[:, KINDS.index("name")]
        first, second = np.argsort(-names)[:2] if len(names) > 1 else (0, 0)
        if names[first] < _SAME_NAME or (first != second and names[first] - names[second] < _CLEAR_NAME):
            return None
        led = Candidate(self._ids[evidence.entry(int(first))], max(ranked[0].score, float(names[first]) * _SURE_OF_NAMES))
        return (led, *(one for one in ranked if one.entry_id != led.entry_id))[:RANKED]

    def is_plain(self, evidence: Evidence) -> bool:
        """Tell whether the words alone are so clear that the sentence model need not be asked."""
        if evidence.columns[:, KINDS.index("name")].max() >= _SAME_NAME:
            return True
        limits, probabilities = self.fusion.limits, self.fusion.probabilities(evidence)
        if (field := self.fusion.field_odds(evidence, probabilities)) < limits.plain_field:
            return False
        return self.fusion.confidence(evidence, probabilities, field) >= limits.plain

    def judge(self, evidence: Evidence) -> Verdict:
        """Return what the evidence says: an answer, choices, the way to go, or nothing."""
        probabilities = self.fusion.probabilities(evidence)
        field = self.fusion.field_odds(evidence, probabilities)
        sure = self.fusion.confidence(evidence, probabilities, field)
        ranked = self._ranked(evidence, probabilities, sure)
        limits = self.fusion.limits
        if (named := self._named(evidence, ranked)) is not None:
            return Found(named)
        elsewhere = self.names_elsewhere(evidence.read.words)
        if elsewhere and ranked[0].entry_id in self._local:
            return Nothing(ranked, elsewhere=True)
        is_story = self.is_story(evidence)
        if field < limits.in_field - (_STORY_LEEWAY if is_story else 0.0):
            return Nothing(ranked, far=field < _FAR)
        if is_story:
            return Concern(ranked)
        if sure >= limits.answer and field >= (limits.plain_field if evidence.vector is None else limits.answer_field):
            return Found(ranked)
        worth = sum(one.score >= limits.choice for one in ranked)
        return Unsure(ranked, max(2, min(4, worth)))

    def winner(self, text: str) -> str | None:
        """Return the entry that one bare answer would give for `text`, by its words alone; None for choices or nothing."""
        evidence = self.witness.gather(text, with_meaning=False)
        best = int(np.argmax(self.fusion.probabilities(evidence)))
        return self._ids[evidence.entry(best)] if evidence.columns[best, KINDS.index("letters")] > 0.999 else None

    def saying(self, text: str) -> str | None:
        """Return the kind of saying a short message is, though it stands in no table; None for a question."""
        words = text.split()
        if len(words) > LONGEST_SAYING or max(map(len, words), default=0) > _LONGEST_WORD:
            return None
        if (found := self.witness.saying(text)) is None:
            return None
        at, lead = found
        if at >= len(self._sayings) or lead < (_VAGUELY_SAID if self._sayings[at] == "vague" else _CLEARLY_SAID):
            return None
        return None if any(self._is_matter(word) for word in tokens(text)) else self._sayings[at]

    def _is_matter(self, word: str) -> bool:
        """Tell whether a word is of the guide's matter and of no saying: «nummeret til uteteamet» asks for something new."""
        root = stem(word)
        return len(word) >= _MATTER_LETTERS and root in self.witness.terms.vocabulary and root not in self._said

    def danger_odds(self, text: str, suspected: bool = False) -> float:
        """Return the learned log-odds that `text` describes an immediate danger; with all care where it is suspected."""
        return self.witness.danger_odds(text, -np.inf if suspected else self.fusion.limits.calm)

    def is_story(self, evidence: Evidence) -> bool:
        """Tell whether a message is long and tells of a child or those around it, and is not just one long question."""
        words = evidence.read.words
        if len(words) < self.fusion.limits.concern_words:
            return False
        if fold(words[0]) in self._asking and len(words) < 2 * self.fusion.limits.concern_words:
            return False
        return evidence.people > 0 or len({stem(word) for word in words} & self._people) > 1

    def names_elsewhere(self, words: tuple[str, ...]) -> bool:
        """Tell whether another municipality is named: «i Bergen», «Time kommune», not «bestille time»."""
        flat = [fold(word) for word in words]
        for at in range(len(flat)):
            for size in (2, 1):
                if " ".join(flat[at : at + size]) in self._elsewhere:
                    around = {*flat[max(0, at - 1) : at], *flat[at + size : at + size + 1]}
                    if around & self._near_place or len(flat) <= size:
                        return True
        return False

    def _ranked(self, evidence: Evidence, probabilities: np.ndarray, sure: float) -> tuple[Candidate, ...]:
        order = np.argsort(-probabilities, kind="stable")[:RANKED]
        top = max(float(probabilities[order[0]]), 1e-9)
        scores = [sure, *(min(sure, float(probabilities[at]) * sure / top) for at in order[1:])]
        return tuple(Candidate(self._ids[evidence.entry(int(at))], score) for at, score in zip(order, scores, strict=True))

    def explain(self, text: str) -> str:
        """Return which words and evidence gave the best entries their scores, as lines."""
        evidence = self.witness.gather(text)
        probabilities = self.fusion.probabilities(evidence)
        weights = self.fusion.weights(evidence).evidence
        field = self.fusion.field_odds(evidence, probabilities)
        lines = [f"in_field={field:.2f} unknown={evidence.unknown:.2f} verdict={type(self.judge(evidence)).__name__}"]
        for at in np.argsort(-probabilities)[:3]:
            given = "  ".join(
                f"{kind}={value:.2f}×{weight:.2f}"
                for kind, value, weight in zip(KINDS, evidence.columns[at], weights, strict=True)
            )
            shares = self.witness.terms.shares(evidence.read.terms, evidence.entry(int(at)))
            words = ", ".join(f"{term} {share:.1f}" for term, share in sorted(shares.items(), key=lambda item: -item[1])[:8])
            lines += [f"{self._ids[evidence.entry(int(at))]}  p={probabilities[at]:.3f}", f"  {given}", f"  {words}"]
        return "\n".join(lines)
