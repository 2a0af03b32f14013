"""Build the matcher from a loaded guide and what was learned from it."""

from __future__ import annotations

import numpy as np

from bot.guide.guide import Guide
from bot.matching.bank import bank_of
from bot.matching.evidence import KINDS, Evidence, Witness
from bot.matching.fusion import Fusion, read_fusion
from bot.matching.language import fold, stem, tokens
from bot.matching.learned import Learned, Lessons
from bot.matching.likeness import LikenessIndex
from bot.matching.model import SentenceModel
from bot.matching.reader import Reader
from bot.matching.terms import TermIndex
from bot.matching.verdict import Candidate, Concern, Found, Nothing, Unsure, Verdict

RANKED = 5


def lessons_of(guide: Guide) -> Lessons:
    """Return what the matcher learns from a guide."""
    acute = tuple(text for _, text in guide.danger.phrasings)
    return Lessons(bank_of(guide), guide.words.outside, acute, (*guide.danger.not_acute, *_calm_by_nature(guide)))


def _calm_by_nature(guide: Guide) -> list[str]:
    """Return phrasings that are never an alarm: names of entries, and what is asked of topics and local plans."""
    calm: list[str] = []
    for entry in guide:
        if not entry.danger:
            calm += (entry.title, *entry.aliases)
        if entry.kind == "topics" or (entry.layer != "national" and entry.kind in ("glossary", "guide")):
            calm += entry.examples
    return calm


def build_matcher(guide: Guide, learned: Learned, model: SentenceModel | None, fusion: Fusion | None = None) -> Matcher:
    """Return the matcher of a guide."""
    bank = bank_of(guide)
    terms = TermIndex(bank)
    reader = Reader(guide.words, terms.vocabulary)
    skip = frozenset(fold(word) for word in guide.words.skip)
    witness = Witness(bank, reader, terms, LikenessIndex(bank, skip), learned, model)
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
        self._strong_people = frozenset(stem(word) for word in people.strong_people)
        self._elsewhere = frozenset(" ".join(fold(token) for token in tokens(name)) for name in guide.words.elsewhere)
        self._local = frozenset(entry.id for entry in guide if entry.kind == "services" or entry.layer != "national")

    def match(self, text: str) -> Verdict:
        """Return what the guide has for `text`."""
        evidence = self.witness.gather(text, with_meaning=False)
        return self.judge(evidence if self.is_plain(evidence) else self.witness.deepen(text, evidence))

    def is_plain(self, evidence: Evidence) -> bool:
        """Tell whether the words alone are so clear that the sentence model need not be asked."""
        limits = self.fusion.limits
        if evidence.in_field < limits.plain_field:
            return False
        return self.fusion.confidence(evidence, self.fusion.probabilities(evidence)) >= limits.plain

    def judge(self, evidence: Evidence) -> Verdict:
        """Return what the evidence says: an answer, choices, the way to go, or nothing."""
        probabilities = self.fusion.probabilities(evidence)
        sure = self.fusion.confidence(evidence, probabilities)
        ranked = self._ranked(probabilities, sure)
        limits = self.fusion.limits
        elsewhere = self.names_elsewhere(evidence.read.words)
        if elsewhere and ranked[0].entry_id in self._local:
            return Nothing(ranked, elsewhere=True)
        if self.field_odds(evidence) < limits.in_field:
            return Nothing(ranked)
        if self.is_story(evidence):
            return Concern(ranked)
        if sure >= limits.answer:
            return Found(ranked)
        worth = sum(one.score >= limits.choice for one in ranked)
        return Unsure(ranked, max(2, min(4, worth)))

    def winner(self, text: str) -> str | None:
        """Return the entry that one bare answer would give for `text`, by its words alone; None for choices or nothing."""
        evidence = self.witness.gather(text, with_meaning=False)
        best = int(np.argmax(self.fusion.probabilities(evidence)))
        return self._ids[best] if evidence.columns[best, KINDS.index("letters")] > 0.999 else None

    def danger_odds(self, text: str) -> float:
        """Return the learned log-odds that `text` describes an immediate danger."""
        return self.witness.danger_odds(text, self.fusion.limits.calm)

    def is_story(self, evidence: Evidence) -> bool:
        """Tell whether a message is long and tells of a child or those around it."""
        if len(evidence.read.words) < self.fusion.limits.concern_words:
            return False
        roots = {stem(word) for word in evidence.read.words}
        return bool(roots & self._strong_people) or len(roots & self._people) > 1

    def field_odds(self, evidence: Evidence) -> float:
        """Return the log-odds that a question is in the field; words for children and parents count for it."""
        roots = {stem(word) for word in evidence.read.words}
        return evidence.in_field + 0.5 * min(3, len(roots & self._strong_people))

    def names_elsewhere(self, words: tuple[str, ...]) -> bool:
        """Tell whether another municipality is named."""
        flat = [fold(word) for word in words]
        pairs = [" ".join(pair) for pair in zip(flat, flat[1:], strict=False)]
        return any(name in self._elsewhere for name in [*flat, *pairs])

    def _ranked(self, probabilities: np.ndarray, sure: float) -> tuple[Candidate, ...]:
        order = np.argsort(-probabilities, kind="stable")[:RANKED]
        top = max(float(probabilities[order[0]]), 1e-9)
        scores = [sure, *(min(sure, float(probabilities[at]) * sure / top) for at in order[1:])]
        return tuple(Candidate(self._ids[at], score) for at, score in zip(order, scores, strict=True))

    def explain(self, text: str) -> str:
        """Return which words and evidence gave the best entries their scores, as lines."""
        evidence = self.witness.gather(text)
        probabilities = self.fusion.probabilities(evidence)
        weights = self.fusion.weights(evidence).evidence
        lines = [f"in_field={evidence.in_field:.2f} unknown={evidence.unknown:.2f} verdict={type(self.judge(evidence)).__name__}"]
        for at in np.argsort(-probabilities)[:3]:
            given = "  ".join(
                f"{kind}={value:.2f}×{weight:.2f}"
                for kind, value, weight in zip(KINDS, evidence.columns[at], weights, strict=True)
            )
            shares = self.witness.terms.shares(evidence.read.terms, int(at))
            words = ", ".join(f"{term} {share:.1f}" for term, share in sorted(shares.items(), key=lambda item: -item[1])[:8])
            lines += [f"{self._ids[at]}  p={probabilities[at]:.3f}", f"  {given}", f"  {words}"]
        return "\n".join(lines)
