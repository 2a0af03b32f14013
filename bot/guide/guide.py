"""The loaded guide: every entry, provision, resource, word and phrase, ready to be asked. Immutable."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.errors import Fault, UnknownEntry
from bot.guide.courses import Course
from bot.guide.danger import DangerBank
from bot.guide.entry import Entry, Provision, Resource
from bot.guide.paths import GuidedPath
from bot.guide.phrases import Phrases
from bot.guide.privacy import Privacy
from bot.guide.talk import Talk
from bot.guide.words import Words


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that editors have written, merged from its layers."""

    entries: Mapping[str, Entry]
    provisions: Mapping[str, Provision]
    resources: Mapping[str, Resource]
    words: Words
    phrases: Phrases
    talk: Talk
    danger: DangerBank
    privacy: Privacy
    places: Mapping[str, tuple[str, Mapping[str, int]]] = field(default_factory=dict)
    """For each entry its file and the line of each field; for faults and for editors."""
    paths: Mapping[str, GuidedPath] = field(default_factory=dict)
    """The guided paths by id: steps and choices that lead through the guide."""
    courses: Mapping[str, Course] = field(default_factory=dict)
    """The courses by id: short lessons with one question each."""
    warnings: tuple[Fault, ...] = ()
    fingerprint: str = ""
    """Changes when any file of the guide changes."""

    def __iter__(self) -> Iterator[Entry]:
        """Walk through the entries in the order of their ids."""
        return iter(self.entries.values())

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.entries)

    def entry(self, entry_id: str) -> Entry:
        """Return the entry; raises UnknownEntry with the nearest ids."""
        if entry_id in self.entries:
            return self.entries[entry_id]
        raise UnknownEntry(entry_id, tuple(difflib.get_close_matches(entry_id, self.entries, 3)))

    def place(self, entry_id: str, key: str = "") -> tuple[str, int]:
        """Return the file and line where the entry's field `key` is written."""
        file, lines = self.places[entry_id]
        return file, lines.get(key, 1)


def is_review_overdue(entry: Entry, today: date) -> bool:
    """Tell whether the last approval is older than the entry's interval."""
    return entry.reviewed is not None and _months_between(entry.reviewed, today) >= entry.review_months


def is_check_overdue(entry: Entry, today: date) -> bool:
    """Tell whether the facts were held against their sources longer ago than the entry's interval, and a year."""
    return _months_between(entry.checked, today) >= max(entry.review_months, 12)


def _months_between(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def fingerprint_of(parts: Iterator[bytes]) -> str:
    """Return a short hash of the guide's files."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]
