"""A question on its way to a human and back, over HTTP, on both databases and both doors."""

from __future__ import annotations

import json

import pytest
import structlog

from bot.conversation.conversation import Conversation
from tests.handoff.conftest import ALL, DUTIES, QUESTION, Office, opened, titles, value_of
from tests.teams.conftest import Channel

ANSWER = "Ta det med rektor først.\nSå kan dere spørre skoleeier."


async def test_from_no_answer_to_an_answer_that_helped(office_on_both: Office) -> None:
    office = office_on_both
    nothing = await office.asker.says("hvem vant eliteserien i fotball i 1997")
    form = await office.asker.presses(nothing, "Spør fagteamet")
    assert value_of(form, "asked") == "hvem vant eliteserien i fotball i 1997"
    theirs = await office.asker.presses(form, "Send", asked=QUESTION, consent="true")
    assert "Sendt. Venter på at noen i Fagteam vest tar det." in theirs["fallbackText"] and QUESTION in theirs["fallbackText"]
    [team] = office.to(ALL)
    assert QUESTION in team["fallbackText"] and titles(team) == ["Ta den", "Lukk uten svar"]

    taken = await office.first.presses(team, "Ta den")
    assert taken["fallbackText"].startswith("Spørsmål til Fagteam vest\nEn kollega har tatt dette.")
    assert office.to(ALL, "PUT")[-1]["fallbackText"] == taken["fallbackText"], "everyone in the channel sees it"
    seen = await office.asker.presses(theirs, "Se status nå")
    assert "En kollega i Fagteam vest ser på det nå." in seen["fallbackText"]

    done = await office.first.presses(taken, "Send svaret", answer=ANSWER)
    assert "Besvart, og svaret er levert." in done["fallbackText"] and not titles(done)
    [answered] = office.to("a:asker")
    assert answered["fallbackText"].startswith("Svar fra Fagteam vest") and ANSWER in answered["fallbackText"]
    thanks = await office.asker.presses(answered, "Det hjalp")
    assert "godt å høre" in thanks["fallbackText"]
    assert "Svaret hjalp." in office.to(ALL, "PUT")[-1]["fallbackText"]


async def test_nothing_tells_one_who_the_other_is_and_nothing_written_is_logged(office: Office) -> None:
    with structlog.testing.capture_logs() as logs:
        _, team = await office.taken()
        await office.first.presses(team, "Send svaret", answer=ANSWER)
    for conversation, secret in ((ALL, "asker"), ("a:asker", "first")):
        said = json.dumps([*office.to(conversation), *office.to(conversation, "PUT")])
        assert f"Name of {secret}" not in said and f"id-of-{secret}" not in said and f"29:{secret}" not in said
    assert logs and "lunsj" not in repr(logs) and "rektor" not in repr(logs) and "asker" not in repr(logs)


async def test_what_masking_changes_is_read_again_before_it_is_sent(office: Office) -> None:
    form = await office.asker.says("spør fagteamet")
    personal = "Kari Nordmann (01017012345) på trinnet mitt vil bytte lunsjbord"
    again = await office.asker.presses(form, "Send", asked=personal, consent="true")
    safe = value_of(again, "asked")
    assert "Nordmann" not in json.dumps(again) and "01017012345" not in json.dumps(again)
    assert "Slik blir den sendt" in again["fallbackText"] and not office.to(ALL)
    await office.asker.presses(again, "Send", asked=safe, consent="true")
    assert safe in office.to(ALL)[-1]["fallbackText"]


async def test_an_answer_is_masked_and_read_again_too(office: Office) -> None:
    _, team = await office.taken()
    again = await office.first.presses(team, "Send svaret", answer="Ring Kari Nordmann på 91234567")
    assert "Nordmann" not in json.dumps(again) and not office.to("a:asker")
    await office.first.presses(again, "Send svaret", answer=value_of(again, "answer"))
    assert "Nordmann" not in office.to("a:asker")[-1]["fallbackText"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"asked": QUESTION}, "Kryss av"),
        ({"asked": QUESTION, "consent": "false"}, "Kryss av"),
        ({"asked": "  \n ", "consent": "true"}, "Skriv hva du lurer på"),
        ({"asked": "a b " * 400, "consent": "true"}, "for lang"),
        ({"asked": "lunsj " * 10_000, "consent": "true"}, "for lang"),
    ],
)
async def test_nothing_is_sent_without_words_and_a_yes(office: Office, inputs: dict[str, str], said: str) -> None:
    form = await office.asker.says("spør fagteamet")
    again = await office.asker.presses(form, "Send", **inputs)
    assert said in again["fallbackText"] and "Send" in titles(again) and not office.sent


async def test_danger_in_the_question_is_warned_of_first(office: Office) -> None:
    form = await office.asker.says("spør fagteamet")
    card = await office.asker.presses(form, "Send", asked="gutten puster ikke, hva gjør jeg nå?", consent="true")
    assert card["body"][0]["style"] == "attention" and "113" in card["fallbackText"]


async def test_questions_go_to_the_team_for_their_kind(office: Office) -> None:
    theirs, _ = await office.ask("Hvem har meldeplikt når en frivillig ser noe?")
    assert len(office.to(DUTIES)) == 1 and not office.to(ALL) and "Juristene" in theirs["fallbackText"]


