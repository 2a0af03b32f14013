"""The steps of a conversation, in one visible order at the end: the first that knows, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot.cards.handoff import LONGEST_QUESTION
from bot.cards.shown import (
    ShowChoices,
    ShowNothing,
    ShowWay,
    ShowWelcome,
)
from bot.conversation.buttons import none_of_these, press_button
from bot.conversation.course import hear_course, press_course
from bot.conversation.desk import MOST_CHOICES, WAY_CHOICES, Answered, Desk, Heard
from bot.conversation.followups import call_in_danger, follow_up, lean_on_focus
from bot.conversation.handoff import WithdrawAll, ask_for_human, press_handoff
from bot.conversation.keeping import Holdings
from bot.conversation.memory import Focus, Memory
from bot.conversation.own_data import what_is_kept
from bot.conversation.path import hear_path, press_path
from bot.conversation.sectors import hear_sector
from bot.conversation.weekly import hear_weekly, press_weekly
from bot.guide.talk import Intent
from bot.matching.language import sentences
from bot.matching.verdict import Candidate, Concern, Found, Nothing, Unsure

_FEW_WORDS = 4
"""Words of a choice made in words."""
_LIKELY = 0.35
"""Confidence from which a worried story is so likely about one entry that what follows is read against it."""
_SHORT_QUESTION = 8
"""Words of a last sentence that says by itself what is asked."""

Step: TypeAlias = Callable[[Desk, Heard], Answered | None]


def welcome_newcomer(desk: Desk, heard: Heard) -> Answered | None:
    """Say hello to someone who joined."""
    if heard.turn.kind != "joined":
        return None
    offered = desk.suggested("welcome")
    return Answered(ShowWelcome(heard.turn.scope != "personal"), "nothing", replace(heard.memory, focus=Focus(offered=offered)))


def answer_empty(desk: Desk, heard: Heard) -> Answered | None:
    """Ask for words when there are none: empty, emoji alone, control characters."""
    if any(sign.isalnum() for sign in heard.text):
        return None
    return replace(desk.phrase(heard, "empty", "hello"), asks_back=True)


def choose_by_number(desk: Desk, heard: Heard) -> Answered | None:
    """«Nummer 2», «den første»: choose among what was offered."""
    offered = heard.memory.focus.offered or _led_to(desk, heard)
    if not offered:
        return None
    at = desk.understanding.ordinal(heard.text, len(offered))
    if at is None:
        return None
    if at < 0 or not heard.memory.focus.offered or offered[at] not in desk.guide.entries:
        return desk.offer(heard, ShowChoices("which_number", offered), offered)
    return desk.show_entry(heard, offered[at])


def _led_to(desk: Desk, heard: Heard) -> tuple[str, ...]:
    """Return what the entry in focus leads to: offered to one who names a number where no list stands."""
    focus = desk.guide.entries.get(heard.memory.focus.entry_id or "")
    led = (*focus.see_also, *focus.services) if focus else ()
    return tuple(one for one in led if one in desk.guide.entries)[:MOST_CHOICES]


def small_talk(desk: Desk, heard: Heard) -> Answered | None:
    """Greetings, thanks, questions about the bot itself, and wishes about one's own data."""
    match desk.understanding.intent(heard.text) or _only_polite(desk, heard):
        case "greeting":
            return replace(desk.phrase(heard, "hello", "hello"), asks_back=True)
        case "none_of_these" | "not_understood" if not heard.danger:
            return none_of_these(desk, heard)
        case "forget":
            return replace(desk.phrase(heard, "forgotten"), memory=Memory(), wish=WithdrawAll())
        case "my_data":
            kept = what_is_kept(heard.memory, Holdings(), desk.guide, heard.language)
            return desk.phrase(heard, "my_data", about=kept)
        case "thanks" | "goodbye" | "who_are_you" | "ok" as said:
            return desk.phrase(heard, said)
        case "help":
            return desk.phrase(heard, "help", "hello")
        case _:
            return None


def _only_polite(desk: Desk, heard: Heard) -> Intent | None:
    """«Takk, da er jeg fornøyd»: thanks, where what follows them is nothing that the guide is about."""
    begun = None if heard.danger else desk.understanding.politely_begun(heard.text)
    return begun[0] if begun and isinstance(desk.matches.match(begun[1]), Nothing) else None


def hear_language(desk: Desk, heard: Heard) -> Answered | None:
    """«Jeg tar det på norsk. Hvem skriver i den?»: go on in that language with what follows."""
    if heard.turn.kind == "message" and (first := desk.understanding.language_first(heard.text)) is not None:
        heard.language, rest = first
        heard.memory = heard.memory.with_language(heard.language)
        heard.rephrase(rest)
    return None


def change_language(desk: Desk, heard: Heard) -> Answered | None:
    """«In English, please» with nothing in focus: say hello in that language, and go on in it."""
    language = desk.understanding.language(heard.text)
    if language is None:
        return None
    heard.language = language
    answered = desk.phrase(heard, "hello", "hello")
    return replace(answered, memory=answered.memory.with_language(language), asks_back=True)


