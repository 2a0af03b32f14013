"""Each activity is answered once, one turn of a person at a time, and what a turn remembered is there for the next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.conversation.keeping import Claim, Settled
from bot.conversation.memory import Focus, Memory, Person
from bot.errors import StillAnswering
from bot.stores import shared_turns, tables
from bot.stores.in_memory import InMemoryLedger
from bot.stores.shared_turns import SharedTurns
from bot.stores.store import Store
from tests.stores.conftest import Open
from tests.stores.hearing import hear

DONE = Settled(200, {"card": "æøå"})
MEMORY = Memory(
    Person("skole", "nn", ("reminders",)),
    Focus("meldeplikt", ("a", "b"), asked_back=True, told_privacy=True, seen=datetime(2026, 11, 24, 10, tzinfo=UTC)),
)


def claim(key: str = "one", conversation: str = "c", person: str = "p", **more: Any) -> Claim:
    return Claim(key, conversation, person, **more)


def share(store: Store) -> SharedTurns:
    """The way of several replicas, whichever the database: SQLite has room for two processes too."""
    return SharedTurns(store.engine, store.writer, store.people, store.replica, store.seal)


@pytest.fixture(params=["shared", "as opened"])
def turns(request: pytest.FixtureRequest, store: Store) -> Any:
    return share(store) if request.param == "shared" else store.turns


async def turn(turns: Any, key: str, memory: Memory, conversation: str = "c", person: str = "p") -> Memory:
    """One whole turn: claim, recall, keep, settle; returns what was recalled."""
    one = claim(key, conversation, person)
    assert await turns.claim(one) is None
    before = await turns.recall(conversation, person)
    await turns.keep(conversation, person, memory)
    await turns.settle(one, DONE)
    return before


async def test_what_a_turn_remembered_is_there_for_the_next(turns: Any) -> None:
    assert await turn(turns, "one", MEMORY) == Memory()
    assert await turn(turns, "two", MEMORY.with_sector("nav")) == MEMORY
    assert await turn(turns, "three", MEMORY) == MEMORY.with_sector("nav")
    other = await turn(turns, "four", MEMORY, conversation="another")
    assert other == Memory(MEMORY.person)
    assert await turn(turns, "five", MEMORY, person="someone else") == Memory()


async def test_memory_outlives_the_process(replicas: Open) -> None:
    first = await replicas()
    await turn(first.turns, "one", MEMORY)
    await first.close()
    second = await replicas()
    assert await second.turns.recall("c", "p") == MEMORY
    assert await second.turns.claim(claim()) == Settled(200)


async def test_memory_is_read_from_a_file_without_taking_its_lock(replicas: Open) -> None:
    store = await replicas()
    if store.is_shared:
        pytest.skip("PostgreSQL locks no file")
    heard = await hear(store)
    assert await store.turns.recall("c", "p") == Memory()
    assert len(heard) == 1 and heard[0].startswith("SELECT")


async def test_memory_of_an_earlier_release_counts_as_forgotten(replicas: Open) -> None:
    first = await replicas()
    await turn(first.turns, "one", MEMORY)
    assert await first.writer.drain(5)
    async with first.engine.begin() as connection:
        await connection.execute(update(tables.person).values(sector="romfart"))
        await connection.execute(update(tables.focus).values(body='{"entry_id": 5}'))
    assert await (await replicas()).turns.recall("c", "p") == Memory()


async def test_a_copy_gets_the_first_ones_answer(turns: Any) -> None:
    one = claim(keep_body=True)
    assert await turns.claim(one) is None
    copies = [asyncio.create_task(turns.claim(one)) for _ in range(3)]
    await asyncio.sleep(0)
    await turns.settle(one, DONE)
    assert await asyncio.gather(*copies) == [DONE] * 3
    assert await turns.claim(one) == DONE


async def test_what_is_given_back_is_answered_by_one_copy(turns: Any) -> None:
    assert await turns.claim(claim()) is None
    copies = [asyncio.create_task(turns.claim(claim())) for _ in range(3)]
    await asyncio.sleep(0)
    await turns.release(claim())
    done, waiting = await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == [None] and len(waiting) == 2
    await turns.settle(claim(), DONE)
    assert [await task for task in waiting] == [DONE] * 2


async def test_a_copy_at_another_replica_waits_for_the_answer(replicas: Open) -> None:
    here, there = share(await replicas()), share(await replicas())
    pressed = claim(keep_body=True)
    assert await here.claim(pressed) is None
    copy = asyncio.create_task(there.claim(pressed))
    await asyncio.wait([copy], timeout=0.1)
    assert not copy.done()
    await here.settle(pressed, DONE)
    assert await copy == DONE


async def test_of_many_copies_at_many_replicas_one_is_answered(replicas: Open) -> None:
    everyone = [share(await replicas()) for _ in range(3)]
    answered: list[str] = []

    async def answer(turns: SharedTurns, key: str) -> None:
        one = claim(key, person=key)
        if await turns.claim(one) is None:
            answered.append(key)
            await turns.settle(one, DONE)

    await asyncio.gather(*(answer(turns, f"activity {n}") for n in range(40) for turns in everyone for _ in range(2)))
    assert sorted(answered) == sorted(f"activity {n}" for n in range(40))


async def test_turns_of_one_person_take_turns_across_replicas(replicas: Open) -> None:
    everyone = [share(await replicas()) for _ in range(3)]
    under_way = most = 0

    async def count(turns: SharedTurns, key: str) -> None:
        nonlocal under_way, most
        one = claim(key)
        assert await turns.claim(one) is None
        under_way += 1
        most = max(most, under_way)
        memory = await turns.recall("c", "p")
        await asyncio.wait([asyncio.create_task(asyncio.sleep(0))])
        await turns.keep("c", "p", replace(memory, focus=Focus(offered=(*memory.focus.offered, key))))
        under_way -= 1
        await turns.settle(one, DONE)

    await asyncio.gather(*(count(everyone[n % 3], f"{n}") for n in range(12)))
    assert most == 1
    last = await turn(everyone[0], "last", Memory())
    assert sorted(last.focus.offered, key=int) == [str(n) for n in range(12)], "no turn lost what another remembered"


async def test_what_a_dead_replica_had_is_taken_over_and_what_a_living_one_has_is_not(
    replicas: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_turns, "LONGEST_WAIT", 0.3)
    first, second = await replicas(), await replicas()
    dying, living = share(first), share(second)
    assert await dying.claim(claim("one")) is None
    assert await dying.claim(claim("two", person="another")) is None
    with pytest.raises(StillAnswering):
        await living.claim(claim("one"))
    async with second.engine.begin() as connection:
        await connection.execute(update(tables.replica).where(tables.replica.c.name == first.replica.name).values(seen=0.0))
    assert await living.claim(claim("one")) is None, "a copy of what it had is answered"
    await living.settle(claim("one"), DONE)
    assert await living.claim(claim("three", person="another")) is None, "what it had does not block the person"
    await living.settle(claim("three", person="another"), DONE)
    assert await living.claim(claim("two", person="another")) is None, "and a copy of that is answered too"


async def test_an_answer_to_the_caller_alone_may_be_given_anew(replicas: Open) -> None:
    here, there = share(await replicas()), share(await replicas())
    one = claim(repeatable=True)
    await turn(here, "zero", MEMORY)
    assert await here.claim(one) is None
    await here.settle(one, DONE)
    assert await there.claim(one) is None
    assert await there.recall("c", "p") == MEMORY
    await there.settle(one, DONE)


async def test_a_claim_left_by_a_cancelled_request_does_not_block(replicas: Open) -> None:
    here, there = share(await replicas()), share(await replicas())
    request = asyncio.create_task(here.claim(claim()))
    await asyncio.wait([request], timeout=0.005)
    request.cancel()
    await asyncio.wait([request])
    if not request.cancelled():
        await here.release(claim())
    assert await there.claim(claim()) is None


async def test_done_activities_no_longer_say_whose_they_were(store: Store) -> None:
    await turn(share(store), "one", MEMORY)
    assert await store.writer.drain(5)
    async with store.engine.connect() as connection:
        row = (await connection.execute(select(tables.claim))).one()
    assert (row.state, row.person, row.conversation, row.body) == ("done", "", "", None)


async def test_sixty_turns_at_once_cost_few_round_trips(store: Store) -> None:
    turns = share(store)
    statements = await hear(store)
    await asyncio.gather(*(turn(turns, f"a{n}", MEMORY, f"c{n}", f"p{n}") for n in range(60)))
    assert await store.writer.drain(5)
    # SQLite tells of every row: there it is the visits that count.
    visits = [one for one in statements if one.startswith("BEGIN") == (store.engine.dialect.name == "sqlite")]
    assert 0 < len(visits) <= 30
    async with store.engine.connect() as connection:
        counted = await connection.execute(select(func.count()).where(tables.claim.c.state == "done"))
        assert counted.scalar_one() == 60


async def test_a_memory_is_written_only_when_it_changed(store: Store) -> None:
    await turn(store.turns, "one", MEMORY)
    assert await store.writer.drain(5)
    statements = await hear(store)
    await turn(store.turns, "two", MEMORY)
    assert await store.writer.drain(5)
    assert not any("INTO person" in one or "INTO focus" in one for one in statements)
    assert any("INTO claim" in one for one in statements)


async def test_the_ledger_in_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = InMemoryLedger()
    for n in range(2_500):
        assert await ledger.claim(claim(str(n))) is None
        await ledger.settle(claim(str(n)), DONE)
    assert await ledger.claim(claim("2499")) == DONE and await ledger.claim(claim("1")) is None
