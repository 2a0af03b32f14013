"""«Ett begrep i uka»: the card that asks for day and hour, the one that says what is chosen, and the term itself."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from bot.cards.answer import day, standing_line
from bot.cards.course_shown import ShowNoWeekly, ShowTerm, ShowWeekly
from bot.cards.parts import Element, heading, label, paragraph, press, prose, small
from bot.guide.guide import Guide
from bot.guide.phrases import Voice
from bot.guide.weekly import HOURS

Drawn: TypeAlias = tuple[list[Element], list[Element]]


def weekly_card(show: ShowWeekly | ShowNoWeekly, voice: Voice) -> Drawn:
    """Return the choice of day and hour, what is chosen, or that it is stopped."""
    if isinstance(show, ShowNoWeekly):
        return [paragraph(voice("weekly_stopped"))], [press(voice("weekly_title"), "weekly", do="choose")]
    title = heading(voice("weekly_title"), "Medium")
    if show.next_on is None or show.weekday is None or show.hour is None:
        stop = [] if show == ShowWeekly() else [_stop(voice)]
        return [title, paragraph(voice("weekly_about")), *_inputs(show, voice)], [_set(voice), *stop]
    days, clock = _days(voice), voice("weekly_clock", hour=show.hour)
    said = voice("weekly_on", day=days[show.weekday], clock=clock, date=day(show.next_on, voice))
    return [title, paragraph(said)], [press(voice("weekly_change"), "weekly", do="choose"), _stop(voice)]


def term_card(show: ShowTerm, guide: Guide, voice: Voice) -> Drawn:
    """Return the term of the week; every such card has the button that stops them."""
    entry = guide.entries.get(show.entry_id)
    if entry is None:
        return [paragraph(voice("entry_gone"))], [_stop(voice)]
    text = entry.translation(voice.language)
    body = [
        label(voice("weekly_term")),
        heading(entry.title_in(voice.language)),
        paragraph(text.answer if text else entry.answer),
    ]
    more = (text.more if text and text.more else entry.more) or ""
    body += prose(more) if show.whole else []
    body += [small(standing_line(entry, voice, date.today())), small(voice("weekly_why"))]
    do, title = ("short", "less") if show.whole else ("whole", "more")
    longer = [press(voice(title), "term", do=do, entry=entry.id)] if more else []
    return body, [*longer, _stop(voice)]


def _inputs(show: ShowWeekly, voice: Voice) -> list[Element]:
    days = [{"title": name[:1].upper() + name[1:], "value": str(at)} for at, name in enumerate(_days(voice))]
    hours = [{"title": voice("weekly_clock", hour=hour), "value": str(hour)} for hour in HOURS]
    asked = [("weekday", "weekly_day", days, show.weekday), ("hour", "weekly_hour", hours, show.hour)]
    inputs: list[Element] = [
        {
            "type": "Input.ChoiceSet",
            "id": name,
            "style": "compact",
            "label": voice(key),
            "isRequired": True,
            "errorMessage": voice("weekly_missing"),
            "placeholder": voice("weekly_pick"),
            "choices": choices,
            **({"value": str(chosen)} if chosen is not None else {}),
        }
        for name, key, choices, chosen in asked
    ]
    return [*inputs, *([paragraph(voice("weekly_missing"))] if show.is_missing else [])]


def _days(voice: Voice) -> list[str]:
    return [name.strip() for name in voice("weekly_days").split(",")]


def _set(voice: Voice) -> Element:
    return press(voice("weekly_set"), "weekly", {"style": "positive"}, do="set")


def _stop(voice: Voice) -> Element:
    return press(voice("weekly_stop"), "weekly", {"associatedInputs": "none"}, do="stop")
