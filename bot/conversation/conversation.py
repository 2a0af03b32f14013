"""One turn, from what was said to what is shown: the steps stand in one visible order, and the first that knows, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeAlias

from bot.cards.shown import (
    Show,
    ShowChoices,
    ShowContacts,
    Shown,
    ShowEntry,
    ShowLaw,
    ShowNothing,
    ShowPhrase,
    ShowSectors,
    ShowWay,
    ShowWelcome,
)
from bot.conversation.memory import Focus, Memory
from bot.conversation.turn import Outcome, Ranked, Reply, Turn
from bot.conversation.understanding import Understanding
from bot.conversation.voices import language_of, language_of_locale
from bot.guide.entry import SECTORS, Language, Sector
from bot.guide.guide import Guide
from bot.guide.talk import Suggestion
from bot.matching.verdict import Candidate, Concern, Found, Nothing, Unsure, Verdict

MOST_CHOICES = 4
WAY_CHOICES = 3


class Matches(Protocol):
    """Finds the entries a question is about."""

    def match(self, text: str) -> Verdict:
        """Return what the guide has for `text`."""


class Masks(Protocol):
    """Masks personal data."""

    def __call__(self, text: str) -> tuple[str, bool]:
        """Return `text` masked, and whether anything was found."""


LooksForDanger: TypeAlias = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a step decided: what to show, what came of it, and what to remember."""

    show: Show
    outcome: Outcome
    memory: Memory
    ranked: tuple[Candidate, ...] = ()
    asks_back: bool = False
    sector: Sector | None = None


class Heard:
    """A turn as the steps see it: masked, in a language, with what the recognisers and the matcher say of it."""

    def __init__(self, turn: Turn, memory: Memory, conversation: Conversation) -> None:
        self.turn = turn
        self.memory = memory
        self._about = conversation
        text, self.has_personal_data = conversation.mask(turn.text) if turn.text else ("", False)
        self.text = " ".join(text.split())
        self.language: Language = (
            language_of(self.text) or memory.person.language or language_of_locale(turn.locale)
        )

    @cached_property
    def danger(self) -> str | None:
        """Return the kind of immediate danger described, if any."""
        return self._about.danger(self.turn.text) if self.turn.kind == "message" and self.text else None

    @cached_property
    def verdict(self) -> Verdict:
        """Return what the matcher says of the question."""
        return self._about.matches.match(self._about.understanding.after_greeting(self.text))

    @property
    def sector(self) -> Sector | None:
        """Return the sector to answer for: the one named in the question, else the person's."""
        named = self._about.understanding.named_sector(self.text) if self.text else None
        return named or self.memory.person.sector


Step: TypeAlias = Callable[["Conversation", Heard], Answered | None]


class Conversation:
    """Answers turns from a loaded guide. Pure: memory comes in and goes out."""

    def __init__(self, guide: Guide, matches: Matches, mask: Masks, danger: LooksForDanger) -> None:
        self.guide = guide
        self.matches = matches
        self.mask = mask
        self.danger = danger
        self.understanding = Understanding(guide.talk)

    def answer(self, turn: Turn, memory: Memory) -> tuple[Reply, Memory]:
        """Return the reply to one turn, and the memory as it is afterwards."""
        heard = Heard(turn, replace(memory, focus=memory.focus.at(turn.time)), self)
        answered = next(result for step in STEPS if (result := step(self, heard)) is not None)
        return self._reply(heard, answered), self._remembered(heard, answered)

    def _reply(self, heard: Heard, answered: Answered) -> Reply:
        tell = heard.has_personal_data and not heard.memory.focus.told_privacy
        shown = Shown(
            body=answered.show,
            danger=heard.danger,
            personal_data=tell,
            language=heard.language,
            sector=answered.sector or heard.sector or answered.memory.person.sector,
        )
        ranked = tuple(Ranked(one.entry_id, one.score) for one in answered.ranked[:5])
        return Reply(shown, answered.outcome, ranked, heard.text, answered.asks_back)

    def _remembered(self, heard: Heard, answered: Answered) -> Memory:
        told = heard.memory.focus.told_privacy or heard.has_personal_data
        focus = replace(
            answered.memory.focus, told_privacy=told, asked_back=answered.asks_back, seen=heard.turn.time
        )
        memory = replace(answered.memory, focus=focus)
        language = language_of(heard.text) if len(heard.text.split()) > 2 else None
        return memory.with_language(language) if language else memory

    # What the steps share

    def suggested(self, name: Suggestion) -> tuple[str, ...]:
        """Return the entries to suggest, those that this guide has."""
        return tuple(one for one in self.guide.talk.suggestions.get(name, ()) if one in self.guide.entries)

    def for_sector(self, entry_id: str, sector: Sector | None) -> str:
        """Return the entry that says `entry_id` for the person's sector."""
        version = self.guide.entries[entry_id].sectors.get(sector) if sector else None
        if version and version.entry in self.guide.entries and not version.text:
            return str(version.entry)
        return entry_id

    def show_entry(self, heard: Heard, entry_id: str, ranked: tuple[Candidate, ...] = (), memory: Memory | None = None,
                   sector: Sector | None = None) -> Answered:
        """Answer with one entry, in the person's sector, and take it into focus."""
        kept = memory or heard.memory
        sector = sector or heard.sector or kept.person.sector
        entry_id = self.for_sector(entry_id, sector)
        first = next((one for one in ranked if one.entry_id == entry_id), None)
        rest = tuple(one for one in ranked if one.entry_id != entry_id)
        best = first or Candidate(entry_id, ranked[0].score if ranked else 1.0)
        focus = replace(kept.focus, entry_id=entry_id, offered=())
        return Answered(ShowEntry(entry_id), "answer", replace(kept, focus=focus), (best, *rest), sector=sector)

    def offer(self, heard: Heard, show: Show, offered: tuple[str, ...], ranked: tuple[Candidate, ...] = (),
              outcome: Outcome = "choices", asks_back: bool = True) -> Answered:
        """Answer with a few entries to choose among."""
        known = ranked or tuple(Candidate(one, 0.0) for one in offered)
        focus = replace(heard.memory.focus, offered=offered, entry_id=heard.memory.focus.entry_id)
        return Answered(show, outcome, replace(heard.memory, focus=focus), known, asks_back=asks_back)

    def phrase(self, heard: Heard, phrase: str, suggestion: Suggestion | None = None, about: str = "") -> Answered:
        """Answer with one of the bot's own sentences."""
        offered = self.suggested(suggestion) if suggestion else ()
        focus = replace(heard.memory.focus, offered=offered or heard.memory.focus.offered)
        return Answered(ShowPhrase(phrase, offered, about), "nothing", replace(heard.memory, focus=focus))


