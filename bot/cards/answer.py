"""The answer card: the excerpt, what it means in the person's sector, whom to call, the law, links, and its standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.cards.parts import Element, box, heading, label, line, link, paragraph, press, prose, section, small
from bot.guide.entry import Entry, Language, Link, Provision, Sector, Translation
from bot.guide.guide import Guide, is_review_overdue
from bot.guide.phrases import Voice

MOST_LINES = 5
"""Lines of law or links on a card; the rest stand on the guide's page."""
MOST_SEE_ALSO = 3
MOST_LAW = 20
"""Provisions that carry a number where the law alone is shown: Teams takes no more citations."""


def answer_body(
    guide: Guide, entry: Entry, voice: Voice, sector: Sector | None, whole: bool = False, cited: bool = False
) -> list[Element]:
    """Return one entry, in the excerpt or whole; `cited` puts numbers to what it rests on."""
    text = entry.translation(voice.language)
    elements = [label(voice(f"kind_{entry.kind}")), heading(entry.title_in(voice.language))]
    if voice.language != "nb" and text is None:
        elements.append(small(voice("not_translated")))
    elements.append(paragraph(text.answer if text else entry.answer))
    elements += sector_part(guide, entry, voice, sector)
    if whole and (more := _more(entry, text)):
        elements += prose(more)
    elements += box([*contact_facts(entry, text, voice), *contacts_part(guide, entry, voice)])
    elements += law_part(guide, entry, voice, sector, cited=cited)
    elements += links_part(guide, entry, voice)
    last = min(len(cited_provisions(guide, entry, sector)), MOST_LINES) + 1 if cited else None
    elements.append(standing(entry, voice, date.today(), last))
    return elements


def _more(entry: Entry, text: Translation | None) -> str | None:
    return text.more if text and text.more else entry.more


def answer_actions(guide: Guide, entry: Entry, voice: Voice, whole: bool) -> list[Element]:
    """Return «Les mer», the sector switch and what to see next; buttons carry ids."""
    actions = []
    if entry.more:
        verb, title = ("entry", "less") if whole else ("more", "more")
        actions.append(press(voice(title), verb, entry=entry.id))
    if entry.sectors:
        actions.append(press(voice("change_sector"), "sectors", entry=entry.id))
    known = [guide.entries[one] for one in entry.see_also if one in guide.entries]
    return actions + [press(one.title_in(voice.language), "entry", entry=one.id) for one in known[:MOST_SEE_ALSO]]


def sector_part(guide: Guide, entry: Entry, voice: Voice, sector: Sector | None) -> list[Element]:
    """Return what the entry says for one sector."""
    version = entry.sectors.get(sector) if sector else None
    if version is None or sector is None:
        return []
    text = entry.translation(voice.language)
    words = text.sectors.get(sector) if text else None
    said = words or version.text
    lines = [paragraph(said)] if said else []
    return section(voice("for_sector", sector=voice(f"sector_{sector}")), lines)


def contact_facts(entry: Entry, text: Translation | None, voice: Voice) -> list[Element]:
    """Return a service's own number, hours, and who may use it when."""
    if entry.kind != "services":
        return []
    rows = [(phone.label if len(entry.phones) > 1 else voice("phone"), phone.number) for phone in entry.phones]
    if entry.phone_unconfirmed and not entry.phones:
        rows.append((voice("phone"), voice("no_phone")))
    for key in ("hours", "who", "when"):
        if value := (getattr(text, key) if text else None) or getattr(entry, key):
            rows.append((voice(key), value))
    return [line(f"**{title}:** {value}") for title, value in rows]


def contacts_part(guide: Guide, entry: Entry, voice: Voice) -> list[Element]:
    """Return whom to call, with numbers where they are confirmed."""
    services = [guide.entries[one] for one in entry.services if one in guide.entries]
    if entry.kind == "services" and entry.fallback in guide.entries:
        fallback = guide.entries[str(entry.fallback)]
        return section(voice("fallback"), [line(contact_line(fallback, voice.language))])
    return section(voice("call"), [line(contact_line(service, voice.language)) for service in services[:MOST_LINES]])


