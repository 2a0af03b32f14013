"""The course as people take it: begun, answered, skipped, left, resumed, finished, and tampered with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.course_shown import ShowCourse, ShowCourseWord, ShowFinished, ShowLesson
from bot.conversation.recent import RecentAnswers
from bot.guide.entry import SECTORS
from bot.stores.store import Store
from tests.course.conftest import BOTH, COURSE, MONDAY, Learner, Move


async def begin(learner: Learner, sector: str = "skole") -> str:
    await learner.turn("start kurs")
    return await learner.press("Start kurset", sector=sector)


@pytest.mark.parametrize("sector", SECTORS)
async def test_from_the_first_word_to_the_card_to_keep(learner: Learner, move: Move, sector: str) -> None:
    move(MONDAY)
    assert "Hvor jobber du?" in await learner.turn("start kurs")
    said = await learner.press("Start kurset", sector=sector)
    count = len(learner.recent.guide.courses[COURSE].lessons_for(sector))  # type: ignore[arg-type]
    for number in range(1, count + 1):
        assert f"Leksjon {number} av {count}" in said
        assert "Riktig" in await learner.answer()
        said = await learner.press("Fullfør kurset" if number == count else "Neste leksjon")
    assert "Du er ferdig med kurset" in said and f"Fullført 23.11.2026. Riktig på første forsøk: {count} av {count}." in said
    assert "p" not in said.split() and {state for state, _ in (await learner.rows()).values()} == {"right"}


async def test_a_wrong_answer_gets_its_why_and_the_right_one_with_its_why(learner: Learner) -> None:
    await begin(learner)
    said = await learner.answer(right=False)
    lesson = learner.recent.guide.courses[COURSE].lessons["fare"]
    wrong = lesson.choices[(lesson.right + 1) % 3]
    assert "Ikke helt" in said and wrong.why.nb in said and lesson.choices[lesson.right].why.nb in said
    assert f"Riktig svar: {lesson.choices[lesson.right].nb}" in said and (await learner.rows())["fare"][0] == "wrong"


@BOTH
async def test_one_resumes_where_one_left_also_on_another_day(learner: Learner, move: Move) -> None:
    move(MONDAY)
    await begin(learner)
    await learner.answer()
    await learner.press("Neste leksjon")
    await learner.answer(right=False)
    await learner.press("Neste leksjon")
    move(MONDAY + 3 * 86_400)
    assert "Leksjon 3 av 11" in await learner.turn("opplæring")
    assert learner.show == ShowLesson(COURSE, "tegn", "skole")
    again = Learner(learner.store, learner.recent)
    again.number = 100
    assert "Leksjon 3 av 11" in await again.turn("fortsett kurset")


@BOTH
async def test_what_is_skipped_can_be_taken_at_the_end(learner: Learner) -> None:
    said = await begin(learner)
    while "ferdig" not in said:
        said = await learner.press("Hopp over")
    assert isinstance(learner.show, ShowFinished) and len(learner.show.skipped) == 11 and "(hoppet over)" in said
    assert "Leksjon 1 av 11" in await learner.press("Ta det du hoppet over")
    await learner.answer()
    said = await learner.press("Neste leksjon")
    assert "Leksjon 2 av 11" in said and (await learner.rows())["fare"][0] == "right"


@BOTH
async def test_starting_again_is_asked_about_and_forgets_the_answers(learner: Learner) -> None:
    await begin(learner)
    await learner.answer()
    before = await learner.rows()
    assert "Vil du begynne på nytt?" in await learner.press("Begynn på nytt") and await learner.rows() == before
    assert "Leksjon 1 av 11" in await learner.press("Ja, begynn på nytt")
    assert await learner.rows() == {"fare": ("begun", {})}


async def test_what_the_guide_says_opens_beneath_the_lesson_and_closes_again(learner: Learner) -> None:
    await begin(learner)
    said = await learner.press("Les: Akutt fare for et barn")
    assert "Ikke konfronter" in said and "Leksjon 1 av 11" in said and learner.sees["actions"][0]["title"] == "Svar"
    assert "Ikke konfronter" not in await learner.press("Skjul teksten")


async def test_the_known_workplace_is_used_and_another_can_be_chosen(learner: Learner) -> None:
    await learner.turn("jeg er helsesykepleier")
    await learner.turn("kurs")
    assert isinstance(learner.show, ShowLesson) and learner.show.sector == "helse"
    await learner.turn("jeg jobber i barnehage")
    await learner.turn("kurs")
    assert isinstance(learner.show, ShowLesson) and learner.show.sector == "barnehage" and learner.show.lesson_id == "fare"


WORDS = [
    "start kurs",
    "Kurs",
    "opplæring",
    "ny i jobben kurs",
    "Ny i jobben-kurset",
    "byrj kurset",
    "start course",
    "the course",
    "start kurss!",
]
QUESTIONS = [
    "ny i jobben – hva må jeg vite", "ny i jobben", "kurs i relasjoner", "icdp kurs for foreldre", "tiltak om opplæring i planen",
    "kurs om vold for nyansatte", "hvem kan kurse oss i rus i familien", "opplæringslova § 24-3", "hva er en påminnelse",
]  # fmt: skip


@pytest.mark.parametrize("text", WORDS)
async def test_words_that_start_it(recent: RecentAnswers, text: str) -> None:
    assert recent.conversation.course_words.find(text) == ("course", COURSE)


@pytest.mark.parametrize("text", QUESTIONS)
async def test_questions_that_it_must_not_take(recent: RecentAnswers, text: str) -> None:
    assert recent.conversation.course_words.find(text) is None


@pytest.mark.parametrize(("locale", "text", "said"), [
    ("nn", "start kurset", "Kvar jobbar du?"), ("en", "start course", "Where do you work?"), ("nb", "start kurs", "Hvor jobber du?"),
])  # fmt: skip
async def test_it_speaks_the_persons_language(learner: Learner, locale: str, text: str, said: str) -> None:
    assert said in await learner.turn(text, locale=locale)


async def test_the_entry_for_newcomers_offers_the_course_by_a_button(learner: Learner) -> None:
    await learner.turn(verb="entry", entry="nyansatt")
    assert "Hvor jobber du?" in await learner.press("Ta kurset «Ny i jobben»")


@pytest.mark.parametrize("scope", ["group", "channel"])
async def test_it_is_taken_in_the_personal_chat_alone(learner: Learner, scope: str) -> None:
    for data in ({"text": "start kurs"}, {"verb": "course", "course": COURSE, "do": "answer", "lesson": "fare", "choice": "1"}):
        said = await learner.turn(scope=scope, **data)  # type: ignore[arg-type]
        assert "Åpne den personlige chatten med meg" in said and "actions" not in learner.sees
    assert await learner.rows() == {}


LONG, HTML = "x" * 50_000, "<script>alert('xq7')</script>"
TAMPERED = {
    "an unknown course": {"course": "xq7", "do": "answer", "lesson": "fare", "choice": "1"},
    "no course": {"do": "next"},
    "an unknown deed": {"do": "xq7", "lesson": "fare", "choice": "1", "course": COURSE},
    "an unknown lesson": {"do": "answer", "lesson": "xq7", "choice": "1", "course": COURSE},
    "another sector's lesson": {"do": "answer", "lesson": "parorende", "choice": "1", "course": COURSE},
    "no lesson": {"do": "skip", "course": COURSE},
    "an unknown answer": {"do": "answer", "lesson": "undring", "choice": "7", "course": COURSE},
    "a negative answer": {"do": "answer", "lesson": "undring", "choice": "-1", "course": COURSE},
    "an answer in other digits": {"do": "answer", "lesson": "undring", "choice": "١", "course": COURSE},
    "an answer that is text": {"do": "answer", "lesson": "undring", "choice": HTML, "course": COURSE},
    "a lesson not come to": {"do": "answer", "lesson": "melde", "choice": "1", "course": COURSE},
    "skipping ahead": {"do": "skip", "lesson": "melde", "course": COURSE},
    "reading ahead": {"do": "read", "lesson": "melde", "course": COURSE},
    "an answer given before": {"do": "answer", "lesson": "fare", "choice": "0", "course": COURSE},
    "skipping what is answered": {"do": "skip", "lesson": "fare", "course": COURSE},
    "starting again without having been asked": {"do": "restart", "course": COURSE},
    "starting again, nearly sure": {"do": "restart", "sure": "yes", "course": COURSE},
    "an unknown sector": {"do": "next", "sector": HTML, "course": COURSE},
    "fifty kilobytes": {"do": LONG, "lesson": LONG, "choice": LONG, "sector": LONG, "course": COURSE},
    "a course of fifty kilobytes": {"do": "next", "course": LONG},
    "html": {"do": "answer", "lesson": HTML, "choice": HTML, "course": HTML},
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
async def test_what_nobody_could_press_gets_a_plain_word_and_changes_nothing(learner: Learner, name: str) -> None:
    await begin(learner)
    await learner.answer()
    await learner.press("Neste leksjon")
    before = await learner.rows()
    said = await learner.turn(verb="course", **TAMPERED[name])
    assert await learner.rows() == before and set(before) == {"fare", "undring"}
    assert "xq7" not in said and "xxx" not in said and len(said) > 20
    allowed = isinstance(learner.show, ShowCourseWord | ShowLesson)
    assert allowed, learner.show


async def test_nobody_reaches_anothers_course(learner: Learner) -> None:
    await begin(learner)
    before = await learner.rows()
    other = Learner(learner.store, learner.recent, "q")
    await other.turn("jeg er lærer")
    for deed in ("answer", "skip", "read", "show"):
        said = await other.turn(verb="course", course=COURSE, do=deed, lesson="fare", choice="1")
        assert "ikke kommet til denne leksjonen" in said
    await other.turn(verb="course", course=COURSE, do="restart", sure="1")
    assert await learner.rows() == before


async def test_an_answer_sent_again_or_changed_leaves_the_first(learner: Learner) -> None:
    await begin(learner)
    first = await learner.answer(right=False)
    rows = await learner.rows()
    for choice in ("0", "1", "2", "x"):
        assert await learner.turn(verb="course", course=COURSE, do="answer", lesson="fare", choice=choice) == first
    assert await learner.rows() == rows


async def test_no_choice_is_asked_for_again(learner: Learner) -> None:
    await begin(learner)
    assert "Velg et svar først" in await learner.press("Svar") and (await learner.rows())["fare"] == ("begun", {})


@BOTH
async def test_an_old_card_after_erasure_changes_nothing(learner: Learner) -> None:
    await begin(learner)
    await learner.turn("slett mine data")
    await learner.turn("jeg er lærer")
    assert "ikke kommet til denne leksjonen" in await learner.turn(
        verb="course", course=COURSE, do="answer", lesson="fare", choice="1"
    )
    assert await learner.rows() == {}


async def test_a_course_that_editors_take_away_is_gone_with_a_plain_word(
    learner: Learner, store: Store, recent: RecentAnswers
) -> None:
    await begin(learner)
    seen = learner.sees
    guide = replace(recent.guide, courses={})
    learner.recent = RecentAnswers(
        type(recent.conversation)(guide, recent.conversation.matches, recent.conversation.mask, lambda _: None)
    )
    attendant = Learner(store, learner.recent)
    attendant.number, attendant.sees = 50, seen
    assert "finnes ikke lenger" in await attendant.press("Svar", choice="1")


async def test_without_errands_the_course_says_what_it_is(recent: RecentAnswers, learner: Learner) -> None:
    await learner.turn("jeg er lærer")
    learner.attendant._errands._by_wish.clear()
    await learner.turn("start kurs")
    assert learner.show == ShowCourse(COURSE, "skole")
