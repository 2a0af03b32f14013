"""Quick look-ups: typed letters give entries, and whatever is typed gets an answer of the right form and size."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cards.shared import LARGEST
from bot.conversation.conversation import Conversation
from bot.conversation.lookup import MOST_FOUND, Lookup
from bot.guide.guide import Guide
from bot.teams.lookup_result import query_result


@pytest.fixture(scope="module")
def lookup(guide: Guide, conversation: Conversation) -> Lookup:
    return Lookup(guide, conversation.matches.match)


TYPED = [
    ("meldep", "meldeplikt"), ("ppt", "ppt"), ("bup", "bup"), ("medleplikt", "meldeplikt"), ("taushet", "taushetsplikt"),
    ("116 111", "alarmtelefonen"), ("mobing", "mobbing"), ("hvem kan barn ringe om natta", "alarmtelefonen"), ("barneverntj", "barneverntjenesten"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "wanted"), TYPED)
def test_letters_find_the_entry(lookup: Lookup, typed: str, wanted: str) -> None:
    assert wanted in lookup.find(typed)[:3]


def test_nothing_typed_gives_what_is_needed_most(lookup: Lookup) -> None:
    assert lookup.find("")[0] == "akutt-fare"
    assert len(lookup.find("")) == MOST_FOUND


def test_a_filter_holds(lookup: Lookup, guide: Guide) -> None:
    for kind in ("services", "duties"):
        for typed in ("", "barn", "hvem kan hjelpe meg nå"):
            assert {guide.entries[one].kind for one in lookup.find(typed, kind)} <= {kind}  # type: ignore[arg-type]


HOSTILE: list[Any] = [
    {}, {"parameters": None}, {"parameters": {"q": "x"}}, {"parameters": ["q"]}, {"parameters": [{"name": "q", "value": None}]},
    {"parameters": [{"name": "q", "value": {"$gt": ""}}]}, {"parameters": [{"name": "q", "value": "x" * 50_000}]},
    {"parameters": [{"name": "q", "value": "\x00\u202e<script>"}]}, {"commandId": ["services"], "parameters": [{"name": "q", "value": ".*(a+)+$"}]},
    {"parameters": [{"name": "initialRun", "value": "true"}]},
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_is_typed_gets_a_list(lookup: Lookup, guide: Guide, value: dict[str, Any]) -> None:
    body = query_result(value, lookup, guide, "nb", "https://undring.example.no")
    assert body["composeExtension"]["type"] == "result"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_shared_card_is_small_and_works_without_the_bot(lookup: Lookup, guide: Guide, language: Any) -> None:
    for entry in guide:
        value = {"parameters": [{"name": "q", "value": entry.title_in(language)}]}
        for attachment in query_result(value, lookup, guide, language, "https://undring.example.no")["composeExtension"][
            "attachments"
        ]:
            text = json.dumps(attachment["content"], ensure_ascii=False)
            assert len(text.encode()) <= LARGEST
            assert "Action.Execute" not in text and "Action.Submit" not in text
            assert attachment["preview"]["content"]["title"] and attachment["preview"]["content"]["text"]
