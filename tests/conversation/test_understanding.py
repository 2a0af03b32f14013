"""What people say besides their questions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.hurry import asked_to_wait
from bot.conversation.memory import Memory
from bot.conversation.turn import Turn
from bot.conversation.understanding import Understanding
from bot.conversation.voices import language_of
from bot.conversation.workplaces import SectorSaid
from bot.guide.guide import Guide


@pytest.fixture(scope="module")
def understanding(guide: Guide) -> Understanding:
    return Understanding(guide.talk)


INTENTS = [
    ("Hei!", "greeting"), ("tusen takk 🙂", "thanks"), ("og hvem ringer jeg?", "contacts"), ("Hva sier loven?", "law"),
    ("fortel meir", "more"), ("tell me more please", "more"), ("slett mine data", "forget"), ("hva vet du om meg?", "my_data"),
    ("jeg er bekymret", "vague"), ("du forstår meg ikke", "not_understood"), ("hjlep", None), ("hva er meldeplikt", None),
    ("hei jeg lurer på hva taushetsplikt betyr for meg som jobber i barnehage", None), ("", None), ("?!", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intent"), INTENTS)
def test_intent(understanding: Understanding, text: str, intent: str | None) -> None:
    assert understanding.intent(text) == intent


SECTORS = [
    ("jeg er lærer", SectorSaid("skole", True, True)), ("jobber i SFO", SectorSaid("sfo", True, True)),
    ("hva med barnehage da?", SectorSaid("barnehage", True, True)), ("helsesykepleier", SectorSaid("helse", True, True)),
    ("I am a teacher", SectorSaid("skole", True, True)), ("eg er tilsett i barnehage", SectorSaid("barnehage", True, False)),
    ("må jeg som frivillig melde fra", SectorSaid("frivillig", True, False)), ("hva er meldeplikt", None),
    ("eg er assistent på ein barneskule", SectorSaid("skole", True, True)), ("jeg e lerer på ungdomskole", SectorSaid("skole", True, True)),
    ("kommunefysioterapeut for barn", SectorSaid("helse", True, True)), ("school nurse here", SectorSaid("helse", True, True)),
    ("jobbet i skolen før, nå er jeg på krisesenter", SectorSaid("krisesenter", True, False)),
    ("og for dem på helsestasjonen?", SectorSaid("helse", False, True)), ("mora er lærer", None), ("Veileder i NAV. Satt i et møte i dag.", SectorSaid("nav", True, False)),
    ("Jeg er terapeut på familievernkontoret og lurer på noe", SectorSaid("familievern", True, False)),
    ("I teach 4th grade. We want to bring in someone.", SectorSaid("skole", True, False)),
    ("I volunteer with families", SectorSaid("frivillig", True, False)), ("jeg har bytta jobb, er i NAV nå", SectorSaid("nav", True, True)),
    ("barnet har begynt i barnehagen", None), ("når må jeg melde til barnevernet?", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SECTORS)
def test_sector(understanding: Understanding, text: str, said: SectorSaid | None) -> None:
    found = understanding.workplaces.said(text)
    assert (found and found.sector) == (said and said.sector)
    if said and found and said.alone:
        assert found.alone


ORDINALS = [
    ("nummer 2", 1),
    ("den første", 0),
    ("2", 1),
    ("den siste", 2),
    ("the second one please", 1),
    ("nr 9", -1),
    ("jeg tar nr. 3, takk", 2),
    ("kan jeg få se nummer to?", 1),
    ("den midterste", 1),
    ("nummer 3 om taushetsplikt", None),
    ("hva med 15-åringer", None),
    ("4", -1),
    ("hva", None),
]


@pytest.mark.parametrize(("text", "at"), ORDINALS)
def test_ordinal(understanding: Understanding, text: str, at: int | None) -> None:
    assert understanding.ordinal(text, 3) == at


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Beklager, jeg kan ta det på norsk. Hvem skriver i den?", ("nb", "Hvem skriver i den?")),
        ("In English please! Who calls?", ("en", "Who calls?")), ("Er du sikker? Hva er BUP?", None), ("på norsk takk", None),
    ],
)  # fmt: skip
def test_a_language_asked_for_before_a_question(understanding: Understanding, text: str, found: tuple[str, str] | None) -> None:
    assert understanding.language_first(text) == found


def test_what_stands_after_the_word_a_follow_up_begins_with(understanding: Understanding) -> None:
    assert understanding.after_leading("enn ppt?") == "ppt" and understanding.after_leading("ppt?") == "ppt?"


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("hvor lang tid tar det", True),
        ("er det gratis?", True),
        ("hvem skriver i den", False),
        ("hva er bup", False),
        ("", False),
    ],
)
def test_what_can_be_said_of_anything(understanding: Understanding, text: str, nothing: bool) -> None:
    assert understanding.says_nothing_of_its_own(text) is nothing


def test_what_was_meant_after_a_denial(understanding: Understanding) -> None:
    assert understanding.correction("ikke på dagtid, jeg mente de som svarer i helga") == "de som svarer i helga"
    assert understanding.correction("barnet er borte, jeg mener det er noe galt") is None


def test_correction_keeps_what_was_meant(understanding: Understanding) -> None:
    assert understanding.correction("Nei, jeg mente taushetsplikt") == "taushetsplikt"
    assert understanding.correction("nei") is None


LANGUAGES = [
    ("hvordan melder jeg fra til barnevernet", "nb"), ("korleis melder eg frå", "nn"), ("how do I report a concern", "en"),
    ("ppt", None), ("kva er teieplikt", "nn"), ("what is the duty to report", "en"), ("BUP", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_nothing_of_a_turn_is_kept_for_the_next(conversation: Conversation) -> None:
    turn = Turn("message", "c", "p", datetime.now(UTC), "hva er taushetsplikt for meg i barnehagen")
    conversation.answer(turn, Memory())
    assert conversation.understanding._read == {}
    asked_to_wait(turn, conversation)
    assert conversation.understanding._read == {}
    for number in range(50):
        conversation.understanding.is_question(f"hva er {number}")
    assert len(conversation.understanding._read) <= 8
