"""«Ett begrep i uka»: asked for, sent when it is due, one a week, never the same twice, and never to those who have stopped or left."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bot.cards.course_shown import ShowTerm, ShowWeekly
from bot.cards.draw import draw
from bot.cards.shown import Show, Shown
from bot.conversation.keeping import Reminder
from bot.conversation.recent import RecentAnswers
from bot.conversation.weekly import WEEKLY
from bot.conversation.weekly_round import TOO_LATE, WeeklyRound
from bot.errors import Undelivered
from bot.guide.entry import Language
from bot.guide.guide import Guide
from bot.guide.weekly import HOURS, OSLO, next_term, next_time
from bot.stores.store import Store
from tests.course.conftest import BOTH, MONDAY, REFERENCE, Learner, Move
from tests.stores.conftest import Open

WEEK = 7 * 86_400.0


class Told:
    """A door that only notes what it is to tell."""

    def __init__(self, fails: Undelivered | None = None) -> None:
        self.told: list[tuple[Mapping[str, Any], Show, Language]] = []
        self.fails = fails

    async def tell(self, reference: Mapping[str, Any], shown: Show, language: Language = "nb") -> str:
        if self.fails is not None:
            raise self.fails
        self.told.append((reference, shown, language))
        return "1"

    async def change(self, reference: Mapping[str, Any], message: str, shown: Show, language: Language = "nb") -> None:
        raise AssertionError

    @property
    def terms(self) -> list[str]:
        return [shown.entry_id for _, shown, _ in self.told if isinstance(shown, ShowTerm)]


def round_of(store: Store, guide: Guide, door: Told) -> WeeklyRound:
    return WeeklyRound(store.reminders, store.turns, door, lambda: guide, lambda: store.replica.now())  # noqa: PLW0108


async def subscribe(learner: Learner, weekday: int = 1, hour: int = 9) -> str:
    await learner.turn("ett begrep i uka")
    return await learner.press("Ja, send meg det", weekday=str(weekday), hour=str(hour))


def oslo(*moment: int) -> float:
    return datetime(*moment, tzinfo=OSLO).timestamp()  # type: ignore[arg-type, misc]


TIMES = {
    "later today": ((2026, 11, 23, 9, 30), 0, 10, (2026, 11, 23, 10)),
    "this very minute is next week": ((2026, 11, 23, 10), 0, 10, (2026, 11, 30, 10)),
    "tomorrow": ((2026, 11, 23, 10), 1, 8, (2026, 11, 24, 8)),
    "yesterday is in six days": ((2026, 11, 24, 10), 0, 10, (2026, 11, 30, 10)),
    "over the change to summer time": ((2027, 3, 22, 10), 6, 8, (2027, 3, 28, 8)),
    "over the change to winter time": ((2026, 10, 19, 10), 6, 20, (2026, 10, 25, 20)),
    "late in the evening, when it is another day in UTC": ((2026, 7, 6, 0, 30), 0, 7, (2026, 7, 6, 7)),
    "over new year": ((2026, 12, 31, 23, 59), 4, 7, (2027, 1, 1, 7)),
}  # fmt: skip


@pytest.mark.parametrize("name", TIMES)
def test_the_next_time_is_by_the_clock_on_the_wall_in_norway(name: str) -> None:
    now, weekday, hour, then = TIMES[name]
    assert next_time(oslo(*now), weekday, hour) == oslo(*then)


def test_a_week_is_seven_days_by_the_wall_whatever_the_season() -> None:
    at, hours = oslo(2026, 1, 5, 8), set()
    for _ in range(60):
        following = next_time(at, 0, 8)
        hours.add((following - at) / 3600)
        at = following
        assert datetime.fromtimestamp(at, OSLO).hour == 8
    assert hours == {167.0, 168.0, 169.0}


def test_no_term_comes_twice_before_all_have_come(guide: Guide) -> None:
    terms = [entry.id for entry in guide if entry.kind == "glossary"]
    shown: tuple[str, ...] = ()
    sent = []
    for _ in terms:
        term, shown = next_term(guide, "p", shown)
        sent.append(term)
    assert sorted(map(str, sent)) == sorted(terms) and len(terms) > 40
    assert next_term(guide, "p", shown) == (sent[0], (sent[0],)), "then from the start"
    assert next_term(guide, "q", ())[1] != next_term(guide, "r", ())[1], "each in an order of their own"


@BOTH
async def test_from_yes_to_the_term_in_the_chat_and_the_next_week_another(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move
) -> None:
    move(MONDAY)
    assert "hver tirsdag kl. 9.00. Det neste kommer 24.11.2026." in await subscribe(learner)
    door = Told()
    weekly = round_of(store, recent.guide, door)
    assert await weekly.send_due() == 0
    for week in range(4):
        move(oslo(2026, 11, 24, 9, 1) + week * WEEK)
        assert await weekly.send_due() == 1 and await weekly.send_due() == 0
    assert len(set(door.terms)) == 4 and all(reference == REFERENCE for reference, _, _ in door.told)
    assert all(recent.guide.entries[term].kind == "glossary" for term in door.terms)


@BOTH
async def test_a_new_day_or_a_pause_does_not_bring_the_same_terms_again(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move
) -> None:
    door = Told()
    for week in range(3):
        move(MONDAY + week * WEEK)
        await subscribe(learner, weekday=week + 1)
        move(oslo(2026, 11, 24 + week, 9, 1) + week * WEEK)
        assert await round_of(store, recent.guide, door).send_due() == 1
        await learner.turn("stopp påminnelser")
    assert len(set(door.terms)) == 3


@BOTH
async def test_each_due_term_is_sent_by_one_replica(
    replicas: Open, recent: RecentAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = [await replicas() for _ in range(3)]
    door = Told()
    monkeypatch.setattr(stores[0].replica, "now", lambda: MONDAY)
    for number in range(6):
        await subscribe(Learner(stores[0], recent, f"p{number}"))
    for store in stores:
        monkeypatch.setattr(store.replica, "now", lambda: oslo(2026, 11, 24, 9, 1))
    sent = await asyncio.gather(*(round_of(store, recent.guide, door).send_due() for store in stores))
    assert sum(sent) == 6 and len(door.told) == 6


@BOTH
async def test_all_that_is_due_is_sent_at_once_and_one_that_fails_keeps_nobody_waiting(
    store: Store, recent: RecentAnswers, move: Move
) -> None:
    due = oslo(2026, 11, 24, 9)
    for number in range(45):
        await store.reminders.keep(Reminder(f"p{number:02}", WEEKLY, 1, 9, due, {**REFERENCE, "number": number}))

    class Broken(Told):
        async def tell(self, reference: Mapping[str, Any], shown: Show, language: Language = "nb") -> str:
            if reference["number"] == 7:
                raise RuntimeError
            return await super().tell(reference, shown, language)

    door = Broken()
    move(due + 1)
    assert await round_of(store, recent.guide, door).send_due() == 44
    assert sorted(reference["number"] for reference, _, _ in door.told) == [number for number in range(45) if number != 7]


WAYS_OUT = {"the word": ("stopp påminnelser", {}), "the button": ("", {"verb": "weekly", "do": "stop"}), "in English": ("stop reminders", {}),
            "erasure": ("slett mine data", {})}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_who_stops_or_is_erased_gets_nothing(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move, way: str
) -> None:
    move(MONDAY)
    await subscribe(learner)
    text, data = WAYS_OUT[way]
    await learner.turn(text, **data)
    move(oslo(2026, 11, 24, 9, 1))
    door = Told()
    assert await round_of(store, recent.guide, door).send_due() == 0 and door.told == []
    assert WEEKLY not in (await store.turns.recall("chat of p", "p")).person.consents


@BOTH
async def test_who_is_erased_while_it_is_being_sent_leaves_no_trace(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move
) -> None:
    move(MONDAY)
    await subscribe(learner)

    class Meanwhile(Told):
        async def tell(self, reference: Mapping[str, Any], shown: Show, language: Language = "nb") -> str:
            await store.people.erase("p")
            return await super().tell(reference, shown, language)

    move(oslo(2026, 11, 24, 9, 1))
    assert await round_of(store, recent.guide, Meanwhile()).send_due() == 1
    assert "reminder" not in (await store.people.holdings("p")).rows


@BOTH
async def test_who_blocked_or_removed_the_bot_is_never_written_to_again(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move
) -> None:
    move(MONDAY)
    await subscribe(learner)
    move(oslo(2026, 11, 24, 9, 1))
    assert await round_of(store, recent.guide, Told(Undelivered(passing=False))).send_due() == 0
    move(oslo(2026, 12, 8, 9, 1))
    door = Told()
    assert await round_of(store, recent.guide, door).send_due() == 0 and door.told == []
    assert "Vil du ha ett begrep" in await learner.turn("ett begrep i uka"), "it can be asked for again"


@BOTH
async def test_what_may_pass_is_tried_again_and_given_up_after_a_day(
    learner: Learner, store: Store, recent: RecentAnswers, move: Move
) -> None:
    move(MONDAY)
    await subscribe(learner)
    due = oslo(2026, 11, 24, 9)
    move(due + 1)
    assert await round_of(store, recent.guide, Told(Undelivered(passing=True))).send_due() == 0
    door = Told()
    weekly = round_of(store, recent.guide, door)
    assert await weekly.send_due() == 0, "not at once"
    move(due + 301 + 1)
    assert await weekly.send_due() == 1
    move(due + WEEK + TOO_LATE + 5)
    assert await weekly.send_due() == 0 and len(door.told) == 1
    (held,) = await store.reminders.of("p")
    assert held.next_at == due + 2 * WEEK and not held.stopped


async def test_the_term_comes_in_the_persons_language(learner: Learner, store: Store, recent: RecentAnswers, move: Move) -> None:
    move(MONDAY)
    await subscribe(learner)
    await learner.turn("what must I do when a child tells me about violence", locale="en")
    door = Told()
    move(oslo(2026, 11, 24, 10))
    await round_of(store, recent.guide, door).send_due()
    assert [language for _, _, language in door.told] == ["en"]


@BOTH
async def test_what_is_kept_is_told(learner: Learner, move: Move) -> None:
    move(MONDAY)
    await subscribe(learner)
    said = await learner.turn("hva vet du om meg")
    assert "Du har sagt ja til: Ett begrep i uka" in said and "Ett begrep i uka: tirsdag kl. 9.00" in said
    assert "hver tirsdag kl. 9.00" in await learner.turn("påminnelser"), "asked for again, it says how it stands"
    await learner.press("Stopp påminnelser")
    assert "tirsdag" not in await learner.turn("hva vet du om meg")


STRANGE = [
    ("7", "9"),
    ("-1", "9"),
    ("", ""),
    ("1", "3"),
    ("1", "24"),
    ("<b>", "9"),
    ("1", "9" * 50_000),
    ("1.0", "9"),
    ("١", "9"),
]


@pytest.mark.parametrize(("weekday", "hour"), STRANGE)
async def test_a_day_or_hour_that_cannot_be_chosen_is_asked_for_again(
    learner: Learner, store: Store, weekday: str, hour: str
) -> None:
    said = await learner.turn(verb="weekly", do="set", weekday=weekday, hour=hour)
    assert "Velg både dag og klokkeslett" in said and isinstance(learner.show, ShowWeekly)
    assert await store.reminders.of("p") == () and "<b>" not in said


@pytest.mark.parametrize("scope", ["group", "channel"])
async def test_it_is_asked_for_in_the_personal_chat_alone(learner: Learner, store: Store, scope: str) -> None:
    for data in ({"text": "ett begrep i uka"}, {"verb": "weekly", "do": "set", "weekday": "1", "hour": "9"}):
        assert "Åpne den personlige chatten" in await learner.turn(scope=scope, **data)  # type: ignore[arg-type]
    assert await store.reminders.of("p") == ()


async def test_a_term_that_is_gone_or_made_up_gets_a_plain_word(learner: Learner) -> None:
    assert "finnes ikke lenger" in await learner.turn(verb="term", entry="xq7", do="whole")


def test_every_card_of_a_term_can_stop_them(guide: Guide) -> None:
    stop = {"verb": "weekly", "do": "stop", "language": "nb"}
    for entry in (entry for entry in guide if entry.kind == "glossary"):
        for whole in (False, True):
            card = draw(Shown(ShowTerm(entry.id, whole)), guide)
            assert stop in [one["data"]["undring"] for one in card["actions"]], entry.id
    assert stop in [one["data"]["undring"] for one in draw(Shown(ShowTerm("gone")), guide)["actions"]]


def test_the_hours_one_may_choose_are_never_skipped_or_doubled() -> None:
    assert min(HOURS) > 3
