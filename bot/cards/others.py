"""The other cards: choices, the way to go, nothing found, sectors, the bot's own sentences, and the notices on top."""

from __future__ import annotations

from bot.cards.parts import Element, heading, line, notice, paragraph, press, section, small
from bot.cards.shown import ShowNothing, ShowPhrase
from bot.guide.entry import SECTORS, Entry, Sector
from bot.guide.guide import Guide
from bot.guide.phrases import Voice


def danger_notice(kind: str, voice: Voice) -> Element:
    """Return what to do when a child is in danger now; stands above everything."""
    known = f"danger_{kind}" if f"danger_{kind}" in voice.phrases.by_language["nb"] else "danger_child"
    body = [heading(f"⚠️ {voice('danger_title')}", "Medium"), paragraph(voice(known)), small(voice("danger_numbers"))]
    return notice("attention", body)


def danger_action(kind: str, guide: Guide, voice: Voice) -> list[Element]:
    """Return the button to what to do in acute danger."""
    entry_id = guide.talk.danger_entry(kind)
    if entry_id is None or entry_id not in guide.entries:
        return []
    return [press(voice("danger_more"), "entry", {"style": "destructive"}, entry=entry_id)]


def privacy_notice(voice: Voice) -> Element:
    """Return the kind word about not writing personal data."""
    return notice("emphasis", [small(voice("privacy_hint"))])


def entry_buttons(entries: list[Entry], voice: Voice) -> list[Element]:
    """Return a button per entry; it carries the id."""
    return [press(entry.title_in(voice.language), "entry", entry=entry.id) for entry in entries]


def choices_body(entries: list[Entry], lead: str, about: str, voice: Voice) -> list[Element]:
    """Return what the choices are, each with its kind, so that they can be told apart."""
    return [paragraph(voice(lead, about=about)), *_described(entries, voice)]


def _described(entries: list[Entry], voice: Voice) -> list[Element]:
    """Return the entries as one numbered list: «nummer 2» is a way to choose."""
    titles = (f"**{entry.title_in(voice.language)}** · {voice(f'kind_{entry.kind}')}" for entry in entries)
    rows = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    return [line("\n".join(rows))] if rows else []


def way_body(entries: list[Entry], voice: Voice) -> list[Element]:
    """Return the way to go for a worried colleague, and what is most like the story."""
    steps = [line(voice(key)) for key in ("way_danger", "way_discuss", "way_talk", "way_report")]
    return [heading(voice("way_title"), "Medium"), *steps, *section(voice("way_entries"), _described(entries, voice))]


def nothing_body(show: ShowNothing, entries: list[Entry], voice: Voice) -> list[Element]:
    """Return that the guide has no answer, and ways on."""
    if show.elsewhere:
        return [heading(voice("elsewhere_title"), "Medium"), paragraph(voice("elsewhere")), *_described(entries, voice)]
    return [
        heading(voice("nothing_title"), "Medium"),
        paragraph(voice("nothing")),
        paragraph(voice("nothing_try")),
        *_described(entries, voice),
    ]


def sectors_body(now: Sector | None, voice: Voice) -> list[Element]:
    """Return the choice of workplace, with the person's own chosen where it is known."""
    names = {sector: voice(f"sector_{sector}") for sector in SECTORS}
    choices = [{"title": name[:1].upper() + name[1:], "value": sector} for sector, name in names.items()]
    chooser: Element = {
        "type": "Input.ChoiceSet",
        "id": "sector",
        "style": "expanded",
        "label": voice("sector_title"),
        "isRequired": True,
        "errorMessage": voice("sector_required"),
        "choices": choices,
    }
    if now:
        chooser["value"] = now
    return [paragraph(voice("sector_why")), chooser]


def phrase_body(show: ShowPhrase, entries: list[Entry], case: str | None, voice: Voice) -> list[Element]:
    """Return one of the bot's own sentences, with places to go on to."""
    said = [paragraph(voice(show.phrase, about=show.about, case=case or "–"))]
    if entries and show.phrase == "hello":
        said.append(small(voice("hello_try")))
    return said


def welcome_body(has_buttons: bool, is_shared: bool, voice: Voice) -> list[Element]:
    """Return the first hello: what it is, how to ask, what not to write, and that the buttons are things to try."""
    said = [heading(voice("welcome_title")), paragraph(voice("welcome")), paragraph(voice("welcome_privacy"))]
    if is_shared:
        said.insert(2, paragraph(voice("welcome_shared")))
    return [*said, small(voice("welcome_try"))] if has_buttons else said
