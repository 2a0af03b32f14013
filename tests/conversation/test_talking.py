"""What follows an answer: thanks, small talk, swearing, other matters, other workplaces and languages, each taken as it is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cards.shown import ShowContacts, ShowEntry, ShowLaw, ShowNothing, ShowPhrase
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn

_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _last(conversation: Conversation, *said: str) -> Reply:
    memory, now = Memory(), _NOW
    for text in said:
        reply, memory = conversation.answer(Turn("message", "talk", "talk", now, text), memory)
        now += timedelta(seconds=20)
    return reply


PHRASES = [
    ("tusen takk du er grei", "thanks"), ("tusen takk, dette var akkurat det jeg trengte", "thanks"), ("takkkk", "thanks"),
    ("takk skal du ha, ha en god helg", "thanks"), ("takk, da er jeg fornøyd", "thanks"), ("cheers mate", "thanks"), ("jøss, så bra!", "thanks"), ("åh takk, nå skjønner jeg mer", "thanks"),
    ("ja det visste jeg", "ok"), ("nope", "ok"), ("hade på badet", "goodbye"), ("da var det alt for i dag", "goodbye"),
    ("hm", "say_more"), ("hmmmm", "say_more"), ("nytt spørsmål", "say_more"), ("hva mer kan du", "help"),
    ("faen så dårlig svar", "none_of_these_reply"), ("dumme robot", "none_of_these_reply"), ("feil igjen", "none_of_these_reply"),
    ("er du en ekte person", "who_are_you"), ("bruker du chatgpt", "who_are_you"), ("hva lagrer dere om meg?", "my_data"),
    ("får sjefen min se dette", "my_data"), ("kan du slette alt jeg har skrevet er du snill", "forgotten"),
    ("hei, går det bra med deg?", "hello"), ("how are you", "hello"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "phrase"), PHRASES)
def test_a_saying_after_an_answer_is_no_question_about_it(conversation: Conversation, said: str, phrase: str) -> None:
    body = _last(conversation, "hva er taushetsplikt", said).shown.body
    assert phrase in (getattr(body, "phrase", None), getattr(body, "lead", None))


OTHER_MATTERS = [
    "hvem vinner vm", "hva blir været i morgen", "kan du bestille pizza", "når får vi lønn", "what's the capital of france",
    "hvordan baker jeg brød", "når går bussen til gulskogen",
]  # fmt: skip


@pytest.mark.parametrize("said", OTHER_MATTERS)
def test_another_matter_is_not_read_as_a_follow_up(conversation: Conversation, said: str) -> None:
    assert isinstance(_last(conversation, "hva er taushetsplikt", said).shown.body, ShowNothing)


@pytest.mark.parametrize("said", ["kan jeg fortelle det til kona", "gjelder det vikarer?", "hva koster det?", "og hjemme?"])
def test_what_was_talked_of_is_still_there_after_another_matter(conversation: Conversation, said: str) -> None:
    reply = _last(conversation, "hva er taushetsplikt", "hvem vinner vm", said)
    assert "taushetsplikt" in [one.entry_id for one in reply.entries]


KINDS = [
    ("lovhenvisning?", ShowLaw), ("er det lovfesta", ShowLaw), ("hvor i lova finn eg det", ShowLaw), ("ka e nummeret", ShowContacts),
    ("hvem kan veilede meg i dette?", ShowContacts), ("who should I contact about this", ShowContacts), ("oppsummer", ShowEntry),
    ("kort versjon takk", ShowEntry), ("hva vil det si i praksis da", ShowEntry), ("eg skjønar ikkje", ShowEntry), ("hva?", ShowEntry),
]  # fmt: skip


@pytest.mark.parametrize(("said", "kind"), KINDS)
def test_a_follow_up_shows_that_side_of_the_entry(conversation: Conversation, said: str, kind: type) -> None:
    body = _last(conversation, "hva er taushetsplikt", said).shown.body
    assert isinstance(body, kind)
    assert getattr(body, "entry_id", None) == "taushetsplikt"


def test_a_shorter_answer_follows_the_whole_one(conversation: Conversation) -> None:
    assert _last(conversation, "hva er tilknytning", "les mer").shown.body == ShowEntry("tilknytning", whole=True)
    assert _last(conversation, "hva er tilknytning", "les mer", "kortere takk").shown.body == ShowEntry("tilknytning")


FIRST = "hvordan skriver jeg en bekymringsmelding?"
ENTRIES = [
    (FIRST, "ka hvis det haste", "akutt-fare"), (FIRST, "og i helga?", "barnevernvakten"), (FIRST, "får jeg vite noe?", "tilbakemelding-til-melder"),
    (FIRST, "men hva skjer så?", "hva-skjer-etter-melding"), (FIRST, "og hvis rektor ikke vil?", "uenig-med-leder-om-melding"),
    ("hva er bup", "hva gjør de der?", "bup"), ("hva er bup", "hva kan de hjelpe med", "bup"), ("hva er bup", "og ppt?", "ppt"),
    ("taushetsplikt", "oi, mente samtykke", "samtykke"), ("taushetsplikt", "sorry, skulle stå tilknytning", "tilknytning"),
    ("hva er politiattest", "og frivillige?", "politiattest"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "said", "entry_id"), ENTRIES)
def test_a_follow_up_leads_to_its_entry(conversation: Conversation, first: str, said: str, entry_id: str) -> None:
    assert _last(conversation, first, said).entries[0].entry_id == entry_id


SECTORS = [
    ("jeg begynner i skolen fra mandag", "skole"), ("skal begynne i nav til høsten", "nav"), ("jobber i bhg altså", "barnehage"),
    ("jeg vikarierer på en skole denne uka", "skole"), ("har nettopp begynt på krisesenteret", "krisesenter"), ("og på sfo?", "sfo"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "sector"), SECTORS)
def test_a_new_workplace_is_heard(conversation: Conversation, said: str, sector: str) -> None:
    assert _last(conversation, "hva er taushetsplikt", said).sector == sector


LANGUAGES = [
    ("english pls", "en"), ("kan jeg få dette på engelsk?", "en"), ("finnes det på nynorsk", "nn"), ("kan eg få svar på engelsk", "en"),
    ("får jeg det på engelsk også", "en"), ("hvem kan hjelpe med bruk av tolk på engelsk", "nb"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "language"), LANGUAGES)
def test_another_language_is_asked_for(conversation: Conversation, said: str, language: str) -> None:
    assert _last(conversation, "hva er taushetsplikt", said).language == language


def test_the_list_stands_after_a_choice(conversation: Conversation) -> None:
    offering = ("jeg har en elev som ofte er borte og trist, og jeg vet ikke helt hva jeg skal gjøre med det", "nr 2")
    assert (
        _last(conversation, *offering, "og den første?").entries[0].entry_id
        == _last(conversation, offering[0]).entries[0].entry_id
    )


def test_a_number_where_no_list_stands_offers_what_the_entry_leads_to(conversation: Conversation) -> None:
    reply = _last(conversation, "hva er taushetsplikt", "jeg tar nr. 2, takk")
    assert reply.outcome == "choices"
    assert reply.asks_back


def test_a_complaint_is_not_a_supposition(conversation: Conversation) -> None:
    body = _last(conversation, "hva er trinn 1", "hva hvis det ikke hjelper?").shown.body
    assert not isinstance(body, ShowPhrase)


def test_a_few_words_choose_among_what_was_offered(conversation: Conversation) -> None:
    assert _last(conversation, "hva er en undringssamtale").outcome == "choices"
    assert _last(conversation, "hva er en undringssamtale", "med foreldre").entries[0].entry_id == "undringssamtale-voksne"


def test_thanks_before_a_question_leave_the_question(conversation: Conversation) -> None:
    assert _last(conversation, "hva er taushetsplikt", "takk. hva er meldeplikt").entries[0].entry_id == "meldeplikt"
    assert _last(conversation, "hva er taushetsplikt", "ok, da lurer jeg på meldeplikt").entries[0].entry_id == "meldeplikt"


STORY = "mor kom full på foreldremøte og sønnen i tredje klasse så det, han ble flau og ville ikke være med hjem etterpå"


def test_who_to_call_after_a_story_is_about_the_story(conversation: Conversation) -> None:
    assert isinstance(_last(conversation, STORY, "hvem kan jeg ringe?").shown.body, ShowContacts)


def test_the_list_stands_while_one_of_it_is_talked_of(conversation: Conversation) -> None:
    listed = [one.entry_id for one in _last(conversation, STORY).entries]
    assert _last(conversation, STORY, "den første", "mer", "og nr 2?").entries[0].entry_id == listed[1]


def test_a_name_goes_before_a_saying_where_nothing_was_talked_of(conversation: Conversation) -> None:
    assert _last(conversation, "lovverk").entries[0].entry_id == "tema-lovverk"
    assert isinstance(_last(conversation, "hva er avvergingsplikt", "lovverk?").shown.body, ShowLaw)


MEANT = [
    (
        ("hvilken plikt har vi når et barn blir mobba på skolen?", "nei sorry, jeg mente i barnehagen"),
        "aktivitetsplikt-barnehagemiljo",
    ),
    (("hva gjør bup", "æsj nei jeg mente ppt"), "ppt"),
    (("jeg jobber på skole", "nei beklager, mente sfo. hva sier meldeplikten for oss"), "meldeplikt-skole"),
    (("hva er samtykke?", "my colleague doesn't read Norwegian, can you say it in English?"), "samtykke"),
]


@pytest.mark.parametrize(("said", "entry_id"), MEANT)
def test_what_was_meant_instead_is_answered(conversation: Conversation, said: tuple[str, ...], entry_id: str) -> None:
    body = _last(conversation, *said).shown.body
    assert isinstance(body, ShowEntry)
    assert body.entry_id == entry_id


WORKPLACES = [
    ("nei beklager, mente sfo. hva sier meldeplikten for oss", "sfo"), ("æ jobbe i barnehage", "barnehage"),
    ("begynte på nav i forrige uke", "nav"), ("Lærer på ungdomsskole. En elev har ikke vært her på fem uker", "skole"),
    ("I'm a volunteer at a youth club", "frivillig"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "sector"), WORKPLACES)
def test_a_workplace_is_heard_beside_what_it_is_about_and_is_no_danger(
    conversation: Conversation, said: str, sector: str
) -> None:
    reply = _last(conversation, said)
    assert reply.shown.sector == sector
    assert not reply.notices


def test_after_a_workplace_the_rest_is_what_is_asked(conversation: Conversation) -> None:
    reply = _last(conversation, "Lærer på ungdomsskole. En elev har ikke vært her på fem uker")
    assert reply.entries[0].entry_id == "skolefravaer"


def test_who_asks_whom_to_call_after_a_notice_is_given_those_who_come_now(conversation: Conversation) -> None:
    reply = _last(conversation, "vent, nå står faren her kjempefull og skal kjøre gutten hjem i bilen!", "hvem ringer jeg??")
    body = reply.shown.body
    assert isinstance(body, ShowContacts)
    assert conversation.guide.entries[body.entry_id].danger
