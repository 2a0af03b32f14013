"""What the matcher has learned from the guide, kept in one file by content hash: heads, judges, and phrase vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import UNREADABLE, keep_arrays, read_arrays
from bot.matching.bank import Bank
from bot.matching.hashing import features
from bot.matching.learning import Head, Judge, WordingHead, fit_head, fit_judge, fit_wording
from bot.matching.model import Floats, SentenceModel
from bot.matching.nearness import Nearness
from bot.matching.shortlist import LARGE
from bot.matching.vectors import SHIPPED, Progress, VectorStore, no_progress

_ENOUGH = 20_000
"""Phrasings that teach the judges all they can learn."""
LONGEST_SAYING = 9
"""Words: a longer message is a question, whatever it begins with."""
_ORDINARY = 1.0
"""What an ordinary question counts beside a line that editors wrote as no danger: it tells as much of what is calm."""
_DANGER_STRENGTH = (20.0, 60.0)
FORM = "11"
"""Changes when what is learned changes form, so that old files are not read."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything fitted on the guide's phrasings; the parts that need the sentence model are None without it."""

    field: Judge
    """Is this in the guide's field?"""
    danger: Judge | None
    """Does this describe an immediate danger?"""
    wording: WordingHead | None = None
    """Which entry, by words and letters."""
    head: Head | None = None
    """Which entry, by meaning."""
    phrases: Floats | None = None
    """The vector of each phrasing of the bank."""
    sayings: WordingHead | None = None
    """Which saying of a conversation, by words and letters; the last class is a question like any other."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned from: the bank, phrasings outside the field, and phrasings of danger and not."""

    bank: Bank
    outside: tuple[str, ...]
    acute: tuple[str, ...] = ()
    not_acute: tuple[str, ...] = ()
    dangers: frozenset[str] = frozenset()
    """Ids of the entries that are emergencies themselves: their examples teach nothing of calm."""
    sayings: tuple[tuple[str, str], ...] = ()
    """What people say besides their questions: the kind, and the words."""

    @property
    def key(self) -> str:
        """Return a hash of all that is learned from."""
        digest = hashlib.sha256(FORM.encode())
        for part in (
            *self.bank.ids,
            *(f"{one.entry}\0{one.text}" for one in self.bank.phrases),
            "\1",
            *self.outside,
            "\1",
            *self.acute,
            "\1",
            *self.not_acute,
            "\1",
            *(f"{kind}\0{text}" for kind, text in self.sayings),
        ):
            digest.update(part.encode() + b"\0")
        return digest.hexdigest()[:20]


def learn(lessons: Lessons, model: SentenceModel | None, cache: Path, progress: Progress = no_progress) -> Learned:
    """Return what is learned from `lessons`: read from the cache when it is there, else fitted and kept."""
    name = f"learned-{lessons.key}-{model.name if model else 'letters'}.npz"
    for home in (SHIPPED.parent, cache):
        if (held := _read(home / name)) is not None:
            return held
    learned = _fit(lessons, model, cache, progress)
    _keep(cache / name, learned)
    return learned


def saying_kinds(lessons: Lessons) -> tuple[str, ...]:
    """Return the kinds of sayings in the order of the learned classes; the class after the last is a question."""
    return tuple(dict.fromkeys(kind for kind, _ in lessons.sayings))


def _fit_sayings(lessons: Lessons) -> WordingHead | None:
    """Learn to tell sayings apart, and from short questions in the field and out."""
    kinds = {kind: at for at, kind in enumerate(saying_kinds(lessons))}
    asked = [phrase.text for phrase in lessons.bank.phrases if len(phrase.text.split()) <= LONGEST_SAYING]
    asked += [text for text in lessons.outside if len(text.split()) <= LONGEST_SAYING]
    if not kinds or not asked:
        return None
    owners = [kinds[kind] for kind, _ in lessons.sayings] + [len(kinds)] * len(asked)
    return fit_wording([*(text for _, text in lessons.sayings), *asked], np.array(owners, dtype=np.intp), strength=1.0)


def texts_of(lessons: Lessons) -> list[str]:
    """Return every text whose vector is needed to learn."""
    return [*(phrase.text for phrase in lessons.bank.phrases), *lessons.outside, *lessons.acute, *lessons.not_acute]


def _fit(lessons: Lessons, model: SentenceModel | None, cache: Path, progress: Progress) -> Learned:
    inside = [phrase.text for phrase in lessons.bank.phrases]
    if len(lessons.bank.ids) > LARGE:
        return _fit_large(lessons, inside)
    wording, sayings = fit_wording(inside, lessons.bank.owners), _fit_sayings(lessons)
    if model is None:
        danger = fit_judge(lessons.acute, lessons.not_acute) if lessons.acute else None
        return Learned(fit_judge(inside, lessons.outside), danger, wording, sayings=sayings)
    store = VectorStore(model, (SHIPPED, cache / "vectors.npz"))
    texts = texts_of(lessons)
    every = store.vectors(texts, progress)
    _try_keep(store, cache / "vectors.npz", texts)
    ends = np.cumsum([len(inside), len(lessons.outside), len(lessons.acute)])
    bank, outside, acute, calm = np.split(every, ends)
    danger = _fit_danger(lessons, bank, acute, calm) if lessons.acute else None
    field = fit_judge(inside, lessons.outside, bank, outside)
    return Learned(field, danger, wording, fit_head(bank, lessons.bank.owners), bank, sayings)


