"""Look up entries by a few typed letters, as people do in the compose box: prefixes first, then slips, then meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.conversation.workplaces import plain
from bot.guide.entry import Kind
from bot.guide.guide import Guide
from bot.matching.verdict import Verdict

MOST_FOUND = 8
LONGEST = 200
"""Characters of what is typed that are read."""
_SENTENCE = 3
"""Words from which on what is typed is a question, not the beginning of a name."""
_ALIKE = 78


@dataclass(frozen=True, slots=True)
class _Name:
    entry_id: str
    text: str
    is_title: bool


class Lookup:
    """Finds entries of a guide by the letters of their names."""

    def __init__(self, guide: Guide, match: Callable[[str], Verdict]) -> None:
        self._guide = guide
        self._match = match
        self._names = [
            _Name(entry.id, plain(text), text == entry.title)
            for entry in guide
            for text in (entry.title, *entry.aliases, *(one.title for one in (entry.nn, entry.en) if one))
        ]
        self._texts = [name.text for name in self._names]

    def find(self, typed: str, kind: Kind | None = None) -> tuple[str, ...]:
        """Return entry ids, best first; for nothing typed, what people need most."""
        asked = plain(typed[:LONGEST])
        if not asked:
            return self._only(self._most_needed(kind), kind)
        found = dict.fromkeys(self._beginning(asked))
        if len(asked.split()) >= _SENTENCE:
            found = dict.fromkeys([*self._meant(typed[:LONGEST]), *found])
        if len(found) < MOST_FOUND:
            found |= dict.fromkeys(self._alike(asked))
        return self._only(tuple(found), kind)

    def _beginning(self, asked: str) -> list[str]:
        ranked = []
        for name in self._names:
            if name.text.startswith(asked):
                ranked.append((0 if name.is_title else 1, len(name.text), name.entry_id))
            elif f" {asked}" in name.text:
                ranked.append((2 if name.is_title else 3, len(name.text), name.entry_id))
        return [entry_id for _, _, entry_id in sorted(ranked)]

    def _alike(self, asked: str) -> list[str]:
        near = process.extract(asked, self._texts, scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=2 * MOST_FOUND)
        return [self._names[at].entry_id for _, _, at in near]

    def _meant(self, typed: str) -> list[str]:
        return [one.entry_id for one in self._match(typed).ranked]

    def _most_needed(self, kind: Kind | None) -> tuple[str, ...]:
        needed = tuple(one for ids in self._guide.talk.needs.values() for one in ids)
        rest = tuple(entry.id for entry in self._guide if entry.kind == kind) if kind else ()
        return needed + rest

    def _only(self, ids: tuple[str, ...], kind: Kind | None) -> tuple[str, ...]:
        entries = self._guide.entries
        kept = [one for one in ids if one in entries and (kind is None or entries[one].kind == kind)]
        return tuple(dict.fromkeys(kept))[:MOST_FOUND]
