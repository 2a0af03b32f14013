"""No question is asked where no answer can differ; what only is shown is never read by what chooses an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.editors.diff.content import INERT, edits, may_differ
from bot.editors.evaluation.questions import Question
from bot.editors.evaluation.running import ask_all
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.settings import Settings
from bot.wiring import conversation_for
from bot.wording import sentences


class Read(Exception):
    """Something was read that does not count."""


class Guarded(Entry):
    """An entry whose inert fields must not be read."""

    def __getattribute__(self, name: str) -> Any:
        if name in INERT:
            raise Read(name)
        return super().__getattribute__(name)


class GuardedMapping(Mapping[str, Any]):
    """A mapping that must not be read."""

    def __getitem__(self, key: str) -> Any:
        raise Read(key)

    def __iter__(self) -> Iterator[str]:
        raise Read

    def __len__(self) -> int:
        raise Read


def changed(guide: Guide, entry_id: str, **fields: object) -> Guide:
    entries = dict(guide.entries) | {entry_id: guide.entries[entry_id].model_copy(update=fields)}
    return replace(guide, entries=entries, fingerprint="annet")


def test_what_is_only_shown_is_read_by_nothing_that_chooses(guide: Guide, settings: Settings) -> None:
    guarded = {one.id: Guarded.model_construct(**dict(one)) for one in guide}
    with pytest.raises(Read):
        _ = guarded["meldeplikt-skole"].source
    blind = replace(guide, entries=guarded, provisions=GuardedMapping(), resources=GuardedMapping())
    questions = [Question(text, (), "") for one in list(guide)[::12] for text in (one.title, *one.examples[:2])]
    questions += [Question("jeg jobber i barnehage", (), ""), Question("hei", (), ""), Question("en gutt puster ikke", (), "")]
    seen, blindly = (ask_all(conversation_for(one, settings), questions) for one in (guide, blind))
    assert [(one.outcome, one.ranked, one.danger) for one in seen] == [(one.outcome, one.ranked, one.danger) for one in blindly]


@pytest.mark.parametrize(
    "fields", [{"source": "Ny"}, {"checked": date(2030, 1, 1)}, {"links": ("https://a.no",)}, {"provisions": ()}]
)
def test_nothing_is_asked_when_only_what_is_shown_changed(guide: Guide, fields: dict[str, object]) -> None:
    assert not may_differ(guide, changed(guide, "meldeplikt-skole", **fields))
    assert not may_differ(guide, replace(guide, provisions={}, fingerprint="x"))


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Ny"},
        {"answer": "Ny"},
        {"danger": True},
        {"see_also": ()},
        {"more": "Ny"},
        {"aliases": ("ny",)},
        {"sectors": {}},
    ],
)
def test_all_else_may_change_an_answer(guide: Guide, fields: dict[str, object]) -> None:
    assert may_differ(guide, changed(guide, "meldeplikt-skole", **fields))


def without(guide: Guide) -> Guide:
    return replace(guide, entries={key: entry for key, entry in guide.entries.items() if key != "meldeplikt-skole"})


@pytest.mark.parametrize(
    "other", [without, lambda guide: replace(guide, words=guide.words.model_copy(update={"outside": ("x",)}))]
)
def test_entries_and_words_may_change_an_answer(guide: Guide, other: Callable[[Guide], Guide]) -> None:
    assert may_differ(guide, other(guide)) and may_differ(other(guide), guide)


def test_edits_name_entries_and_fields(guide: Guide) -> None:
    assert edits(guide, guide) == []
    (edit,) = edits(guide, changed(guide, "meldeplikt-skole", answer="Ny", source="Ny"))
    assert (edit.entry, edit.fields) == ("meldeplikt-skole", ("answer", "source"))
    ((gone,), (new,)) = edits(guide, without(guide)), edits(without(guide), guide)
    assert (gone.fields, gone.is_new, new.fields, new.is_new) == (None, False, None, True)


def test_every_field_has_a_name_for_people() -> None:
    named = sentences("desk_field_")
    assert set(Entry.model_fields) - {"id"} <= set(named)
