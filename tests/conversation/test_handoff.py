"""Asking for a human, as steps alone: who is understood, what is masked, and what nobody is taken for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cards.shown import ShowNothing, ShowPhrase
from bot.cards.text import as_text
from bot.conversation.conversation import Conversation
from bot.conversation.handoff import (
    AskersTicket,
    MyTickets,
    OfferHandoff,
    SendQuestion,
    TeamsTicket,
    WithdrawAll,
    kind_of,
    masked,
    services_for,
    tidy,
)  # fmt: skip
from bot.conversation.handoff_channels import Channels
from bot.conversation.memory import Memory
from bot.conversation.turn import Action, Reply, Scope, Turn, Wish
from bot.errors import SettingsFault
from bot.settings import read_settings

CASES = yaml.safe_load((Path(__file__).parent / "privacy_cases.yaml").read_text(encoding="utf-8"))


def said(conversation: Conversation, text: str, scope: Scope = "personal", locale: str = "nb") -> Reply:
    turn = Turn("message", "c", "p", datetime.now(UTC), text, None, locale, scope)
    return conversation.answer(turn, Memory())[0]


def pressed(conversation: Conversation, verb: str, data: Mapping[str, str], scope: Scope = "personal") -> Reply:
    return conversation.answer(Turn("action", "c", "p", datetime.now(UTC), "", Action(verb, data), "nb", scope), Memory())[0]


@pytest.mark.parametrize(
    "text",
    [
        "spør fagteamet", "Spør fagteamet!", "spør fagtemet", "Jeg vil snakke med et menneske", "kan jeg få snakke med noen?",
        "kan noen hjelpe meg", "Kan nokon hjelpe meg?", "eg vil snakke med eit menneske", "can I talk to a human?",
        "I want to talk to someone", "ask the team", "kan du sende spørsmålet videre",
    ],
)  # fmt: skip
def test_who_asks_for_a_human_gets_the_form(conversation: Conversation, text: str) -> None:
    assert said(conversation, text).wish == OfferHandoff()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("spør fagteamet: hva gjør vi med lunsjen?", "hva gjør vi med lunsjen?"),
        ("Spør fagteamet om hva vi gjør med lunsjen", "hva vi gjør med lunsjen"),
        ("ask the team: what about lunch?", "what about lunch?"),
    ],
)
def test_the_question_may_follow_at_once(conversation: Conversation, text: str, question: str) -> None:
    wish = said(conversation, text).wish
    assert isinstance(wish, OfferHandoff) and wish.question == question


@pytest.mark.parametrize("text", ["mine spørsmål", "spørsmåla mine", "what happened to my question", "har fagteamet svart?"])
def test_who_asks_how_it_goes_is_shown(conversation: Conversation, text: str) -> None:
    assert said(conversation, text).wish == MyTickets()


@pytest.mark.parametrize(
    "text",
    [
        "hvordan snakker jeg med et barn", "hvem kan jeg snakke med om en bekymring", "kan noen hjelpe meg med å skrive en melding",
        "hjelp", "meldeplikt", "jeg trenger hjelp", "kan jeg snakke med foreldrene først", "ring noen",
    ],
)  # fmt: skip
def test_nobody_is_taken_for_asking_who_does_not(conversation: Conversation, text: str) -> None:
    assert said(conversation, text).wish is None


def test_danger_comes_before_a_form(conversation: Conversation) -> None:
    reply = said(conversation, "spør fagteamet: gutten puster ikke, hva gjør jeg nå")
    assert reply.shown.danger and reply.wish is None


def test_no_answer_offers_the_masked_question_where_one_is_alone(conversation: Conversation) -> None:
    text = "hvem vant eliteserien i fotball, spør Kari Nordmann"
    shown = said(conversation, text).shown
    assert isinstance(shown.body, ShowNothing) and shown.body.question == "hvem vant eliteserien i fotball, spør [navn]"
    assert "[Spør fagteamet]" in as_text(shown, conversation.guide)
    together = said(conversation, text, "channel").shown
    assert isinstance(together.body, ShowNothing) and not together.body.question


@pytest.mark.parametrize("scope", ["group", "channel"])
@pytest.mark.parametrize(
    ("verb", "text"),
    [("handoff", ""), ("handoff_send", ""), ("handoff_mine", ""), ("handoff_status", ""), ("", "spør fagteamet")],
)
def test_where_others_read_along_it_points_to_ones_own_chat(
    conversation: Conversation, scope: Scope, verb: str, text: str
) -> None:
    reply = pressed(conversation, verb, {}, scope) if verb else said(conversation, text, scope)
    assert reply.shown.body == ShowPhrase("handoff_personal_only") and reply.wish is None


SENT: list[tuple[dict[str, str], Wish]] = [
    ({"asked": "Hva gjør vi?", "consent": "true"}, SendQuestion("Hva gjør vi?", "guide")),
    ({"asked": "Hva gjør vi?"}, OfferHandoff("Hva gjør vi?", "guide", "consent")),
    ({"asked": "Hva gjør vi?", "consent": "yes"}, OfferHandoff("Hva gjør vi?", "guide", "consent")),
    ({"asked": "Ring Kari Nordmann", "consent": "true"}, OfferHandoff("Ring [navn]", "", "masked")),
    ({"asked": " \n\t ", "consent": "true"}, OfferHandoff("", "", "empty")),
    ({"consent": "true"}, OfferHandoff("", "", "empty")),
]


@pytest.mark.parametrize(("data", "wish"), SENT)
def test_only_what_was_read_and_agreed_to_is_sent(conversation: Conversation, data: dict[str, str], wish: Any) -> None:
    found = pressed(conversation, "handoff_send", data).wish
    assert isinstance(found, type(wish)) and found.question == wish.question
    assert getattr(found, "note", "") == getattr(wish, "note", "")


@pytest.mark.parametrize(
    ("verb", "data", "wish"),
    [
        ("handoff_take", {"ticket": "1"}, TeamsTicket("handoff_take", "1")),
        ("handoff_answer", {"ticket": "1", "answer": "Spør rektor."}, TeamsTicket("handoff_answer", "1", "Spør rektor.")),
        ("handoff_answer", {"ticket": "1"}, TeamsTicket("handoff_answer", "1", "", "empty")),
        (
            "handoff_answer", {"ticket": "1", "answer": "Spør Kari Nordmann."},
            TeamsTicket("handoff_answer", "1", "Spør [navn].", "masked"),
        ),
        ("handoff_withdraw", {"ticket": "1"}, AskersTicket("handoff_withdraw", "1")),
        ("handoff_helped", {}, AskersTicket("handoff_helped", "")),
    ],
)  # fmt: skip
def test_buttons_wish_what_they_say(conversation: Conversation, verb: str, data: dict[str, str], wish: Wish) -> None:
    assert pressed(conversation, verb, data).wish == wish


@pytest.mark.parametrize("verb", ["handoff_x", "handoffs", "handoff_"])
def test_an_unknown_button_is_an_old_one(conversation: Conversation, verb: str) -> None:
    assert pressed(conversation, verb, {}).shown.body.phrase == "old_button"  # type: ignore[union-attr]


def test_erasing_withdraws_first(conversation: Conversation) -> None:
    assert said(conversation, "slett mine data").wish == WithdrawAll()


def test_what_is_masked_stays_as_it_is(conversation: Conversation) -> None:
    """Else nobody could send it: whatever masking changes is asked about again."""
    texts = [case if isinstance(case, str) else str(next(iter(case.values()))) for case in _flat(CASES)]
    assert len(texts) > 100
    moved = [text for text in texts if (safe := masked(conversation, tidy(text))) != masked(conversation, tidy(safe))]
    assert moved == []


def _flat(held: Any) -> list[Any]:
    if isinstance(held, dict) and any(isinstance(one, list | dict) for one in held.values()):
        return [case for one in held.values() for case in _flat(one)]
    return [case for one in held for case in _flat(one)] if isinstance(held, list) else [held]


def test_signs_that_cannot_be_seen_are_dropped_and_lines_kept() -> None:
    assert tidy("Hva\u202e gjør\x00 vi?\r\n\r\n\u200b  Nå?\n") == "Hva gjør vi?\nNå?"


def test_the_nearest_entry_says_the_kind_and_the_services(conversation: Conversation) -> None:
    assert kind_of(conversation, "hvem har meldeplikt") == "duties" and kind_of(conversation, "") == ""
    services = services_for(conversation, "hva er barneverntjenesten")
    assert services[0] == "barneverntjenesten" and len(services) <= 3
    assert services_for(conversation, "")


@pytest.mark.parametrize(
    "written",
    [
        "19:abc@thread.tacv2",
        "default=",
        "default",
        "unknown=19:a@thread.v2",
        "default=19:a b@thread.v2",
        "default=19:a|",
        "=19:a",
    ],
)
def test_a_setting_that_is_wrong_stops_the_start(written: str) -> None:
    with pytest.raises(SettingsFault, match="HANDOFF_CHANNELS"):
        read_settings(_env_file=None, HANDOFF_CHANNELS=written)


def test_teams_are_found_by_kind_and_heard_in_their_own_channel() -> None:
    written = "default=19:a@thread.tacv2@https://smba.trafficmanager.net/emea/|Fagteam vest, duties=19:b@thread.v2"
    channels = Channels(read_settings(_env_file=None, HANDOFF_CHANNELS=written).HANDOFF_CHANNELS)
    general, duties = channels.of("guide"), channels.of("duties")
    assert general is not None and duties is not None
    assert (general.conversation, general.service_url, general.team) == (
        "19:a@thread.tacv2", "https://smba.trafficmanager.net/emea/", "Fagteam vest",
    )  # fmt: skip
    assert (duties.conversation, duties.service_url, duties.team) == ("19:b@thread.v2", "", "")
    assert channels.hears("19:a@thread.tacv2;messageid=17", "guide") and not channels.hears("19:b@thread.v2", "guide")
    assert channels.hears("19:b@thread.v2", "duties") and not channels.hears("", "duties")
    assert channels.thread("19:a@thread.tacv2", "17") == "19:a@thread.tacv2;messageid=17"
    assert channels.thread("19:b@thread.v2", "17") == "19:b@thread.v2"
    assert Channels(()).of("duties") is None
