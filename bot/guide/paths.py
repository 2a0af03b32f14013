"""The guided paths: steps and choices that editors own, read and checked like the rest of the guide."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path as File

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Fault
from bot.guide.entry import Language
from bot.guide.validation import nearest, validated
from bot.guide.yaml_reader import Document, Path_, read_yaml
from bot.wording import say

_AFTER = r"^(?:(\d{1,2}) months?)? ?(?:(\d{1,2}) weeks?)?$"
END = "end"
"""The goal of a choice that finishes the path."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nb: str = Field(min_length=1, max_length=300)
    nn: str = Field(min_length=1, max_length=300)
    en: str = Field(min_length=1, max_length=300)

    def said(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return {"nb": self.nb, "nn": self.nn, "en": self.en}[language]


class Line(_Said):
    """One sentence in every language."""


class Choice(_Said):
    """One way on from a step."""

    to: str


class Deadline(_Said):
    """Something to expect or do, so many months and weeks from today; the sentence has {date} where the day stands."""

    after: str = Field(pattern=_AFTER, min_length=6)

    def on(self, today: date) -> date:
        """Return the day, counted from `today`; the last of the month where a month is too short."""
        months, weeks = (int(part or 0) for part in re.fullmatch(_AFTER, self.after).groups())  # type: ignore[union-attr]
        month = today.month - 1 + months
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1])) + timedelta(weeks=weeks)


class PathStep(_Said):
    """One step: what is asked, the entry that tells more, and the ways on."""

    stage: str
    entry: str
    choices: tuple[Choice, ...] = Field(min_length=1, max_length=4)
    keep: Line | None = None
    """What to do, as the summary says it."""
    asks_sector: bool = False
    """True where the answer hangs on where the person works."""
    violence: bool = False
    """True once violence or abuse is suspected: no step with `parents` may follow."""
    parents: bool = False
    """True where the step says to talk with the parents."""
    deadlines: tuple[Deadline, ...] = Field(default=(), max_length=6)


class GuidedPath(BaseModel):
    """A whole path, by the names of its steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    first: str
    stages: dict[str, Line] = Field(min_length=1, max_length=9)
    """What the stages are called, in order; the steps that are ways round each other share one."""
    steps: dict[str, PathStep]
    words: tuple[str, ...] = ()
    """Messages that start the path."""
    worry_words: tuple[str, ...] = ()
    """Messages that get the way to go, with a button into the path."""
    back_words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    resume_words: tuple[str, ...] = ()
    """What one says on the way: back a step, leave, go on where one was."""
    offered_on: tuple[str, ...] = ()
    """Entries whose cards have a button into the path."""

    def holds(self, trail: Sequence[str]) -> bool:
        """Tell whether `trail` is a walk from the first step along choices there are."""
        if not trail or trail[0] != self.first or any(one not in self.steps for one in trail):
            return False
        return all(self.choice(before, after) for before, after in pairwise(trail))

    def choice(self, step: str, to: str) -> Choice | None:
        """Return the choice that leads from `step` to `to`."""
        return next((one for one in self.steps[step].choices if one.to == to), None)

    def place(self, step: str) -> int:
        """Return which stage a step stands at, from 1."""
        return list(self.stages).index(self.steps[step].stage) + 1

    def reached(self, start: str) -> set[str]:
        """Return every step one can come to from `start`, itself among them."""
        seen, waiting = set[str](), [start]
        while waiting:
            step = waiting.pop()
            if step in self.steps and step not in seen:
                seen.add(step)
                waiting += [choice.to for choice in self.steps[step].choices]
        return seen


def read_paths(
    layers: Sequence[File], entries: Iterable[str], shown: Callable[[File], str]
) -> tuple[dict[str, GuidedPath], list[Fault]]:
    """Return the paths of `layers` by id, a later layer winning, and every fault in them."""
    known, paths, faults = set(entries), {}, list[Fault]()
    for file in (file for layer in layers for file in sorted((layer / "paths").glob("*.yaml"))):
        document = read_yaml(file, shown(file))
        if not document.faults and not isinstance(document.data, dict):
            document.fault(1, "not_mapping")
        faults += document.faults
        if document.faults:
            continue
        path, found = validated(GuidedPath, document.data, lambda place, d=document: (d.file, d.line(place)))  # type: ignore[misc]
        faults += found
        if path is not None:
            faults += [*_dangling(path, document, known), *_unsound(path, document)]
            paths[file.stem] = path
    return paths, faults


def _dangling(path: GuidedPath, document: Document, entries: set[str]) -> list[Fault]:
    goals: list[tuple[Path_, str, set[str]]] = [(("first",), path.first, set(path.steps))]
    for name, step in path.steps.items():
        goals.append((("steps", name, "entry"), step.entry, entries))
        goals.append((("steps", name, "stage"), step.stage, set(path.stages)))
        ways = enumerate(step.choices)
        goals += [(("steps", name, "choices", at, "to"), choice.to, {*path.steps, END}) for at, choice in ways]
    goals += [(("offered_on",), one, entries) for one in path.offered_on]
    return [_fault(document, place, value, names) for place, value, names in goals if value not in names]


def _unsound(path: GuidedPath, document: Document) -> list[Fault]:
    """Return what no path may have: steps nobody comes to, twins among choices, and parents told of suspected violence."""
    found, reached = list[tuple[str, str]](), path.reached(path.first)
    for name, step in path.steps.items():
        goals = [choice.to for choice in step.choices]
        if name not in reached and path.first in path.steps:
            found.append((name, say("path_unreached", step=name)))
        if len(set(goals)) < len(goals):
            found.append((name, say("path_twins", step=name)))
        if step.violence:
            told = (one for one in sorted(path.reached(name)) if path.steps[one].parents)
            found += [(name, say("path_parents", step=name, other=one)) for one in told]
    return [Fault(document.file, document.line(("steps", name)), "error", text) for name, text in found]


def _fault(document: Document, place: Path_, value: str, names: set[str]) -> Fault:
    near, key = nearest(value, names), str(place[-1])
    text = say("dangling_near", key=key, value=value, nearest=near) if near else say("dangling", key=key, value=value)
    return Fault(document.file, document.line(place), "error", text)
