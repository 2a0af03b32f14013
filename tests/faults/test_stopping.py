"""Told to stop, or killed: the turn under way is answered, and nothing acknowledged is lost or answered twice."""

from __future__ import annotations

import asyncio
import random
from signal import SIGKILL, SIGTERM

import aiohttp

from bot.guide.loader import load_guide
from tests.faults.conftest import Launch
from tests.faults.process import WITHIN, Sender, Teams

TURNS, PEOPLE, KILLS = 24, 4, 3


async def until_no_longer_listening(sender: Sender) -> None:
    async with asyncio.timeout(WITHIN), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{sender.service.url}/healthz"):
                    await asyncio.sleep(0.02)
            except aiohttp.ClientError:
                return


async def test_sigterm_in_mid_turn_answers_the_turn_then_leaves(launch: Launch, teams: Teams, address: str) -> None:
    sender = launch(DATABASE_URL=address)
    await sender.service.start()
    teams.free.clear()
    under_way = asyncio.create_task(sender.once(sender.activity("under way")))
    await teams.reached.wait()
    sender.service.process.terminate()
    await until_no_longer_listening(sender)
    assert not under_way.done(), under_way.result()
    assert (await sender.once(sender.activity("too late", "q")))[0] == 0, "those who come now come to another replica, or later"
    teams.free.set()
    assert (await under_way)[0] == 200
    assert await sender.service.end(SIGTERM) == 0
    assert teams.replies == {"under way": 1}
    await sender.service.start()
    for key, person in (("under way", "p"), ("too late", "q")):
        await sender.until_taken(sender.activity(key, person))
    assert teams.replies == {"under way": 1, "too late": 1}, "what was answered is known, and what was not is answered now"


async def test_sigterm_just_after_the_start_is_heard(launch: Launch) -> None:
    sender = launch(DATABASE_URL="memory")
    await sender.service.start()
    assert await sender.service.end(SIGTERM) == 0


async def test_a_turn_that_hangs_does_not_keep_the_service_from_leaving(launch: Launch, teams: Teams) -> None:
    sender = launch(DATABASE_URL="memory")
    await sender.service.start()
    teams.free.clear()
    hanging = asyncio.create_task(sender.once(sender.activity("hanging")))
    await teams.reached.wait()
    async with asyncio.timeout(WITHIN):
        assert await sender.service.end(SIGTERM) == 0
    assert (await hanging)[0] != 200, "not acknowledged, since it was not delivered: Teams sends it anew"


async def test_sigkill_at_any_moment(launch: Launch, teams: Teams, address: str) -> None:
    sender = launch(DATABASE_URL=address, LEASE="0.5")
    await sender.service.start()
    taken: list[str] = []
    sectors = ("skole", "nav", "helse", "barnehage")

    async def person(number: int) -> None:
        for turn in range(TURNS):
            key = f"{number}-{turn}"
            if turn == TURNS // 2:
                await sender.choose(key, sectors[number], str(number))
                continue
            await sender.until_taken(sender.activity(key, str(number)))
            taken.append(key)

    people = [asyncio.create_task(person(number)) for number in range(PEOPLE)]
    for kill in range(1, KILLS + 1):
        while len(taken) < kill * TURNS * PEOPLE // (KILLS + 2):
            await asyncio.wait(people, timeout=random.uniform(0.001, 0.02))
        assert await sender.service.end(SIGKILL) == -SIGKILL
        await sender.service.start()
    await asyncio.gather(*people)
    counted = dict(teams.replies)
    assert len(taken) == (TURNS - 1) * PEOPLE and all(counted[key] for key in taken), "nothing acknowledged went unanswered"
    for number in range(PEOPLE):
        for turn in range(TURNS):
            if turn != TURNS // 2:
                await sender.until_taken(sender.activity(f"{number}-{turn}", str(number)))
    assert teams.replies == counted, "nothing acknowledged is answered anew"
    # Killed between Teams' taking a reply and our noting it: only such a turn, one per person and kill, has two answers.
    assert sum(count - 1 for count in counted.values()) <= KILLS * PEOPLE
    voice = load_guide().phrases.voice("nb")
    for number in range(PEOPLE):
        kept = await sender.ask(f"kept {number}", "hva vet du om meg", str(number))
        assert voice("my_data_sector", about=voice(f"sector_{sectors[number]}")) in kept