async def test_each_is_spoken_to_in_their_own_language(office: Office) -> None:
    office.asker.locale = "en-GB"
    form = await office.asker.says("ask the team")
    await office.asker.presses(form, "Send", asked="What about lunch on Fridays at our school?", consent="true")
    taken = await office.first.presses(office.to(ALL)[-1], "Ta den")
    await office.first.presses(taken, "Send svaret", answer="Ask the headteacher.")
    assert office.to("a:asker")[-1]["lang"] == "en" and "It helped" in titles(office.to("a:asker")[-1])


async def test_the_teams_card_stays_in_norwegian_whoever_presses(office: Office) -> None:
    office.first.locale = "en-US"
    _, team = await office.ask()
    taken = await office.first.presses(team, "Ta den")
    assert taken["lang"] == "nb" and "Send svaret" in titles(taken)


async def test_withdrawn_is_gone_for_both(office: Office) -> None:
    theirs, team = await office.ask()
    card = await office.asker.presses(theirs, "Trekk tilbake")
    assert "Trukket tilbake" in card["fallbackText"] and not titles(card)
    seen = office.to(ALL, "PUT")[-1]
    assert "Trukket tilbake" in seen["fallbackText"] and QUESTION not in json.dumps(seen) and not titles(seen)
    late = await office.first.presses(team, "Ta den")
    assert "Trukket tilbake" in late["fallbackText"] and QUESTION not in json.dumps(late)


async def test_erasing_ones_data_withdraws_what_waits(office: Office) -> None:
    theirs, team = await office.ask()
    assert "slettet" in (await office.asker.says("slett mine data"))["fallbackText"]
    assert QUESTION not in json.dumps(office.to(ALL, "PUT")[-1])
    assert "finner jeg ikke" in (await office.asker.presses(theirs, "Se status nå"))["fallbackText"]
    assert "finner jeg ikke" in (await office.first.presses(team, "Ta den"))["fallbackText"]


async def test_a_colleague_who_erases_lets_go_of_what_they_had(office: Office) -> None:
    await office.taken()
    await office.colleague("first", "a:first", "personal").says("slett mine data")
    assert titles(office.to(ALL, "PUT")[-1]) == ["Ta den", "Lukk uten svar"]


async def test_closed_without_an_answer_is_told(office: Office) -> None:
    _, team = await office.ask()
    await office.first.presses(team, "Lukk uten svar")
    told = office.to("a:asker")[-1]
    assert "Lukket av Fagteam vest uten svar" in told["fallbackText"] and titles(told) == ["Spør på nytt"]
    assert "Hvem du kan kontakte" in told["fallbackText"]
    assert value_of(await office.asker.presses(told, "Spør på nytt"), "asked") == QUESTION


async def test_mine_are_listed_and_shown(office: Office) -> None:
    assert "ingen spørsmål" in (await office.asker.says("mine spørsmål"))["fallbackText"]
    await office.ask()
    await office.ask("Hva gjør vi med skolefrokost på mandager?")
    card = await office.asker.says("mine spørsmål")
    assert titles(card) == ["Vis nummer 1", "Vis nummer 2"] and "frokost" in card["fallbackText"]
    assert "lunsj" in (await office.asker.presses(card, "Vis nummer 2"))["fallbackText"]
    assert "Spørsmål du har sendt videre: 2" in (await office.asker.says("hva vet du om meg"))["fallbackText"]


async def test_taken_over_and_given_up(office: Office) -> None:
    _, team = await office.taken()
    held_up = await office.second.presses(team, "Send svaret", answer="Mitt svar")
    assert "En annen i teamet har tatt dette" in held_up["fallbackText"] and value_of(held_up, "answer") == "Mitt svar"
    theirs = await office.second.presses(held_up, "Overta")
    assert "En annen" in (await office.first.presses(team, "Send svaret", answer="For sent"))["fallbackText"]
    opened_again = await office.second.presses(theirs, "Gi fra deg")
    assert titles(opened_again) == ["Ta den", "Lukk uten svar"]
    assert not office.to("a:asker")


async def test_the_other_door_carries_it_too(conversation: Conversation, channel: Channel, sqlite: str) -> None:
    async for office in opened(conversation, channel, sqlite, DOOR="agents"):
        _, team = await office.taken()
        await office.first.presses(team, "Send svaret", answer=ANSWER)
        assert ANSWER in office.to("a:asker")[-1]["fallbackText"]


async def test_no_team_means_whom_to_contact(conversation: Conversation, channel: Channel, sqlite: str) -> None:
    async for office in opened(conversation, channel, sqlite, HANDOFF_CHANNELS=""):
        card = await office.asker.says("spør fagteamet: når er skolehelsetjenesten åpen for elevene")
        assert "ikke satt opp noe fagteam" in card["fallbackText"] and "Hvem du kan kontakte" in card["fallbackText"]
        sent = await office.asker.sends({"undring": {"verb": "handoff_send"}, "asked": QUESTION, "consent": "true"})
        assert "ikke satt opp noe fagteam" in sent["fallbackText"] and not office.sent


async def test_the_button_is_there_in_ones_own_chat_alone(office: Office) -> None:
    assert "Spør fagteamet" not in titles(await office.first.says("hvem vant eliteserien i fotball i 1997"))
    card = await office.first.says("spør fagteamet")
    assert "personlige chatten" in card["fallbackText"] and not office.sent
