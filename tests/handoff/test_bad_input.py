"""Data tampered with, presses out of order, repeated, from the wrong place: a plain word, and nothing comes of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.handoff.conftest import ALL, DUTIES, QUESTION, Office, ticket_of, titles

TEAM = ["handoff_take", "handoff_take_over", "handoff_release", "handoff_answer", "handoff_close"]
ASKER = ["handoff_status", "handoff_withdraw", "handoff_helped", "handoff_unhelped"]
GONE = "Det spørsmålet finner jeg ikke."


def pressed(verb: str, ticket: Any, **inputs: Any) -> dict[str, Any]:
    return {"undring": {"verb": verb, "ticket": ticket}, **inputs}


async def status_of(office: Office, ticket: str) -> str:
    return str((await office.asker.sends(pressed("handoff_status", ticket)))["fallbackText"])


@pytest.mark.parametrize("verb", [*TEAM, *ASKER])
@pytest.mark.parametrize("ticket", ["0123456789abcdef", "", "' OR 1=1 --", "<b>x</b>", "x" * 50_000, None, ["a"], {"a": 1}])
async def test_an_unknown_ticket_is_a_plain_word(office: Office, verb: str, ticket: Any) -> None:
    chat = office.first if verb in TEAM else office.asker
    assert GONE in (await chat.sends(pressed(verb, ticket, answer="Svar")))["fallbackText"]
    assert not office.sent


@pytest.mark.parametrize("verb", ASKER)
async def test_what_another_asked_is_as_unknown_as_what_never_was(office: Office, verb: str) -> None:
    theirs, _ = await office.ask()
    other = office.colleague("other", "a:other", "personal")
    card = await other.sends(pressed(verb, ticket_of(theirs)))
    assert GONE in card["fallbackText"] and QUESTION not in json.dumps(card)
    assert "Venter på at noen" in await status_of(office, ticket_of(theirs))


@pytest.mark.parametrize("verb", TEAM)
@pytest.mark.parametrize(
    ("place", "kind"),
    [("a:other", "personal"), ("a:asker", "personal"), ("19:elsewhere@thread.tacv2", "channel"), (f"{ALL}x", "channel"), (DUTIES, "channel")],
)  # fmt: skip
async def test_only_the_channel_it_was_posted_in_can_take_or_answer(office: Office, verb: str, place: str, kind: str) -> None:
    theirs, _ = await office.ask()
    card = await office.colleague("other", place, kind).sends(pressed(verb, ticket_of(theirs), answer="Svar"))
    assert GONE in card["fallbackText"] and QUESTION not in json.dumps(card)
    assert "Venter på at noen" in await status_of(office, ticket_of(theirs)) and not office.to("a:asker")


async def test_two_who_reach_for_it_at_once_are_told_apart(office_on_both: Office) -> None:
    office = office_on_both
    _, team = await office.ask()
    cards = await asyncio.gather(*(one.presses(team, "Ta den") for one in (office.first, office.second)))
    assert sum("En annen i teamet har tatt dette" in card["fallbackText"] for card in cards) == 1
    answers = [one.presses(cards[0], "Send svaret", answer="Ett svar") for one in (office.first, office.second)]
    await asyncio.gather(*answers)
    assert len(office.to("a:asker")) == 1


async def test_pressing_twice_does_it_once(office: Office) -> None:
    theirs, team = await office.taken()
    assert "En annen" not in (await office.first.sends(pressed("handoff_take", ticket_of(theirs))))["fallbackText"]
    done = [await office.first.presses(team, "Send svaret", answer="Svar") for _ in range(2)]
    assert "ferdig behandlet" in done[1]["fallbackText"] and len(office.to("a:asker")) == 1
    helped = [await office.asker.sends(pressed("handoff_helped", ticket_of(theirs))) for _ in range(2)]
    assert "godt å høre" in helped[0]["fallbackText"] and "godt å høre" in helped[1]["fallbackText"]
    changed = await office.asker.sends(pressed("handoff_unhelped", ticket_of(theirs)))
    assert "godt å høre" in changed["fallbackText"], "the first word stands"


async def test_the_same_question_again_is_the_same_ticket(office: Office) -> None:
    first, _ = await office.ask()
    second, _ = await office.ask()
    assert ticket_of(first) == ticket_of(second) and len(office.to(ALL)) == 1


async def test_there_is_an_end_to_how_many_one_may_have_waiting(office: Office) -> None:
    for number in range(5):
        await office.ask(f"Hva gjør vi med skolelunsj i uke {number}?")
    form = await office.asker.says("spør fagteamet: Hva gjør vi med skolelunsj i uke 6?")
    card = await office.asker.presses(form, "Send", asked="Hva gjør vi med skolelunsj i uke 6?", consent="true")
    assert "5 spørsmål som venter" in card["fallbackText"] and len(office.to(ALL)) == 5


@pytest.mark.parametrize("first", ["answered", "closed", "withdrawn"])
@pytest.mark.parametrize("verb", TEAM)
async def test_what_is_over_stays_as_it_is(office: Office, first: str, verb: str) -> None:
    theirs, team = await office.taken()
    ticket = ticket_of(theirs)
    if first == "answered":
        await office.first.presses(team, "Send svaret", answer="Svar")
    elif first == "closed":
        await office.first.presses(team, "Lukk uten svar")
    else:
        await office.asker.presses(theirs, "Trekk tilbake")
    before, told = await status_of(office, ticket), len(office.to("a:asker"))
    card = await office.first.sends(pressed(verb, ticket, answer="Et nytt svar"))
    assert ("Trukket tilbake" if first == "withdrawn" else "ferdig behandlet") in card["fallbackText"] and not titles(card)
    assert await status_of(office, ticket) == before and len(office.to("a:asker")) == told


async def test_an_answer_before_anyone_has_taken_it_is_not_sent(office: Office) -> None:
    theirs, _ = await office.ask()
    card = await office.first.sends(pressed("handoff_answer", ticket_of(theirs), answer="Svar"))
    assert "Trykk «Ta den» før du svarer" in card["fallbackText"] and not office.to("a:asker")


@pytest.mark.parametrize("verb", ["handoff_helped", "handoff_unhelped"])
async def test_there_is_nothing_to_judge_before_there_is_an_answer(office: Office, verb: str) -> None:
    theirs, _ = await office.ask()
    assert "Venter på at noen" in (await office.asker.sends(pressed(verb, ticket_of(theirs))))["fallbackText"]


async def test_withdrawing_what_is_answered_changes_nothing(office: Office) -> None:
    theirs, team = await office.taken()
    await office.first.presses(team, "Send svaret", answer="Svar")
    assert "Hjalp svaret?" in (await office.asker.presses(theirs, "Trekk tilbake"))["fallbackText"]


@pytest.mark.parametrize("answer", ["", "   ", "…", "lunsj " * 10_000, None, ["x"]])
async def test_an_answer_that_is_none_is_not_sent(office: Office, answer: Any) -> None:
    theirs, _ = await office.taken()
    card = await office.first.sends(pressed("handoff_answer", ticket_of(theirs), answer=answer))
    assert ("for lang" if answer and "lunsj" in answer else "Skriv et svar først") in card["fallbackText"]
    assert not office.to("a:asker") and len(json.dumps(card)) < 28_000


MARKUP = "<script>alert(1)</script> [klikk her](https://evil.example) **fet** ![x](https://evil.example/x.png) <at>Alle</at>"


async def test_markup_is_shown_as_it_was_written_and_never_read(office: Office) -> None:
    _, team = await office.ask(MARKUP)
    runs = [run["text"] for box in team["body"] for one in box.get("items", ()) for run in one.get("inlines", ())]
    assert "[klikk her](https://evil.example)" in " ".join(runs)
    read_as_markdown = [one for box in team["body"] for one in (box, *box.get("items", ())) if one["type"] == "TextBlock"]
    assert "evil" not in json.dumps(read_as_markdown)


@pytest.mark.parametrize("verb", ["handoff", "handoff_send", "handoff_mine", "handoff_cancel", "handoff_", "handoff_unknown"])
async def test_odd_data_gets_a_card(office: Office, verb: str) -> None:
    for data in ({"asked": "x" * 50_000}, {"question": ["a"]}, {"question": None}, {"question": "\u202e\x00\u2028"}, {}):
        card = await office.asker.sends({"undring": {"verb": verb, **data}, **data, "consent": {"a": "b"}})
        assert card["fallbackText"] and len(json.dumps(card)) < 28_000
    assert not office.sent