def contact_line(service: Entry, language: Language) -> str:
    """Return a service's name, numbers and hours on one line."""
    numbers = ", ".join(f"**{phone.number}**" for phone in service.phones)
    text = service.translation(language)
    hours = (text.hours if text and text.hours else service.hours) if service.phones else None
    name = service.title_in(language)
    if not service.phones and service.links:
        name = link(name, _address(service.links[0]))
    return " · ".join(part for part in (name, numbers, hours) if part)


def _address(written: str | Link) -> str:
    return written.url if isinstance(written, Link) else written


def law_part(
    guide: Guide, entry: Entry, voice: Voice, sector: Sector | None, with_text: bool = False, cited: bool = False
) -> list[Element]:
    """Return the provisions, the sector's own first."""
    lines = _law_lines(cited_provisions(guide, entry, sector), voice, with_text, cited)
    return section(voice("law"), list(lines)[: 99 if with_text else MOST_LINES])


def cited_provisions(guide: Guide, entry: Entry, sector: Sector | None) -> list[Provision]:
    """Return the provisions that an entry cites, the sector's own first."""
    version = entry.sectors.get(sector) if sector else None
    cited = dict.fromkeys([*(version.provisions if version else ()), *entry.provisions])
    return [guide.provisions[one] for one in cited if one in guide.provisions]


def _law_lines(provisions: Iterable[Provision], voice: Voice, with_text: bool, cited: bool) -> Iterator[Element]:
    for number, provision in enumerate(provisions, 1):
        waiting = "" if provision.in_force else f" ({voice('not_in_force')})"
        name = link(f"{provision.law} {provision.section}", provision.url)
        mark = f" [{number}]" if cited and number <= MOST_LAW else ""
        yield line(f"{name}: {_plain_heading(provision.heading)}{waiting}{mark}")
        if with_text:
            yield small(provision.text)


def _plain_heading(written: str) -> str:
    """Return a heading without the brackets that Lovdata puts round those it has made itself."""
    flat = written.strip().rstrip(".")
    flat = flat[1:-1] if flat.startswith("(") and flat.endswith(")") else flat
    return flat[:1].upper() + flat[1:]


def links_part(guide: Guide, entry: Entry, voice: Voice) -> list[Element]:
    """Return what to read elsewhere; internal ones are marked."""
    lines = []
    for resource in (guide.resources[one] for one in entry.resources if one in guide.resources):
        name = link(resource.title, resource.url) if resource.url else resource.title
        lock = f" 🔒 {voice('internal')}" if resource.internal else ""
        lines.append(line(f"{name} ({resource.publisher}){lock}"))
    for written in entry.links:
        title, url = (written.title, written.url) if isinstance(written, Link) else (_host(written), written)
        lines.append(line(link(title, url)))
    return section(voice("links"), lines[: MOST_LINES + 3])


def _host(url: str) -> str:
    return url.removeprefix("https://").removeprefix("www.").split("/")[0]


def standing(entry: Entry, voice: Voice, today: date, number: int | None = None) -> Element:
    """Return when the entry was checked, and whether it is approved: the truth, always."""
    mark = f" [{number}]" if number else ""
    return {**small(standing_line(entry, voice, today) + mark), "separator": True, "spacing": "Medium"}


def standing_line(entry: Entry, voice: Voice, today: date) -> str:
    """Return the standing and the source as one line, for cards and pages alike."""
    return f"{standing_words(entry, voice, today)} {voice('source')}: {entry.source}"


def standing_words(entry: Entry, voice: Voice, today: date) -> str:
    """Return when the entry was checked, and whether it is approved."""
    said = [voice("checked", date=day(entry.checked, voice))]
    if entry.reviewed is None:
        said.append(voice("awaiting_review"))
    else:
        key = "review_overdue" if is_review_overdue(entry, today) else "reviewed"
        said.append(voice(key, date=day(entry.reviewed, voice), role=entry.reviewer or "–"))
    return " ".join(said)


def day(value: date, voice: Voice) -> str:
    """Return a date as the language writes it."""
    return value.isoformat() if voice.language == "en" else value.strftime("%d.%m.%Y")
