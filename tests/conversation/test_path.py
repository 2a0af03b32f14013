"""The guided path as dialogs: started by words, walked by choices, left and found again, and safe from strange buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.draw import draw, size_of
from bot.cards.path_shown import Place, ShowPathStep, ShowPathSummary, ShowPathWord
from bot.cards.shown import ShowEntry, ShowWay
from bot.cards.text import as_text
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory, Person
from bot.conversation.turn import Action, Reply, Scope, Turn
from bot.guide.entry import LANGUAGES, SECTORS
from bot.guide.guide import Guide
from bot.guide.paths import END, GuidedPath

NAME = "fra-undring-til-tiltak"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WIRE = 100
"""Characters of one field that the door lets through."""


class Talk:
    """One person's conversation, in which `said` is what was shown last."""

    def __init__(self, conversation: Conversation, scope: Scope = "personal", sector: str | None = None) -> None:
        self.conversation = conversation
        self.scope = scope
        self.memory = Memory(Person(sector=sector))  # type: ignore[arg-type]
        self.now = NOW
        self.reply: Reply

    def say(self, text: str) -> Reply:
        """Say something."""
        return self._turn(Turn("message", "c", "p", self.now, text, scope=self.scope))

    def press(self, **data: str) -> Reply:
        """Press a button of the path."""
        return self._turn(Turn("action", "c", "p", self.now, action=Action("path", data), scope=self.scope))

    def button(self, title: str) -> dict[str, str]:
        """Return what the button called `title` on the last card carries."""
        made = draw(self.reply.shown, self.conversation.guide)
        within = [one for element in made["body"] if element["type"] == "ActionSet" for one in element["actions"]]
        found = next(one for one in [*within, *made["actions"]] if one["title"] == title)
        return {name: value for name, value in found["data"]["undring"].items() if name != "verb"}

    def push(self, title: str, **inputs: str) -> Reply:
        """Press the button called `title` on the last card."""
        return self.press(**inputs, **self.button(title))

    def _turn(self, turn: Turn) -> Reply:
        self.reply, self.memory = self.conversation.answer(turn, self.memory)
        return self.reply

    @property
    def at(self) -> str:
        """Return the step that is shown, or the word, or what else."""
        body = self.reply.shown.body
        match body:
            case ShowPathStep(place):
                return place.trail[-1]
            case ShowPathWord(word):
                return word
            case _:
                return type(body).__name__


@pytest.fixture
def path(guide: Guide) -> GuidedPath:
    return guide.paths[NAME]


@pytest.mark.parametrize(
    "text",
    [
        "hjelp meg steg for steg", "ta meg gjennom", "kan du ta meg gjennom det",
        "ta meg gjenom det", "ta meg gjennom stega", "walk me through it", "Help me step by step, please",
    ],
)  # fmt: skip
def test_words_that_start_the_path(conversation: Conversation, text: str) -> None:
    talk = Talk(conversation)
    reply = talk.say(text)
    assert talk.at == "fare" and reply.outcome == "choices" and not reply.notices


@pytest.mark.parametrize("text", ["fra undring til tiltak", "Fra undring til tiltak!"])
def test_the_name_of_the_entry_asks_for_the_entry(conversation: Conversation, text: str) -> None:
    talk = Talk(conversation)
    assert talk.say(text).entries[0].entry_id == "fra-undring-til-tiltak"
    assert talk.at == "ShowEntry"


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("jeg er bekymret, hva gjør jeg nå", "Fra undring til tiltak: steg for steg"),
        ("Eg er bekymra, kva gjer eg no?", "Frå undring til tiltak: steg for steg"),
        ("I am worried, what do I do now?", "From concern to action: step by step"),
    ],
)
def test_a_worry_gets_the_way_with_a_button_into_the_path(conversation: Conversation, text: str, button: str) -> None:
    talk = Talk(conversation)
    assert isinstance(talk.say(text).shown.body, ShowWay)
    talk.push(button)
    assert talk.at == "fare"


