"""Teams in trouble: people who have blocked the bot, channels that are deleted, a connector that is away. No ticket is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation import handoff_chores
from bot.conversation.conversation import Conversation
from bot.stores.replica import Replica
from bot.teams import connector
from tests.handoff.conftest import ALL, DUTIES, QUESTION, Office, card_of, opened, titles
from tests.teams.conftest import Channel

AWAY = [(503, {"Retry-After": "0"})] * connector.TRIES
HOUR = 3600.0


class Clock:
    """The clock of all replicas, set forward by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held, now = Clock(), Replica.now
    monkeypatch.setattr(Replica, "now", lambda self: now(self) + held.ahead)
    return held


class Rounds:
    """Counts the rounds of the chores."""

    def __init__(self) -> None:
        self.count = 0
        self.more = asyncio.Event()

    async def pass_by(self) -> None:
        """Wait until a whole round has begun and ended."""
        until = self.count + 2
        async with asyncio.timeout(20):
            while self.count < until:
                self.more.clear()
                await self.more.wait()


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Rounds:
    """The chores are looked at all the time, and their rounds counted."""
    held, run = Rounds(), handoff_chores.Chores.run

    async def counted(self: handoff_chores.Chores) -> None:
        await run(self)
        held.count += 1
        held.more.set()

    monkeypatch.setattr(handoff_chores.Chores, "run", counted)
    monkeypatch.setattr(handoff_chores, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(handoff_chores, "RUN_EVERY", 0.0)
    return held


@pytest.mark.parametrize("status", [403, 404])
async def test_an_asker_who_blocked_the_bot_finds_the_answer_later(office: Office, status: int) -> None:
    theirs, team = await office.taken()
    office.channel.answers = [(status, {})]
    done = await office.first.presses(team, "Send svaret", answer="Spør rektor.")
    assert "kunne ikke leveres" in done["fallbackText"] and not office.to("a:asker")
    assert "kunne ikke leveres" in office.to(ALL, "PUT")[-1]["fallbackText"]
    back = await office.asker.presses(theirs, "Se status nå")
    assert "Spør rektor." in back["fallbackText"] and "Det hjalp" in titles(back)


async def test_an_answer_that_did_not_come_through_is_sent_again(clock: Clock, rounds: Rounds, office_on_both: Office) -> None:
    office = office_on_both
    _, team = await office.taken()
    office.channel.answers = list(AWAY)
    done = await office.first.presses(team, "Send svaret", answer="Spør rektor.")
    assert "ikke levert ennå" in done["fallbackText"] and not office.to("a:asker")
    clock.ahead = 120
    await office.sent.until(lambda: office.to("a:asker"))
    await office.sent.until(lambda: "svaret er levert" in office.to(ALL, "PUT")[-1]["fallbackText"])
    assert len(office.to("a:asker")) == 1


async def test_a_question_that_did_not_come_through_is_kept_and_posted_later(
    clock: Clock, rounds: Rounds, office_on_both: Office
) -> None:
    office = office_on_both
    office.channel.answers = list(AWAY)
    form = await office.asker.says("spør fagteamet")
    theirs = await office.asker.presses(form, "Send", asked=QUESTION, consent="true")
    assert "Tatt vare på, men ikke sendt ennå" in theirs["fallbackText"] and "Hvem du kan kontakte" in theirs["fallbackText"]
    clock.ahead = 120
    team = await office.sent.until(lambda: (office.to(ALL) or [None])[-1])
    taken = await office.first.presses(team, "Ta den")
    assert "Send svaret" in titles(taken)
    assert "ser på det nå" in (await office.asker.presses(theirs, "Se status nå"))["fallbackText"]


@pytest.mark.parametrize("status", [403, 404])
async def test_where_a_teams_channel_is_gone_the_team_for_all_gets_it(office: Office, status: int) -> None:
    office.channel.answers = [(status, {})]
    form = await office.asker.says("spør fagteamet")
    question = "Hvem har meldeplikt når en frivillig ser noe?"
    theirs = await office.asker.presses(form, "Send", asked=question, consent="true")
    assert "Venter på at noen" in theirs["fallbackText"] and not office.to(DUTIES)
    taken = await office.first.presses(office.to(ALL)[-1], "Ta den")
    assert "Send svaret" in titles(taken)


@pytest.mark.parametrize("status", [403, 404])
async def test_with_no_channel_left_the_ticket_stays_and_the_asker_is_told(office: Office, status: int) -> None:
    office.channel.answers = [(status, {})] * 2
    form = await office.asker.says("spør fagteamet")
    theirs = await office.asker.presses(form, "Send", asked=QUESTION, consent="true")
    assert "Tatt vare på, men ikke sendt ennå" in theirs["fallbackText"]
    assert "Tatt vare på" in (await office.asker.presses(theirs, "Se status nå"))["fallbackText"]


async def test_a_card_that_cannot_be_changed_stops_nobody(office: Office) -> None:
    _, team = await office.ask()
    office.channel.answers = [(404, {})]
    taken = await office.first.presses(team, "Ta den")
    assert "Send svaret" in titles(taken)
    office.channel.answers = [(201, {}), (404, {})]
    assert "svaret er levert" in (await office.first.presses(taken, "Send svaret", answer="Spør rektor."))["fallbackText"]


async def test_a_stale_question_is_recalled_in_its_thread_ever_more_seldom(
    clock: Clock, rounds: Rounds, conversation: Conversation, channel: Channel, sqlite: str
) -> None:
    async for office in opened(conversation, channel, sqlite, HANDOFF_REMIND_HOURS=10):
        theirs, _ = await office.ask()
        counts = []
        for hours in (5, 11, 15, 21, 30, 41):
            clock.ahead = hours * HOUR
            await rounds.pass_by()
            counts.append(len(reminders(office)))
        assert counts == [0, 1, 1, 2, 2, 3]
        assert all(one["path"].endswith(f"/{ALL};messageid=sent-1/activities") for one in reminders(office))
        said = card_of(reminders(office)[0])
        assert "har ventet i 11 timer" in said["fallbackText"] and not titles(said)
        await office.asker.presses(theirs, "Trekk tilbake")
        clock.ahead = 200 * HOUR
        await rounds.pass_by()
        assert len(reminders(office)) == 3, "nobody is reminded of what is withdrawn"


def reminders(office: Office) -> list[dict[str, object]]:
    return [one for one in office.sent if ";messageid=" in one["path"] and one["method"] == "POST"]


async def test_several_replicas_remind_once(
    clock: Clock, rounds: Rounds, conversation: Conversation, channel: Channel, address: str
) -> None:
    async for one in opened(conversation, channel, address, HANDOFF_REMIND_HOURS=0.01):
        async for _ in opened(conversation, channel, address, HANDOFF_REMIND_HOURS=0.01):
            one.sent = channel.sent  # type: ignore[assignment]
            await one.ask()
            clock.ahead = 40  # Less than a replica has for the chores, so that none takes them over.
            for _round in range(5):
                await rounds.pass_by()
            assert len(reminders(one)) == 1


async def test_a_channel_that_is_changed_in_the_settings_gets_what_waits(
    clock: Clock, rounds: Rounds, conversation: Conversation, channel: Channel, address: str
) -> None:
    async for office in opened(conversation, channel, address):
        await office.ask()
    moved = f"default=19:new@thread.tacv2@{channel.url}/connector"
    async for office in opened(conversation, channel, address, HANDOFF_CHANNELS=moved):
        clock.ahead = 400  # A service that stops in the middle of the chores has them for five minutes.
        team = await office.sent.until(lambda held=office: (held.to("19:new@thread.tacv2") or [None])[-1])
        taken = await office.colleague("first", "19:new@thread.tacv2;messageid=1").presses(team, "Ta den")
        assert "Send svaret" in titles(taken)
        await rounds.pass_by()
        assert len(office.to("19:new@thread.tacv2")) == 1, "once is enough"
