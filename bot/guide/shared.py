"""Read the files that all layers share: provisions, resources, words and the bot's own phrases."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import Fault
from bot.guide.danger import DangerBank
from bot.guide.entry import Language, Provision, Resource
from bot.guide.phrases import LANGUAGES, Phrases
from bot.guide.privacy import Privacy
from bot.guide.talk import Talk
from bot.guide.validation import Model, nearest, validated
from bot.guide.words import Words
from bot.guide.yaml_reader import Document, read_yaml
from bot.wording import say

LARGEST_SHARED = 1024 * 1024
"""Bytes in a shared file: one table for the whole guide may be longer than an entry."""
Shown = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Shared:
    """What the shared files hold."""

    provisions: dict[str, Provision]
    resources: dict[str, Resource]
    words: Words
    phrases: Phrases
    talk: Talk
    danger: DangerBank
    privacy: Privacy


def read_shared(homes: Sequence[Path], shown: Shown, faults: list[Fault]) -> Shared | None:
    """Read the shared files of `homes` in order, later winning; None when they cannot be used at all."""
    provisions = _table(homes, "provisions.yaml", Provision, shown, faults)
    resources = _table(homes, "resources.yaml", Resource, shown, faults)
    words = _merged(homes, "words.yaml", Words, shown, faults)
    talk = _merged(homes, "talk.yaml", Talk, shown, faults)
    danger = _merged(homes, "danger.yaml", DangerBank, shown, faults)
    privacy = _merged(homes, "privacy.yaml", Privacy, shown, faults)
    phrases = _phrases(homes, shown, faults)
    if words is None or talk is None or danger is None or privacy is None or phrases is None:
        return None
    return Shared(provisions, resources, words, phrases, talk, danger, privacy)


def _documents(homes: Sequence[Path], name: str, shown: Shown, faults: list[Fault]) -> list[Document]:
    found = []
    for home in homes:
        path = home / name
        if not path.exists():
            if home == homes[0]:
                faults.append(Fault(str(path), 1, "error", say("shared_missing")))
            continue
        document = read_yaml(path, shown(path), LARGEST_SHARED)
        if not document.faults and not isinstance(document.data, dict):
            document.fault(1, "not_mapping")
        faults += document.faults
        if not document.faults:
            found.append(document)
    return found


def _table(homes: Sequence[Path], name: str, model: type[Model], shown: Shown, faults: list[Fault]) -> dict[str, Model]:
    table: dict[str, Model] = {}
    for document in _documents(homes, name, shown, faults):
        for key, fields in document.data.items():
            if not isinstance(fields, dict):
                document.fault(document.line((key,)), "not_map", key=key)
                faults.append(document.faults[-1])
                continue
            made, found = validated(model, fields, lambda path, d=document, k=key: (d.file, d.line((k, *path))))  # type: ignore[misc]
            faults += found
            if made is not None:
                table[key] = made
    return table


def _merged(homes: Sequence[Path], name: str, model: type[Model], shown: Shown, faults: list[Fault]) -> Model | None:
    merged: dict[str, Any] = {}
    last: Document | None = None
    for last in _documents(homes, name, shown, faults):
        for key, value in last.data.items():
            if isinstance(value, dict):
                merged[key] = {**merged.get(key, {}), **value}
            elif isinstance(value, list):
                merged[key] = [*merged.get(key, []), *value]
            else:
                faults.append(Fault(last.file, last.line((key,)), "error", say("words_shape", key=key)))
    if last is None:
        return None
    read = last
    made, found = validated(model, merged, lambda path: (read.file, read.line(path)))
    faults += found
    return made


def _phrases(homes: Sequence[Path], shown: Shown, faults: list[Fault]) -> Phrases | None:
    by_language: dict[Language, dict[str, str]] = {}
    documents: dict[Language, list[Document]] = {}
    for language in LANGUAGES:
        documents[language] = _documents(homes, f"phrases/{language}.yaml", shown, faults)
        by_language[language] = {key: str(text) for read in documents[language] for key, text in read.data.items()}
    for language in LANGUAGES:
        for document in documents[language]:
            faults += _phrase_faults(document, by_language["nb"])
        if documents[language]:
            faults += _missing_phrases(documents[language][0], by_language[language], by_language["nb"])
    return Phrases(by_language) if by_language["nb"] else None


def _phrase_faults(document: Document, bokmal: dict[str, str]) -> list[Fault]:
    found = []
    for key, text in document.data.items():
        line = document.line((key,))
        if not isinstance(text, str):
            found.append(Fault(document.file, line, "error", say("not_text", key=key)))
        elif key not in bokmal:
            near = nearest(key, bokmal) or "–"
            found.append(Fault(document.file, line, "error", say("phrase_unknown", key=key, nearest=near)))
        elif (names := _placeholders(text)) != (wanted := _placeholders(bokmal[key])):
            message = say("phrase_fields", key=key, found=_listed(names), wanted=_listed(wanted))
            found.append(Fault(document.file, line, "error", message))
    return found


def _missing_phrases(document: Document, own: dict[str, str], bokmal: dict[str, str]) -> list[Fault]:
    return [Fault(document.file, 1, "error", say("phrase_missing", key=key)) for key in bokmal if key not in own]


def _placeholders(text: str) -> frozenset[str]:
    try:
        return frozenset(name or "" for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"?"})


def _listed(names: frozenset[str]) -> str:
    return ", ".join("{" + name + "}" for name in sorted(names)) or "–"