def test_entries_about_the_path_have_its_button(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.say("hva er trinn 0")
    assert talk.button("Fra undring til tiltak: steg for steg") == {"do": "start", "path": NAME, "language": "nb"}


DIALOGS: dict[str, list[tuple[str, str]]] = {
    "an uneasy feeling, all the way": [
        ("steg for steg", "fare"), ("nei", "sett"), ("4", "drofte"), ("Vi snakker med foreldrene", "samtale"),
        ("vi ble enige om noe å prøve", "tiltak"), ("Ferdig: vis oppsummeringen", "ShowPathSummary"),
    ],
    "suspected violence never meets the parents": [
        ("steg for steg", "fare"), ("nei", "sett"), ("Tegn på vold eller overgrep", "vold"), ("2", "tvil"),
        ("videre til meldeplikten", "voldplikt"),
    ],
    "danger first": [("steg for steg", "fare"), ("ja", "ring"), ("tilbake", "fare"), ("tilbake", "fare")],
    "back, and another way": [
        ("steg for steg", "fare"), ("nei", "sett"), ("barnet har fortalt meg noe", "sagt"), ("gå tilbake", "sett"), ("3", "alvor"),
    ],
    "leave and come back": [
        ("steg for steg", "fare"), ("nei", "sett"), ("avslutt", "path_left"), ("ok", "ShowPhrase"), ("ta meg gjennom", "fare"),
    ],
    "a question on the way": [
        ("steg for steg", "fare"), ("nei", "sett"), ("hva er taushetsplikt", "ShowEntry"), ("fortsett løypa", "sett"), ("2", "sagt"),
    ],
    "«ja» after a question is no choice": [("steg for steg", "fare"), ("hva er taushetsplikt", "ShowEntry"), ("ja", "ShowPhrase")],
    "nynorsk": [("ta meg gjennom stega", "fare"), ("nei", "sett"), ("Teikn på vald eller overgrep", "vold"), ("attende", "sett")],
    "english": [("walk me through it", "fare"), ("no", "sett"), ("Signs of violence or abuse", "vold"), ("go back", "sett")],
    "back and stop mean nothing outside": [("tilbake", "ShowPhrase"), ("avslutt", "ShowPhrase")],
}  # fmt: skip


@pytest.mark.parametrize("name", DIALOGS)
def test_dialog(conversation: Conversation, name: str) -> None:
    talk = Talk(conversation)
    for text, wanted in DIALOGS[name]:
        talk.say(text)
        if wanted == "ShowPhrase":
            assert talk.at not in conversation.guide.paths[NAME].steps, text
        else:
            assert talk.at == wanted, text


def test_a_question_on_the_way_is_answered_with_the_way_back(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.say("steg for steg")
    talk.push("Nei")
    assert isinstance(talk.say("hva er opplysningsplikt").shown.body, ShowEntry)
    talk.push("Fortsett løypa")
    assert talk.at == "sett"
    talk.push("Avslutt")
    assert talk.memory.focus.path is None
    talk.say("hva er taushetsplikt")
    assert talk.reply.shown.path is None
    with pytest.raises(StopIteration):
        talk.button("Fortsett løypa")


def test_danger_on_the_way_is_told_first(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.say("steg for steg")
    talk.push("Nei")
    reply = talk.say("nå slår faren ham igjen, jeg hører det gjennom veggen")
    assert "danger" in reply.notices
    made = draw(reply.shown, conversation.guide)
    assert made["body"][0]["style"] == "attention"
    assert [one["title"] for one in made["actions"]][1] == "Fortsett løypa"


def test_the_duty_step_asks_where_one_works_and_remembers_it(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.press(do="go", path=NAME, trail="fare,sett,alvor", to="plikt")
    talk.push("Vis steget", sector="skole")
    assert talk.memory.person.sector == "skole"
    assert "skole" in as_text(talk.reply.shown, conversation.guide).casefold()
    talk.push("Ja, jeg melder")
    assert talk.reply.shown.body == ShowPathStep(Place(NAME, ("fare", "sett", "alvor", "plikt", "melde"), "skole"))


def test_who_would_rather_not_say_is_not_asked_again(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.press(do="go", path=NAME, trail="fare,sett,alvor", to="plikt")
    talk.push("Hopp over", sector="skole") if False else talk.press(
        do="show", path=NAME, trail="fare,sett,alvor,plikt", sector="any"
    )
    talk.push("Hva sier loven?")
    assert talk.reply.shown.body == ShowPathStep(Place(NAME, ("fare", "sett", "alvor", "plikt"), None, True), "law")
    assert talk.memory.person.sector is None


def test_the_summary_says_what_was_chosen_what_to_do_whom_to_call_and_when(conversation: Conversation) -> None:
    talk = Talk(conversation, sector="barnehage")
    talk.press(do="go", path=NAME, trail="fare,sett,vold,voldplikt,voldmelde,etter", to=END)
    assert talk.reply.shown.body == ShowPathSummary(
        Place(NAME, ("fare", "sett", "vold", "voldplikt", "voldmelde", "etter"), "barnehage"), NOW.date()
    )
    text = as_text(talk.reply.shown, conversation.guide)
    for wanted in (
        "Tegn på vold",
        "02.12.2026",
        "16.12.2026",
        "04.03.2027",
        "112",
        "§ 13-2",
        "barnehageloven",
        "02800",
        "Ikke si noe til foreldrene",
    ):
        assert wanted in text, wanted
    assert "Snakk med foreldrene" not in text
    assert talk.memory.focus.path is None


def test_a_card_from_before_the_focus_ended_still_works(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.say("steg for steg")
    talk.push("Nei")
    button = talk.button("Barnet har fortalt meg noe")
    talk.now += timedelta(hours=5)
    talk.say("hva er taushetsplikt")
    assert talk.reply.shown.path is None
    talk.press(**button)
    assert talk.at == "sagt"
    talk.press(**button)
    assert talk.at == "sagt", "pressed twice, the same step"


GOOD = {"do": "go", "path": NAME, "trail": "fare,sett", "to": "vold"}
STRANGE: dict[str, dict[str, str]] = {
    "no data": {},
    "another path": {**GOOD, "path": "en-annen"},
    "html": {**GOOD, "path": "<script>alert(1)</script>"},
    "unknown step": {**GOOD, "trail": "fare,finnes-ikke"},
    "not from the first": {**GOOD, "trail": "sett,vold"},
    "a leap": {**GOOD, "trail": "fare,etter"},
    "a step that is no choice": {**GOOD, "to": "etter"},
    "html as a step": {**GOOD, "to": "<b>vold</b>"},
    "unknown deed": {**GOOD, "do": "slett"},
    "no trail": {**GOOD, "trail": ""},
    "huge": {**GOOD, "trail": ",".join(["fare"] * 10_000)},
    "control characters": {**GOOD, "trail": "fare\x00,sett"},
    "end in the trail": {**GOOD, "trail": "fare,end"},
}


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("scope", ["personal", "group", "channel"])
def test_a_strange_button_gets_a_plain_word_and_changes_nothing(conversation: Conversation, name: str, scope: Scope) -> None:
    talk = Talk(conversation, scope, "skole")
    before = talk.memory
    talk.press(**STRANGE[name])
    assert talk.at == "path_gone"
    assert replace(talk.memory, focus=replace(talk.memory.focus, seen=None)) == before
    assert "<" not in as_text(talk.reply.shown, conversation.guide)


def test_a_strange_workplace_is_asked_for_again(conversation: Conversation) -> None:
    talk = Talk(conversation)
    talk.press(do="sector", path=NAME, trail="fare,sett,alvor,plikt", sector="<i>romstasjon</i>")
    assert talk.memory.person.sector is None
    assert "Hvor jobber du?" in as_text(talk.reply.shown, conversation.guide)


@pytest.mark.parametrize("scope", ["group", "channel"])
def test_in_a_group_it_works_and_keeps_nothing(conversation: Conversation, scope: Scope) -> None:
    talk = Talk(conversation, scope, "helse")
    talk.say("steg for steg")
    talk.push("Nei")
    talk.push("Det kan være omsorgssvikt eller noe annet alvorlig")
    talk.push("Videre til meldeplikten")
    assert "Hvor jobber du?" in as_text(talk.reply.shown, conversation.guide), "the presser's own workplace is not shown to all"
    talk.push("Vis steget", sector="skole")
    talk.push("Ja, jeg melder")
    assert talk.at == "melde"
    assert talk.memory.focus.path is None and talk.memory.focus.trail == () and talk.memory.person.sector == "helse"


def test_after_suspected_violence_no_step_talks_with_the_parents(path: GuidedPath) -> None:
    suspected = [name for name, step in path.steps.items() if step.violence]
    assert {"vold", "tvil", "voldplikt", "voldmelde"} <= set(suspected)
    assert not [one for name in suspected for one in path.reached(name) if path.steps[one].parents]


def test_every_step_can_be_come_to_and_every_way_can_be_finished(path: GuidedPath) -> None:
    assert path.reached(path.first) == set(path.steps)
    ends = {name for name, step in path.steps.items() if any(one.to == END for one in step.choices)}
    assert all(path.reached(name) & ends for name in path.steps)
    assert len(path.stages) >= 7


def longest(path: GuidedPath, trail: tuple[str, ...]) -> tuple[str, ...]:
    onward = [longest(path, (*trail, one.to)) for one in path.steps[trail[-1]].choices if one.to not in (END, *trail)]
    return max([trail, *onward], key=lambda walk: len(",".join(walk)))


def test_the_longest_walk_gets_through_the_door_and_onto_a_card(conversation: Conversation, path: GuidedPath) -> None:
    trail = longest(path, (path.first,))
    assert len(",".join(trail)) <= WIRE
    for language in LANGUAGES:
        for sector in SECTORS:
            reply = Talk(conversation, sector=sector).press(do="summary", path=NAME, trail=",".join(trail))
            assert size_of(draw(replace(reply.shown, language=language), conversation.guide)) < 15_000


def test_every_step_in_every_language_and_workplace_is_a_sound_card(conversation: Conversation, path: GuidedPath) -> None:
    walks: dict[str, tuple[str, ...]] = {path.first: (path.first,)}
    for name in list(path.steps) * 2:
        for one in path.steps[name].choices if name in walks else ():
            walks.setdefault(one.to, (*walks[name], one.to))
    for name in path.steps:
        for sector in (None, *SECTORS):
            shown = Talk(conversation, sector=sector).press(do="law", path=NAME, trail=",".join(walks[name])).shown
            for language in LANGUAGES:
                made = draw(replace(shown, language=language), conversation.guide)
                assert size_of(made) < 15_000 and len(made["actions"]) <= 6, (name, sector)
                assert {"112"} & set(as_text(shown, conversation.guide).replace(".", " ").split()) or name not in ("ring", "vold")


@pytest.mark.parametrize(
    ("after", "wanted"),
    [("1 week", "2026-12-07"), ("3 months", "2027-02-28"), ("3 months 1 week", "2027-03-07"), ("13 months", "2027-12-30")],
)
def test_dates(path: GuidedPath, after: str, wanted: str) -> None:
    deadline = path.steps["etter"].deadlines[0].model_copy(update={"after": after})
    assert deadline.on(date(2026, 11, 30)).isoformat() == wanted