# ------------------------------------------------------------------ the steps


def welcome_newcomer(conversation: Conversation, heard: Heard) -> Answered | None:
    """Say hello to someone who joined."""
    if heard.turn.kind != "joined":
        return None
    offered = conversation.suggested("welcome")
    return Answered(ShowWelcome(), "nothing", replace(heard.memory, focus=Focus(offered=offered)))


def press_button(conversation: Conversation, heard: Heard) -> Answered | None:
    """Do what a button of ours says; an old or foreign one gets a plain word."""
    if heard.turn.kind != "action":
        return None
    action = heard.turn.action
    verb, data = (action.verb, action.data) if action else ("", {})
    entry_id = data.get("entry", "")
    if verb == "sector":
        return _choose_sector(conversation, heard, data.get("sector", ""), entry_id)
    if verb == "none":
        return none_of_these(conversation, heard)
    if verb not in ("entry", "more", "law", "contacts", "sectors"):
        return conversation.phrase(heard, "old_button", "nothing")
    if entry_id not in conversation.guide.entries:
        return conversation.phrase(heard, "entry_gone", "nothing")
    return _press_on_entry(conversation, heard, verb, entry_id)


def _press_on_entry(conversation: Conversation, heard: Heard, verb: str, entry_id: str) -> Answered:
    answered = conversation.show_entry(heard, entry_id)
    if verb == "entry":
        return answered
    shows: dict[str, Show] = {
        "more": ShowEntry(entry_id, whole=True),
        "law": ShowLaw(entry_id),
        "contacts": ShowContacts(entry_id),
        "sectors": ShowSectors(entry_id),
    }
    return replace(answered, show=shows[verb], asks_back=verb == "sectors")


def _choose_sector(conversation: Conversation, heard: Heard, chosen: str, entry_id: str) -> Answered:
    sector = next((one for one in SECTORS if one == chosen), None)
    memory = heard.memory.with_sector(sector)
    if entry_id in conversation.guide.entries:
        return conversation.show_entry(heard, entry_id, memory=memory, sector=sector)
    return _sector_noted(conversation, heard, sector, memory)


def _sector_noted(conversation: Conversation, heard: Heard, sector: Sector | None, memory: Memory) -> Answered:
    if sector is None:
        return conversation.phrase(heard, "hello", "hello")
    about = conversation.guide.phrases.say(heard.language, f"sector_{sector}")
    answered = conversation.phrase(heard, "sector_set", about=about)
    return replace(answered, memory=memory, sector=sector)


def answer_empty(conversation: Conversation, heard: Heard) -> Answered | None:
    """Ask for words when there are none: empty, emoji alone, control characters."""
    if any(sign.isalnum() for sign in heard.text):
        return None
    return replace(conversation.phrase(heard, "empty", "hello"), asks_back=True)


def choose_by_number(conversation: Conversation, heard: Heard) -> Answered | None:
    """«Nummer 2», «den første»: choose among what was offered."""
    offered = heard.memory.focus.offered
    if not offered:
        return None
    at = conversation.understanding.ordinal(heard.text, len(offered))
    if at is None:
        return None
    if at < 0 or offered[at] not in conversation.guide.entries:
        return conversation.offer(heard, ShowChoices("which_number", offered), offered)
    return conversation.show_entry(heard, offered[at])