def choose_by_words(desk: Desk, heard: Heard) -> Answered | None:
    """«Den om foreldre», when two entries on talks were offered: a few words that single one of them out."""
    focus = heard.memory.focus
    words = heard.text.split()
    if not focus.offered or not focus.asked_back or heard.danger or len(words) > _FEW_WORDS or "?" in heard.text:
        return None
    if desk.understanding.is_question(heard.text) or desk.names_entry(heard.text) or isinstance(heard.verdict, Nothing):
        return None
    meant = [one.entry_id for one in heard.verdict.ranked[:MOST_CHOICES] if one.entry_id in focus.offered]
    return desk.show_entry(heard, meant[0]) if len(meant) == 1 else None


def correct(desk: Desk, heard: Heard) -> Answered | None:
    """«Nei, jeg mente …»: answer what was meant."""
    meant = desk.understanding.correction(heard.text)
    if meant is None or desk.understanding.intent(heard.text) is not None:
        return None
    heard.rephrase(meant)
    answered = choose_by_number(desk, heard) or hear_sector(desk, heard)
    if answered is not None or not desk.names_entry(meant):
        return answered
    ranked = heard.verdict.ranked
    return desk.show_entry(heard, ranked[0].entry_id, ranked) if ranked else None


def ask_back(desk: Desk, heard: Heard) -> Answered | None:
    """Ask once for more when a message says next to nothing; the second time, show the ways in."""
    said = None if desk.names_entry(heard.text) else desk.understanding.intent(heard.text)
    if said in ("more", "short", "law", "contacts"):
        return replace(desk.phrase(heard, "no_focus", "hello"), asks_back=not heard.memory.focus.asked_back)
    if said != "vague":
        return None
    offered = desk.suggested("vague")
    if heard.memory.focus.asked_back:
        return desk.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, asks_back=False)
    return desk.offer(heard, ShowChoices("say_more", offered), offered)


def answer_question(desk: Desk, heard: Heard) -> Answered:
    """Ask the matcher, and show the entry, a few choices, the way to go, or the way on."""
    match heard.verdict:
        case Found(ranked):
            return desk.show_entry(heard, ranked[0].entry_id, ranked)
        case Concern(ranked):
            offered = tuple(one.entry_id for one in ranked[:WAY_CHOICES])
            answered = desk.offer(heard, ShowWay(offered), offered, ranked, asks_back=False)
            return _about_the_likeliest(answered, offered) if ranked[0].score >= _LIKELY else answered
        case Unsure(ranked, _) if (common := _same_duty(desk, heard, ranked)) is not None:
            return desk.show_entry(heard, common, ranked)
        case Unsure(ranked, _) if (asked := _asked_at_the_end(desk, heard, ranked)) is not None:
            return desk.show_entry(heard, asked, ranked)
        case Unsure(ranked, count):
            offered = tuple(one.entry_id for one in ranked[: min(count, MOST_CHOICES)])
            return _about_the_likeliest(desk.offer(heard, ShowChoices("choose", offered), offered, ranked), offered)
        case Nothing(ranked, elsewhere):
            if heard.danger:
                offered = desk.suggested("danger")
                return desk.offer(heard, ShowWay(offered[:WAY_CHOICES]), offered, ranked, asks_back=False)
            offered = desk.suggested("nothing")
            question = heard.text[:LONGEST_QUESTION] if heard.turn.scope == "personal" and not elsewhere else ""
            show = ShowNothing(offered, elsewhere, question)
            return desk.offer(heard, show, offered, ranked, outcome="nothing", asks_back=False)


def _about_the_likeliest(answered: Answered, offered: tuple[str, ...]) -> Answered:
    """Take the first of what is offered into focus: what is asked next is most likely about that."""
    focus = replace(answered.memory.focus, entry_id=offered[0])
    return replace(answered, memory=replace(answered.memory, focus=focus))


def _asked_at_the_end(desk: Desk, heard: Heard, ranked: tuple[Candidate, ...]) -> str | None:
    """«Hello, I am new here. What is BTI?»: return what the last sentence surely asks, where the whole points at it too."""
    *before, last = sentences(heard.question.strip())
    if not before or len(last.split()) > _SHORT_QUESTION or not desk.understanding.is_question(last):
        return None
    verdict = desk.matches.match(last)
    best = verdict.ranked[0].entry_id if isinstance(verdict, Found) else None
    return best if best in [one.entry_id for one in ranked[:MOST_CHOICES]] else None


def _same_duty(desk: Desk, heard: Heard, ranked: tuple[Candidate, ...]) -> str | None:
    """Return the common entry when the best two are one duty for different sectors, and we know the person's."""
    if heard.sector is None or len(ranked) < 2:
        return None
    first, second = (desk.family(one.entry_id) for one in ranked[:2])
    return first if first == second and heard.sector in desk.guide.entries[first].sectors else None


STEPS: tuple[Step, ...] = (
    welcome_newcomer,
    press_handoff,
    press_course,
    press_weekly,
    press_path,
    press_button,
    answer_empty,
    hear_language,
    hear_path,
    choose_by_number,
    ask_for_human,
    hear_course,
    hear_weekly,
    small_talk,
    call_in_danger,
    follow_up,
    change_language,
    hear_sector,
    correct,
    ask_back,
    choose_by_words,
    lean_on_focus,
    answer_question,
)
"""Privacy and danger are looked at before every step and stand above whatever it answers."""
