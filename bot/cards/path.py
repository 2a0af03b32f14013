"""The cards of a guided path: a step with its excerpt and choices, the summary to keep, and the ways in and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from bot.cards.answer import cited_provisions, contact_line, contacts_part, day, law_part, sector_part
from bot.cards.others import sectors_body
from bot.cards.parts import Element, heading, label, line, link, notice, paragraph, press, section, small
from bot.cards.path_shown import PathShow, Place, ShowPathStep, ShowPathSummary, ShowPathWord
from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.guide.paths import GuidedPath, PathStep
from bot.guide.phrases import Voice

Drawn: TypeAlias = tuple[list[Element], list[Element]]
MOST_CONTACTS, MOST_LAW = 8, 5
NO_INPUT: Element = {"associatedInputs": "none"}
FIRST: Element = {"style": "positive"}
ANY = "any"
"""The workplace of a person who would rather not say."""


def path_card(show: PathShow, guide: Guide, voice: Voice) -> Drawn:
    """Return the body and the buttons of a card about a path."""
    match show:
        case ShowPathWord():
            return _word(show, guide, voice)
        case ShowPathStep(place) | ShowPathSummary(place) if place.path_id not in guide.paths:
            return _word(ShowPathWord("path_gone"), guide, voice)
        case ShowPathStep(place) | ShowPathSummary(place) if not guide.paths[place.path_id].holds(place.trail):
            return _word(ShowPathWord("path_gone", place.path_id), guide, voice)
        case ShowPathStep():
            return _step(show, guide, voice)
        case ShowPathSummary():
            return _summary(show, guide, voice)


def path_offers(guide: Guide, entry_id: str | None, voice: Voice) -> list[Element]:
    """Return a button into each path that is offered on an entry's card; into every path without an entry."""
    offered = {name: path.title for name, path in guide.paths.items() if entry_id is None or entry_id in path.offered_on}
    titles = {name: voice("path_offer", about=title.said(voice.language)) for name, title in offered.items()}
    return [press(title, "path", FIRST, do="start", path=name) for name, title in titles.items()]


def path_resume(place: Place, voice: Voice) -> Element:
    """Return the button back to where one was."""
    return _press(voice("path_resume"), "show", place)


def entry_in_sector(guide: Guide, entry_id: str, place: Place) -> Entry | None:
    """Return the entry that says `entry_id` where the person works."""
    entry = guide.entries.get(entry_id)
    version = entry.sectors.get(place.sector) if entry and place.sector else None
    if version and version.entry in guide.entries and not version.text:
        return guide.entries[str(version.entry)]
    return entry


def _press(title: str, deed: str, place: Place, look: Element | None = None, **more: str) -> Element:
    sector = {"sector": ANY if place.any_sector else str(place.sector)} if place.any_sector or place.sector else {}
    data = {"do": deed, "path": place.path_id, "trail": ",".join(place.trail), **sector, **more}
    return press(title, "path", {**NO_INPUT, **(look or {})}, **data)


def _word(show: ShowPathWord, guide: Guide, voice: Voice) -> Drawn:
    said = [paragraph(voice(show.word))]
    if show.place is not None:
        return said, [path_resume(show.place, voice), _press(voice("path_summary"), "summary", show.place)]
    return said, path_offers(guide, None, voice) if show.path_id in guide.paths else []


def _step(show: ShowPathStep, guide: Guide, voice: Voice) -> Drawn:
    place, path, language = show.place, guide.paths[show.place.path_id], voice.language
    step = path.steps[place.trail[-1]]
    at = {"at": path.place(place.trail[-1]), "of": len(path.stages)}
    body = [
        label(voice("path_step", about=path.title.said(language), **at)),
        _bar(at["at"], at["of"]),
        heading(path.stages[step.stage].said(language)),
        paragraph(f"**{step.said(language)}**"),
        small(voice("path_private")),
    ]
    if step.asks_sector and place.sector is None and not place.any_sector:
        ask = press(voice("path_sector"), "path", FIRST, do="sector", path=place.path_id, trail=",".join(place.trail))
        skip = _press(voice("sector_skip"), "show", place, sector=ANY)
        return [*body, *sectors_body(None, voice)], [ask, skip, *_ways_back(place, voice)]
    entry = entry_in_sector(guide, step.entry, place)
    if entry is not None:
        body += [notice("emphasis", _excerpt(guide, entry, place, voice)), *_part(show, entry, guide, voice)]
    choices = [_press(one.said(language), "go", place, to=one.to) for one in step.choices]
    parts = {"law": voice("path_law"), "contacts": voice("path_contacts")}
    aside = [_press(title, part if show.part != part else "show", place) for part, title in parts.items()]
    return [*body, {"type": "ActionSet", "spacing": "Medium", "actions": choices}], [*aside, *_ways_back(place, voice)]