def _fit_danger(lessons: Lessons, bank: Floats, acute: Floats, calm: Floats) -> Judge:
    """Fit the judge of danger twice: what people ask of ordinary entries is calm too, where the first judge does not doubt it."""
    first = fit_judge(lessons.acute, lessons.not_acute, acute, calm)
    ordinary = [
        at
        for at, one in enumerate(lessons.bank.phrases)
        if one.source == "example" and lessons.bank.ids[one.entry] not in lessons.dangers
    ]
    texts = [lessons.bank.phrases[at].text for at in ordinary]
    plain = [n for n, at in enumerate(ordinary) if danger_odds_of(first, first.by_letters(features(texts[n])), bank[at]) < 0]
    quiet = [texts[n] for n in plain]
    weights = np.array([1.0] * len(lessons.not_acute) + [_ORDINARY] * len(quiet), dtype=np.float32)
    vectors = np.vstack([calm, bank[[ordinary[n] for n in plain]]])
    return fit_judge(lessons.acute, [*lessons.not_acute, *quiet], acute, vectors, weights, _DANGER_STRENGTH, by_nearness=True)


def danger_odds_of(judge: Judge, letters: float, vector: Floats | None) -> float:
    """Return the log-odds of danger by letters and meaning together; by letters alone without a vector."""
    return letters if vector is None else (letters + judge.by_meaning(vector)) / 2


def _fit_large(lessons: Lessons, inside: list[str]) -> Learned:
    """Learn what a guide too large for a class per entry can use: the judges, by letters, from a part of its phrasings."""
    step = max(1, len(inside) // _ENOUGH)
    danger = fit_judge(lessons.acute, lessons.not_acute) if lessons.acute else None
    return Learned(fit_judge(inside[::step], lessons.outside), danger)


def _try_keep(store: VectorStore, file: Path, texts: list[str]) -> None:
    try:
        store.keep(file, texts)
    except OSError:
        return  # A read-only disk costs time at the next start, nothing else.


def _keep(file: Path, learned: Learned) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    for name in ("field", "danger"):
        judge: Judge | None = getattr(learned, name)
        if judge is not None:
            arrays |= _judge_arrays(name, judge)
    if learned.wording is not None:
        arrays |= {"wording_w": learned.wording.weights, "wording_b": learned.wording.bias}
    if learned.sayings is not None:
        arrays |= {"sayings_w": learned.sayings.weights, "sayings_b": learned.sayings.bias}
    if learned.head is not None and learned.phrases is not None:
        arrays |= {
            "head_w": learned.head.weights,
            "head_b": learned.head.bias,
            "head_m": learned.head.mean,
            "phrases": learned.phrases,
        }
    keep_arrays(file, arrays)


def _judge_arrays(name: str, judge: Judge) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {f"{name}_l": judge.letters, f"{name}_lb": np.array([judge.letters_bias], dtype=np.float32)}
    if judge.meaning is not None and judge.mean is not None:
        arrays |= {
            f"{name}_m": judge.meaning,
            f"{name}_mb": np.array([judge.meaning_bias], dtype=np.float32),
            f"{name}_mm": judge.mean,
        }
    if judge.near is not None:
        arrays |= {
            f"{name}_n": judge.near.marks,
            f"{name}_nw": judge.near.weights,
            f"{name}_nb": np.array([judge.near.bias], dtype=np.float32),
        }
    return arrays


def _read(file: Path) -> Learned | None:
    try:
        arrays = read_arrays(file)
        field = _judge(arrays, "field")
        head = Head(arrays["head_w"], arrays["head_b"], arrays["head_m"]) if "head_w" in arrays else None
    except UNREADABLE:
        return None
    danger = _judge(arrays, "danger") if "danger_l" in arrays else None
    wording = WordingHead(arrays["wording_w"], arrays["wording_b"]) if "wording_w" in arrays else None
    sayings = WordingHead(arrays["sayings_w"], arrays["sayings_b"]) if "sayings_w" in arrays else None
    return Learned(field, danger, wording, head, arrays.get("phrases"), sayings)


def _judge(arrays: Mapping[str, NDArray[Any]], name: str) -> Judge:
    meaning, marks = arrays.get(f"{name}_m"), arrays.get(f"{name}_n")
    return Judge(
        arrays[f"{name}_l"],
        float(arrays[f"{name}_lb"][0]),
        meaning,
        float(arrays[f"{name}_mb"][0]) if meaning is not None else 0.0,
        arrays.get(f"{name}_mm"),
        Nearness(marks, arrays[f"{name}_nw"], float(arrays[f"{name}_nb"][0])) if marks is not None else None,
    )
