"""The guided paths: steps and choices that editors own, read and checked like the rest of the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path as File

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Fault
from bot.guide.entry import Language
from bot.guide.validation import nearest, validated
from bot.guide.yaml_reader import Document, Path_, read_yaml
from bot.wording import say

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


class Choice(_Said):
    """One way on from a step."""

    to: str


class PathStep(_Said):
    """One step: what is asked, the entry that tells more, and the ways on."""

    entry: str
    choices: tuple[Choice, ...] = Field(min_length=1)


class GuidedPath(BaseModel):
    """A whole path, by the names of its steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=80)
    first: str
    steps: dict[str, PathStep]


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
            faults += _dangling(path, document, known)
            paths[file.stem] = path
    return paths, faults


def _dangling(path: GuidedPath, document: Document, entries: set[str]) -> list[Fault]:
    goals: list[tuple[Path_, str, set[str]]] = [(("first",), path.first, set(path.steps))]
    for name, step in path.steps.items():
        goals.append((("steps", name, "entry"), step.entry, entries))
        ways = enumerate(step.choices)
        goals += [(("steps", name, "choices", at, "to"), choice.to, {*path.steps, END}) for at, choice in ways]
    return [_fault(document, place, value, names) for place, value, names in goals if value not in names]


def _fault(document: Document, place: Path_, value: str, names: set[str]) -> Fault:
    near, key = nearest(value, names), str(place[-1])
    text = say("dangling_near", key=key, value=value, nearest=near) if near else say("dangling", key=key, value=value)
    return Fault(document.file, document.line(place), "error", text)
