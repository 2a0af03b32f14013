"""Every entry of the shipped guide, in three languages, as the cards Teams is sent: within its limits, readable, honest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from bot.cards.answer import standing
from bot.cards.draw import LARGEST, draw, size_of
from bot.cards.shown import ShowChoices, ShowContacts, ShowEntry, ShowLaw, Shown, ShowPhrase, ShowSectors, ShowWay
from bot.cards.text import LONGEST_SPEECH, as_text
from bot.guide.entry import SECTORS, Language
from bot.guide.guide import Guide

LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
MOST_ACTIONS = 6


def elements(holder: Any) -> Iterator[dict[str, Any]]:
    for one in holder:
        yield one
        yield from elements(one.get("items", ()))


def cards(guide: Guide, language: Language) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in guide:
        for show in (ShowEntry(entry.id), ShowEntry(entry.id, whole=True), ShowLaw(entry.id), ShowContacts(entry.id)):
            yield f"{show}", draw(Shown(show, language=language), guide)
        for sector in entry.sectors:
            shown = Shown(ShowEntry(entry.id, whole=True), "child", personal_data=True, language=language, sector=sector)
            yield f"{entry.id} {sector}", draw(shown, guide)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_keeps_the_limits_of_teams(language: Language, guide: Guide) -> None:
    for name, card in cards(guide, language):
        assert size_of(card) <= LARGEST, f"{name}: {size_of(card)} bytes"
        assert len(card.get("actions", ())) <= MOST_ACTIONS, name
        assert card["fallbackText"].strip() and 0 < len(card["speak"]) <= LONGEST_SPEECH, name
        assert (card["version"], card["lang"]) == ("1.5", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_wraps_and_none_is_markup_or_a_hole(language: Language, guide: Guide) -> None:
    for name, card in cards(guide, language):
        for element in elements(card["body"]):
            if element["type"] == "TextBlock":
                assert element.get("wrap") is True and element["text"].strip(), f"{name}: {element}"
                assert not re.search(r"<[a-z/!]|javascript:|\{\w+\}", element["text"], re.IGNORECASE), (
                    f"{name}: {element['text']}"
                )
                assert not re.search(r"^#{1,6} ", element["text"], re.MULTILINE), f"{name}: Teams draws no headings in a text"
        assert "**" not in card["fallbackText"] and "](" not in card["fallbackText"], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_carries_ids_that_exist(language: Language, guide: Guide) -> None:
    for name, card in cards(guide, language):
        seen = set()
        for action in card.get("actions", ()):
            ours = dict(action["data"]["undring"])
            assert ours.pop("language") == language, f"{name}: whoever presses is answered in the card's language"
            if ours["verb"] == "course":
                assert ours == {"verb": "course", "do": "start", "course": "ny-i-jobben"} and action["title"].strip(), name
                seen.add(json.dumps(ours))
                continue
            if ours["verb"] == "path":
                assert ours == {"verb": "path", "do": "start", "path": "fra-undring-til-tiltak"} and action["title"].strip(), name
                seen.add(json.dumps(ours))
                continue
            assert action["type"] == "Action.Execute" and action["fallback"]["data"] == action["data"], name
            assert ours["entry"] in guide.entries and ours["verb"] in ("entry", "more", "sectors"), name
            assert set(ours) == {"verb", "entry"} and action["title"].strip(), f"{name}: a button carries ids, never text"
            seen.add(json.dumps(ours, sort_keys=True))
        assert len(seen) == len(card.get("actions", ())), f"{name}: two buttons do the same"


def test_a_card_of_every_kind_of_entry_holds_against_the_schema(guide: Guide, faults_of: Callable[[object], list[str]]) -> None:
    largest = {entry.kind: max((e for e in guide if e.kind == entry.kind), key=lambda e: len(e.more or "")) for entry in guide}
    assert len(largest) == 5
    for entry, language in product(largest.values(), LANGUAGES):
        assert faults_of(draw(Shown(ShowEntry(entry.id, whole=True), "child", True, language), guide)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_stands_first_with_the_numbers_and_its_button(language: Language, guide: Guide) -> None:
    for kind, entry_id in guide.talk.danger_entries.items():
        card = draw(Shown(ShowWay(("drofte-anonymt",)), danger=kind, personal_data=True, language=language), guide)
        assert card["body"][0]["style"] == "attention"
        text = card["fallbackText"].split("\n", 3)
        assert all(number in "\n".join(text[:3]) for number in ("112", "113", "116 117", "116 111")), (kind, text)
        assert card["actions"][0]["data"]["undring"] == {"verb": "entry", "entry": entry_id, "language": language}


def test_no_text_of_a_card_says_that_an_entry_is_approved_when_it_is_not(guide: Guide) -> None:
    for entry in guide:
        card = draw(Shown(ShowEntry(entry.id)), guide)
        assert entry.reviewed is not None or "Venter på faglig godkjenning." in card["fallbackText"]
        assert "Kontrollert mot kilde" in card["fallbackText"] and entry.source in card["fallbackText"]


STANDINGS = [
    (None, "2026-12-01", "Venter på faglig godkjenning."),
    ("2026-11-01", "2026-12-01", "Godkjent 01.11.2026 av fagansvarlig."),
    ("2026-11-01", "2029-12-01", "Trenger ny gjennomgang: sist godkjent 01.11.2026 av fagansvarlig."),
]


@pytest.mark.parametrize(("reviewed", "today", "said"), STANDINGS)
def test_the_standing_tells_the_truth(reviewed: str | None, today: str, said: str, small_guide: Guide) -> None:
    changed = {"reviewed": date.fromisoformat(reviewed) if reviewed else None, "reviewer": "fagansvarlig"}
    entry = small_guide.entry("undring").model_copy(update=changed)
    assert said in standing(entry, small_guide.phrases.voice("nb"), date.fromisoformat(today))["text"]


def test_headings_that_lovdata_made_stand_without_their_brackets(guide: Guide) -> None:
    text = draw(Shown(ShowLaw("taushetsplikt")), guide)["fallbackText"]
    assert "forvaltningsloven (1967) § 13: Taushetsplikt\n" in text


def test_choices_are_numbered_as_they_can_be_chosen_in_words(small_guide: Guide) -> None:
    lines = as_text(Shown(ShowChoices("choose", ("meldeplikt", "undring")), danger="child"), small_guide).splitlines()
    assert [line for line in lines if line[:2] in ("1.", "2.")] == [
        "1. Plikt til å melde fra · Plikt og rett",
        "2. Undring · Begrep",
    ]
    assert lines[-1] == "[Ingen av disse]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_workplace_is_chosen_beforehand_and_all_can_be(language: Language, guide: Guide) -> None:
    card = draw(Shown(ShowSectors("meldeplikt"), language=language), guide)
    (chooser,) = [one for one in card["body"] if one["type"] == "Input.ChoiceSet"]
    assert "value" not in chooser and chooser["isRequired"] and chooser["label"] and chooser["errorMessage"]
    assert [one["value"] for one in chooser["choices"]] == list(SECTORS)
    assert all(one["title"][0].isupper() for one in chooser["choices"])
    skip = card["actions"][1]
    assert skip["associatedInputs"] == "none" and skip["data"]["undring"]["sector"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_bot_can_be_said_as_a_card(language: Language, guide: Guide) -> None:
    said = {*guide.talk.intents, "hello", "empty", "say_more", "failed", "entry_gone", "old_button", "none_of_these_reply"}
    for phrase in sorted(said & set(guide.phrases.by_language["nb"])):
        card = draw(Shown(ShowPhrase(phrase, about="x"), language=language, case="1234"), guide)
        assert "{" not in card["fallbackText"] and card["speak"], phrase