def none_of_these(conversation: Conversation, heard: Heard) -> Answered:
    """None of the offered entries was right."""
    return replace(conversation.phrase(heard, "none_of_these_reply", "nothing"), asks_back=True)


def small_talk(conversation: Conversation, heard: Heard) -> Answered | None:
    """Greetings, thanks, questions about the bot itself, and wishes about one's own data."""
    match conversation.understanding.intent(heard.text):
        case "greeting":
            return replace(conversation.phrase(heard, "hello", "hello"), asks_back=True)
        case "none_of_these" | "not_understood" if not heard.danger:
            return none_of_these(conversation, heard)
        case "forget":
            return replace(conversation.phrase(heard, "forgotten"), memory=Memory())
        case "my_data" | "thanks" | "goodbye" | "who_are_you" | "ok" as said:
            return conversation.phrase(heard, said)
        case "help":
            return replace(conversation.phrase(heard, "help", "hello"), asks_back=True)
        case _:
            return None


def follow_up(conversation: Conversation, heard: Heard) -> Answered | None:
    """«Og hvem ringer jeg?», «hva sier loven?», «fortell mer»: read against the entry in focus."""
    focus = heard.memory.focus.entry_id
    if focus is None or focus not in conversation.guide.entries:
        return None
    said = conversation.understanding.intent(heard.text)
    if said in ("more", "law", "contacts"):
        return _press_on_entry(conversation, heard, str(said), focus)
    entry_id = conversation.understanding.followup(heard.text)
    if entry_id in conversation.guide.entries:
        return conversation.show_entry(heard, str(entry_id))
    return None


def hear_sector(conversation: Conversation, heard: Heard) -> Answered | None:
    """«Jeg er lærer», «hva med barnehage da?»: remember the sector, and answer again for it."""
    said = conversation.understanding.sector(heard.text)
    if said is None:
        return None
    heard.memory = heard.memory.with_sector(said.sector)
    if not said.alone:
        return None
    focus = heard.memory.focus.entry_id
    if focus in conversation.guide.entries and (again := _same_for_sector(conversation, str(focus), said.sector)):
        return conversation.show_entry(heard, again, sector=said.sector)
    answered = _sector_noted(conversation, heard, said.sector, heard.memory)
    return replace(answered, asks_back=True)


def _same_for_sector(conversation: Conversation, focus: str, sector: Sector) -> str | None:
    """Return the entry that says the same for another sector: the focus itself, or its sibling by way of the common one."""
    entries = conversation.guide.entries
    if sector in entries[focus].sectors:
        return focus
    for entry in entries.values():
        if sector in entry.sectors and any(version.entry == focus for version in entry.sectors.values()):
            return entry.id
    return None


def correct(conversation: Conversation, heard: Heard) -> Answered | None:
    """«Nei, jeg mente …»: answer what was meant."""
    meant = conversation.understanding.correction(heard.text)
    if meant is None:
        return None
    heard.text = meant
    return choose_by_number(conversation, heard) or hear_sector(conversation, heard)


def ask_back(conversation: Conversation, heard: Heard) -> Answered | None:
    """Ask once for more when a message says next to nothing; the second time, show the ways in."""
    said = conversation.understanding.intent(heard.text)
    if said in ("more", "law", "contacts"):
        return replace(conversation.phrase(heard, "no_focus", "hello"), asks_back=not heard.memory.focus.asked_back)
    if said != "vague":
        return None
    offered = conversation.suggested("vague")
    if heard.memory.focus.asked_back:
        return conversation.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, asks_back=False)
    return conversation.offer(heard, ShowChoices("say_more", offered), offered)


def answer_question(conversation: Conversation, heard: Heard) -> Answered:
    """Ask the matcher, and show the entry, a few choices, the way to go, or the way on."""
    match heard.verdict:
        case Found(ranked):
            return conversation.show_entry(heard, ranked[0].entry_id, ranked)
        case Concern(ranked):
            offered = tuple(one.entry_id for one in ranked[:WAY_CHOICES])
            return conversation.offer(heard, ShowWay(offered), offered, ranked, asks_back=False)
        case Unsure(ranked, count):
            offered = tuple(one.entry_id for one in ranked[: min(count, MOST_CHOICES)])
            return conversation.offer(heard, ShowChoices("choose", offered), offered, ranked)
        case Nothing(ranked, elsewhere):
            if heard.danger:
                offered = conversation.suggested("danger")
                return conversation.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, ranked, asks_back=False)
            offered = conversation.suggested("nothing")
            show = ShowNothing(offered, elsewhere)
            return conversation.offer(heard, show, offered, ranked, outcome="nothing", asks_back=False)


STEPS: tuple[Step, ...] = (
    welcome_newcomer,
    press_button,
    answer_empty,
    choose_by_number,
    small_talk,
    follow_up,
    hear_sector,
    correct,
    ask_back,
    answer_question,
)
"""Privacy and danger are looked at before every step and stand above whatever it answers."""