def _ways_back(place: Place, voice: Voice) -> list[Element]:
    back = [_press(voice("path_back"), "back", place)] if len(place.trail) > 1 else []
    return [*back, _press(voice("path_stop"), "stop", place)]


def _excerpt(guide: Guide, entry: Entry, place: Place, voice: Voice) -> list[Element]:
    text = entry.translation(voice.language)
    said = [label(entry.title_in(voice.language)), paragraph(text.answer if text else entry.answer)]
    return [*said, *sector_part(guide, entry, voice, place.sector)]


def _part(show: ShowPathStep, entry: Entry, guide: Guide, voice: Voice) -> list[Element]:
    match show.part:
        case "law":
            found = law_part(guide, entry, voice, show.place.sector)
            return found or [paragraph(voice("no_law", about=entry.title_in(voice.language)))]
        case "contacts":
            return contacts_part(guide, entry, voice) or [paragraph(voice("danger_numbers"))]
        case _:
            return []


def _bar(at: int, of: int) -> Element:
    """Return a bar of so many parts, those behind and here coloured; the line above it says the same in words."""
    columns: list[Element] = [
        {"type": "Column", "width": "stretch", "style": "accent" if part <= at else "emphasis", "minHeight": "6px", "items": []}
        for part in range(1, of + 1)
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _summary(show: ShowPathSummary, guide: Guide, voice: Voice) -> Drawn:
    place, path, language = show.place, guide.paths[show.place.path_id], voice.language
    title = path.title.said(language)
    body = [label(title), heading(voice("path_summary")), small(voice("path_summary_made", date=day(show.on, voice)))]
    steps = [path.steps[one] for one in place.trail if path.steps[one].entry in guide.entries]
    entries = [entry for step in steps if (entry := entry_in_sector(guide, step.entry, place))]
    duties = [entry for step, entry in zip(steps, entries, strict=False) if step.asks_sector]
    dates = [one.said(language).format(date=f"**{day(one.on(show.on), voice)}**") for step in steps for one in step.deadlines]
    body += [
        *section(voice("path_chosen"), _listed(_chosen(path, place, voice))),
        *section(voice("path_now"), _listed(step.keep.said(language) for step in steps if step.keep)),
        *section(voice("call"), _listed(_contacts(steps, entries, guide, voice))),
        *section(voice("law"), _listed(_law([*duties, *reversed(entries)], guide, place))),
        *section(voice("path_dates"), _listed(dates)),
        small(voice("path_keep")),
    ]
    again = press(voice("path_restart"), "path", do="start", path=place.path_id)
    return body, [path_resume(place, voice), again]


def _listed(rows: Iterable[str]) -> list[Element]:
    """Return the rows as one list; nothing when there are none."""
    text = "\n".join(f"- {row}" for row in dict.fromkeys(rows))
    return [line(text)] if text else []


def _chosen(path: GuidedPath, place: Place, voice: Voice) -> Iterator[str]:
    """Yield each choice made; the workplace stands with them where it was said."""
    for before, after in pairwise(place.trail):
        if choice := path.choice(before, after):
            yield f"{path.stages[path.steps[before].stage].said(voice.language)} **{choice.said(voice.language)}**"
    if place.sector:
        yield f"{voice('path_workplace')} **{voice(f'sector_{place.sector}')}**"


def _contacts(steps: list[PathStep], entries: list[Entry], guide: Guide, voice: Voice) -> list[str]:
    """Return whom to call, those that most steps name first; the steps of suspected violence count threefold."""
    named = Counter[str]()
    for step, entry in zip(steps, entries, strict=True):
        named.update({one: 3 if step.violence else 1 for one in entry.services if one in guide.entries})
    return [contact_line(guide.entries[one], voice.language) for one, _ in named.most_common(MOST_CONTACTS)]


def _law(entries: list[Entry], guide: Guide, place: Place) -> list[str]:
    found = {one.url: one for entry in entries for one in cited_provisions(guide, entry, place.sector)}
    return [f"{link(f'{one.law} {one.section}', one.url)}: {one.heading.strip('().')}" for one in [*found.values()][:MOST_LAW]]
