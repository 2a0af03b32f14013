"""Draw what is shown as one Adaptive Card: danger first, then privacy, then the body; never above 20 KB or six actions."""

from __future__ import annotations

import json
from typing import assert_never

from bot.cards import answer, course, handoff, others, path
from bot.cards.course_shown import ShowCourse, ShowCourseWord, ShowFinished, ShowLesson, ShowNoWeekly, ShowTerm, ShowWeekly
from bot.cards.handoff_shown import ShowAsk, ShowNoTeam, ShowReminder, ShowTeamTicket, ShowTicket, ShowTickets
from bot.cards.parts import Element, card, carry_language, heading, press
from bot.cards.path_shown import ShowPathStep, ShowPathSummary, ShowPathWord
from bot.cards.shown import (
    ShowChoices,
    ShowContacts,
    ShowEntry,
    ShowLaw,
    Shown,
    ShowNothing,
    ShowPhrase,
    ShowSectors,
    ShowWay,
    ShowWelcome,
)
from bot.cards.text import fallback_text, spoken_text
from bot.guide.entry import Entry, Language
from bot.guide.guide import Guide
from bot.guide.phrases import Voice

LARGEST = 20 * 1024
"""Bytes of a card as sent: holds in every documented version of Teams."""


def draw(shown: Shown, guide: Guide, cited: bool = False) -> Element:
    """Return the card for `shown`, with fallback and speech; `cited` puts numbers to what an answer rests on."""
    language = _language_of(shown)
    voice = guide.phrases.voice(language)
    body, actions = _body(shown, guide, voice, cited)
    top: list[Element] = []
    if shown.path:
        actions = [path.path_resume(shown.path, voice), *actions]
    if shown.danger:
        top.append(others.danger_notice(shown.danger, voice))
        actions = [*others.danger_action(shown.danger, guide, voice), *actions]
    if shown.personal_data:
        top.append(others.privacy_notice(voice))
    made = card([*top, *body], _distinct(actions), language)
    carry_language(made, language)
    _fit(made)
    made["fallbackText"] = fallback_text(made)
    made["speak"] = spoken_text(made)
    return made


def _language_of(shown: Shown) -> Language:
    """Return the language of a card: one that a whole team reads does not change with who pressed it last."""
    return "nb" if isinstance(shown.body, ShowTeamTicket | ShowReminder) else shown.language


def _body(  # noqa: PLR0911, PLR0912
    shown: Shown, guide: Guide, voice: Voice, cited: bool
) -> tuple[list[Element], list[Element]]:
    match shown.body:
        case ShowEntry(entry_id, whole):
            entry = guide.entries[entry_id]
            body = answer.answer_body(guide, entry, voice, shown.sector, whole, cited)
            offers = [*path.path_offers(guide, entry_id, voice), *course.course_offers(guide, entry_id, voice)]
            return body, [*offers, *answer.answer_actions(guide, entry, voice, whole)]
        case ShowLaw(entry_id):
            return _about(guide.entries[entry_id], guide, voice, shown, "law_of", cited)
        case ShowContacts(entry_id):
            return _about(guide.entries[entry_id], guide, voice, shown, "contacts_of")
        case ShowChoices(lead, ids, about):
            entries = _known(ids, guide)
            none = press(voice("none_of_these"), "none")
            return others.choices_body(entries, lead, about, voice), [*others.entry_buttons(entries, voice), none]
        case ShowWay(ids):
            entries = _known(ids, guide)
            return others.way_body(entries, voice), [*path.path_offers(guide, None, voice), *others.entry_buttons(entries, voice)]
        case ShowNothing(ids):
            entries = _known(ids, guide)
            ask = [press(voice("handoff_ask"), "handoff", question=shown.body.question)] if shown.body.question else []
            return others.nothing_body(shown.body, entries, voice), [*others.entry_buttons(entries, voice), *ask]
        case ShowSectors(entry_id):
            data = {"entry": entry_id} if entry_id else {}
            done = press(voice("sector_choose"), "sector", {"style": "positive"}, **data)
            skip = press(voice("sector_skip"), "sector", {"associatedInputs": "none"}, sector="", **data)
            return others.sectors_body(shown.sector, voice), [done, skip]
        case ShowPhrase(phrase, ids):
            entries = _known(ids, guide)
            ask = [press(voice("handoff_ask"), "handoff")] if phrase == "none_of_these_reply" else []
            return others.phrase_body(shown.body, entries, shown.case, voice), [*others.entry_buttons(entries, voice), *ask]
        case ShowWelcome(is_shared):
            entries = _known(guide.talk.suggestions.get("welcome", ()), guide)
            return others.welcome_body(bool(entries), is_shared, voice), others.entry_buttons(entries, voice)
        case ShowAsk() | ShowNoTeam() | ShowTicket() | ShowTickets() | ShowTeamTicket() | ShowReminder():
            return handoff.handoff_card(shown.body, guide, voice)
        case ShowCourse() | ShowLesson() | ShowFinished() | ShowCourseWord() | ShowWeekly() | ShowNoWeekly() | ShowTerm():
            return course.course_card(shown.body, guide, voice)
        case ShowPathStep() | ShowPathSummary() | ShowPathWord():
            return path.path_card(shown.body, guide, voice)
        case _ as never:
            assert_never(never)


def _about(
    entry: Entry, guide: Guide, voice: Voice, shown: Shown, lead: str, cited: bool = False
) -> tuple[list[Element], list[Element]]:
    title = entry.title_in(voice.language)
    if lead == "law_of":
        found = answer.law_part(guide, entry, voice, shown.sector, with_text=True, cited=cited)
        nothing = voice("no_law", about=title)
    else:
        text = entry.translation(voice.language)
        found = [*answer.contact_facts(entry, text, voice), *answer.contacts_part(guide, entry, voice)]
        nothing = voice("danger_numbers")
    repeated = (voice("law"), voice("call"))
    found = [element for element in found if element["text"] not in repeated]
    body = [heading(voice(lead, about=title), "Medium"), *(found or [{"type": "TextBlock", "text": nothing, "wrap": True}])]
    return body, [press(title, "entry", entry=entry.id)]


def _known(ids: tuple[str, ...], guide: Guide) -> list[Entry]:
    return [guide.entries[one] for one in ids if one in guide.entries]


def _distinct(actions: list[Element]) -> list[Element]:
    seen: dict[str, Element] = {}
    for action in actions:
        seen.setdefault(json.dumps(action.get("data"), sort_keys=True), action)
    return list(seen.values())


def _fit(made: Element) -> None:
    """Shorten the longest texts until the card fits; the guide's page has the whole."""
    while size_of(made) > LARGEST // 2:
        texts = [element for element in made["body"] if element.get("type") == "TextBlock"]
        longest = max(texts, key=lambda element: len(element["text"]), default=None)
        if longest is None or len(longest["text"]) < 200:
            return
        cut = longest["text"][: len(longest["text"]) * 2 // 3]
        longest["text"] = cut[: max(cut.rfind("\n"), cut.rfind(". ") + 1, 100)].rstrip() + " …"


def size_of(made: Element) -> int:
    """Return the bytes of a card as sent."""
    return len(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
