"""Each kind that is kept: written, read, taken by one replica, purged on time, shown and erased; nothing in clear."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import LessonProgress, Question, Reminder, Ticket
from bot.conversation.memory import Memory, Person
from bot.stores import tables
from bot.stores.database import database_time
from bot.stores.retention import DAY
from bot.stores.reviewing import KnownUse
from bot.stores.sealing import Seal
from bot.stores.store import Store
from tests.stores.conftest import Open
from tests.stores.test_turns import MEMORY, turn

REFERENCE = {"serviceUrl": "https://smba.trafficmanager.net/emea/", "user": {"id": "29:kari", "aadObjectId": "entra-id-of-kari"}}
REMINDER = Reminder("p", "weekly", 0, 8, 100.0, REFERENCE)
TICKET = Ticket("t1", "question", "Hva gjør jeg når …", "p", REFERENCE, {"channel": "19:abc"})
LESSON = LessonProgress("course", "one", "begun", {"q1": "b"})


async def fill(store: Store, person: str = "p") -> None:
    """One row of every kind about a person, and one of each about nobody."""
    await turn(store.turns, f"turn of {person}", MEMORY, f"c of {person}", person)
    await store.progress.keep(person, LESSON)
    await store.reminders.keep(Reminder(person, "weekly", 0, 8, 100.0, REFERENCE))
    await store.tickets.open(Ticket(f"t of {person}", "question", "masked", person, REFERENCE))
    await store.unanswered.note(Question("hva er [navn]", "nb", "skole", "meldeplikt"))
    await store.feedback.note("meldeplikt", "like")
    store.usage.count("outcome", "answer")
    store.usage.write()
    assert await store.writer.drain(5)


async def count(store: Store, table: Any) -> int:
    async with store.engine.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def dump(store: Store) -> str:
    """Everything in every table."""
    async with store.engine.connect() as connection:
        return "\n".join([str(row) for table in tables.metadata.sorted_tables for row in await connection.execute(select(table))])


async def test_progress_is_kept_per_lesson(store: Store) -> None:
    await store.progress.keep("p", LESSON)
    await store.progress.keep("p", LessonProgress("course", "one", "done", {"q1": "a"}))
    await store.progress.keep("p", LessonProgress("course", "two", "begun"))
    assert [(one.lesson, one.state, dict(one.answers)) for one in await store.progress.of("p")] == [
        ("one", "done", {"q1": "a"}),
        ("two", "begun", {}),
    ]
    assert await store.progress.of("someone else") == ()


async def test_a_due_reminder_is_taken_by_one_replica(replicas: Open) -> None:
    stores = [await replicas() for _ in range(3)]
    for n in range(30):
        await stores[0].reminders.keep(Reminder(f"p{n}", "weekly", 0, 8, 100.0, REFERENCE))
    await stores[0].reminders.keep(Reminder("later", "weekly", 0, 8, stores[0].replica.now() + 3600, REFERENCE))
    await stores[0].reminders.keep(Reminder("stopped", "weekly", 0, 8, 100.0, REFERENCE))
    await stores[0].reminders.stop("stopped", "weekly")
    taken = [one for some in await asyncio.gather(*(store.reminders.take_due(40) for store in stores)) for one in some]
    assert sorted(one.person for one in taken) == sorted(f"p{n}" for n in range(30))
    assert taken[0].reference == REFERENCE


async def test_a_reminder_taken_by_a_dead_replica_is_taken_again_and_a_sent_one_is_not(store: Store) -> None:
    await store.reminders.keep(REMINDER)
    (taken,) = await store.reminders.take_due()
    assert await store.reminders.take_due() == ()
    async with store.engine.begin() as connection:
        await connection.execute(update(tables.reminder).values(until=0.0))
    (taken,) = await store.reminders.take_due()
    await store.reminders.sent(taken, store.replica.now() + 3600)
    assert await store.reminders.take_due() == ()
    assert [one.next_at > 3600 for one in await store.reminders.of("p")] == [True]


async def test_a_ticket_is_taken_by_one_of_those_who_reach_for_it(replicas: Open) -> None:
    one, two = await replicas(), await replicas()
    await one.tickets.open(TICKET)
    took = await asyncio.gather(*(store.tickets.change("t1", "open", "taken", taken_by="coordinator") for store in (one, two)))
    assert sorted(took) == [False, True]
    assert await one.tickets.change("t1", "taken", "answered", answer="Slik:")
    held = await two.tickets.get("t1")
    assert held is not None and (held.status, held.answer, held.taken_by) == ("answered", "Slik:", "coordinator")
    assert (held.asker, held.channel) == (REFERENCE, {"channel": "19:abc"})
    assert [ticket.id for ticket in await one.tickets.waiting()] == ["t1"]
    assert await one.tickets.get("gone") is None and not await one.tickets.change("gone", "open", "closed")


async def test_work_is_done_once_however_many_replicas(replicas: Open) -> None:
    stores = [await replicas() for _ in range(3)]
    done: list[int] = []

    async def work(number: int) -> None:
        done.append(number)

    for _ in range(2):
        ran = await asyncio.gather(*(store.jobs.run_due("job", 3600, lambda n=n: work(n)) for n, store in enumerate(stores)))  # type: ignore[misc]
    assert len(done) == 1 and sum(ran) == 0
    async with stores[0].engine.begin() as connection:
        await connection.execute(update(tables.job).values(next_at=0.0))
    assert await stores[1].jobs.run_due("job", 3600, lambda: work(9)) and done[-1] == 9


async def test_work_of_a_replica_that_died_is_done_by_another(replicas: Open) -> None:
    one, two = await replicas(), await replicas()

    async def die() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await one.jobs.run_due("job", 3600, die)

    async def work() -> None:
        pass

    assert not await two.jobs.run_due("job", 3600, work)
    async with two.engine.begin() as connection:
        await connection.execute(update(tables.job).where(tables.job.c.name == "job").values(until=0.0))
    assert await two.jobs.run_due("job", 3600, work)


AGES = {
    "KEEP_PERSON_DAYS": ("person", 7 * DAY), "KEEP_CONVERSATION_HOURS": ("focus", 7 * 3600.0), "KEEP_ACTIVITY_HOURS": ("claim", 7 * 3600.0),
    "KEEP_FEEDBACK_DAYS": ("feedback", 7 * DAY), "KEEP_UNANSWERED_DAYS": ("unanswered", 7 * DAY), "KEEP_USAGE_DAYS": ("usage", 7 * DAY),
    "KEEP_PROGRESS_DAYS": ("progress", 7 * DAY), "KEEP_REMINDER_DAYS": ("reminder", 7 * DAY), "KEEP_TICKET_DAYS": ("ticket", 7 * DAY),
}  # fmt: skip


@pytest.mark.parametrize("setting", AGES)
async def test_each_kind_is_purged_when_its_own_setting_says(replicas: Open, setting: str) -> None:
    kind, keep = AGES[setting]
    store = await replicas(**{setting: 7})
    await fill(store)
    await store.reminders.stop("p", "weekly")
    assert (await store.retention.purge())[kind] == 0
    now = store.replica.now()
    store.replica.now = lambda: now + keep + DAY + 1  # type: ignore[method-assign]
    gone = await store.retention.purge()
    assert gone[kind] == 1 and await count(store, tables.metadata.tables[kind]) == 0
    others = {table for table, _ in AGES.values()} - {kind, "focus", "claim", "reminder"}
    assert all(gone[other] == 0 for other in others), "no kind goes by another's setting"


async def test_a_clock_that_jumps_deletes_nothing_and_what_it_wrote_does_not_stay_for_ever(
    replicas: Open, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = await replicas()
    await fill(store)
    held = {kind: await count(store, tables.metadata.tables[kind]) for kind, _ in AGES.values()}
    ahead, true_time = 900 * DAY, database_time

    async def wrong(engine: AsyncEngine) -> float:
        return await true_time(engine) + ahead

    monkeypatch.setattr("bot.stores.replica.database_time", wrong)
    await store.tend()
    assert not store.replica.is_steady and "clock_jumped" in "".join(capsys.readouterr())
    assert {kind: await count(store, tables.metadata.tables[kind]) for kind in held} == held, "nothing is deleted by such a clock"
    await store.turns.keep("later", "later", MEMORY)
    assert await store.writer.drain(5)
    ahead = 0.0
    await store.tend()
    await store.retention.purge()
    async with store.engine.connect() as connection:
        seen = (await connection.execute(select(func.max(tables.person.c.seen)))).scalar_one()
    assert seen <= store.replica.now() + DAY, "what it wrote down as of the future counts from today"


async def test_a_reminder_in_use_is_never_purged(replicas: Open) -> None:
    store = await replicas(KEEP_REMINDER_DAYS=0)
    await store.reminders.keep(REMINDER)
    now = store.replica.now()
    store.replica.now = lambda: now + 900 * DAY  # type: ignore[method-assign]
    assert (await store.retention.purge())["reminder"] == 0


async def test_purging_is_scheduled_from_the_start(replicas: Open) -> None:
    store = await replicas()
    await store.tend()
    async with store.engine.connect() as connection:
        row = (await connection.execute(select(tables.job).where(tables.job.c.name == "purge"))).one()
    assert row.ran_at is not None and row.next_at > row.ran_at


async def test_unanswered_questions_are_kept_by_the_day_and_not_at_all_when_so_set(replicas: Open) -> None:
    store = await replicas()
    await store.unanswered.note(Question("hva\x00 er\n det" + "x" * 500, "nb"))
    assert await store.writer.drain(5)
    (kept,) = await store.unanswered.all()
    assert kept.text.startswith("hva er det") and len(kept.text) == 300
    async with store.engine.connect() as connection:
        assert (await connection.execute(select(tables.unanswered.c.at))).scalar_one() % DAY == 0
    none = await replicas(KEEP_UNANSWERED_DAYS=0)
    await none.unanswered.note(Question("noe", "nb"))
    assert await none.writer.drain(5) and len(await none.unanswered.all()) == 1


async def test_counts_of_all_replicas_add_up(replicas: Open) -> None:
    stores = [await replicas() for _ in range(3)]
    for store in stores:
        for _ in range(5):
            store.usage.count("outcome", "answer")
        store.usage.write()
        assert await store.writer.drain(5)
    async with stores[0].engine.connect() as connection:
        assert (await connection.execute(select(tables.usage.c.count))).scalars().all() == [15]


async def test_how_often_entries_are_shown_is_known_and_not_forgotten_when_the_database_goes(
    replicas: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await replicas()
    for what, name in (("entry", "ppt"), ("entry", "ppt"), ("entry", "bup"), ("outcome", "answer")):
        store.usage.count(what, name)
    store.usage.write()
    assert await store.writer.drain(5)
    use = KnownUse(store)
    await use.look()
    assert use.counts == {"ppt": 2, "bup": 1}
    monkeypatch.setattr("bot.stores.reviewing.read_used", lambda engine: 1 / 0)
    await use.look()
    assert use.counts == {"ppt": 2, "bup": 1}


async def test_everything_about_a_person_is_shown_and_erased_and_nothing_of_others(replicas: Open) -> None:
    store = await replicas()
    await fill(store, "p")
    await fill(store, "another")
    held = (await store.people.holdings("p")).rows
    assert set(held) == {"person", "focus", "progress", "reminder", "ticket"}
    assert held["person"][0]["sector"] == "skole" and held["focus"][0]["body"]["entry_id"] == "meldeplikt"
    assert held["reminder"][0]["reference"] == REFERENCE and held["progress"][0]["answers"] == {"q1": "b"}
    await store.turns.forget("p")
    assert (await store.people.holdings("p")).rows == {}
    assert await store.turns.recall("c of p", "p") == Memory()
    assert await store.turns.recall("c of another", "another") == MEMORY
    assert set((await store.people.holdings("another")).rows) == set(held)


async def test_what_another_process_erases_is_forgotten_here_too(replicas: Open, address: str) -> None:
    here, controller = await replicas(), await replicas()
    await fill(here)
    await here.tend()
    await controller.people.erase("p")
    await here.tend()
    assert await here.turns.recall("c of p", "p") == Memory()


async def test_no_table_holds_an_id_of_a_person_or_conversation_in_clear(store: Store) -> None:
    await store.tickets.open(TICKET)
    await store.reminders.keep(REMINDER)
    await turn(store.turns, "msteams|a:conversation-of-kari|17000", MEMORY)
    assert await store.writer.drain(5)
    held = await dump(store)
    assert "meldeplikt" in held
    for secret in ("29:kari", "entra-id-of-kari", "a:conversation-of-kari", "19:abc", "17000"):
        assert secret not in held


def test_another_key_opens_no_seal() -> None:
    sealed = Seal(b"one").seal(REFERENCE)
    assert Seal(b"one").open(sealed) == REFERENCE and Seal(b"one").open(Seal(b"one").seal({})) == {}
    with pytest.raises(InvalidToken):
        Seal(b"two").open(sealed)


async def test_sqlite_writes_ahead_and_wipes_what_is_deleted(store: Store) -> None:
    if store.is_shared:
        return
    async with store.engine.connect() as connection:
        for pragma, wanted in (("journal_mode", "wal"), ("secure_delete", 1)):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == wanted


async def test_a_row_the_database_will_not_take_does_not_hold_up_others(store: Store) -> None:
    from bot.stores.statements import Write

    broken = Write("feedback", {"id": "x", "entry": None, "verdict": None, "at": 0.0, "reason": None, "words": None})
    store.writer.stage([broken])
    await store.feedback.note("meldeplikt", "like")
    assert await store.writer.drain(5)
    assert await count(store, tables.feedback) == 1


async def test_what_is_not_yet_written_is_written_before_leaving(replicas: Open) -> None:
    store = await replicas()
    for n in range(40):
        await turn(store.turns, str(n), Memory(Person("nav")), f"c{n}", f"p{n}")
    store.usage.count("outcome", "answer")
    await store.close()
    after = await replicas()
    assert await count(after, tables.person) == 40 and await count(after, tables.usage) == 1


async def test_what_a_message_shows_is_known_before_and_after_it_is_written(store: Store) -> None:
    for entry in ("taushetsplikt", "meldeplikt"):
        store.sent.note("message", entry)
        assert await store.sent.entry_of("message") == entry
    assert await store.writer.drain(20)
    assert await store.sent.entry_of("message") == "meldeplikt" and not store.sent._unwritten
