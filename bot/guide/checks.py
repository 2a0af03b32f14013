"""Checks that need the whole guide: ids that lead nowhere, names used twice, numbers, links, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.errors import Fault, Level
from bot.guide.entry import Entry, Link
from bot.guide.guide import Guide, is_check_overdue, is_review_overdue
from bot.guide.merging import Draft
from bot.guide.validation import nearest
from bot.guide.yaml_reader import Path_
from bot.wording import say

LEAST_ALIASES = 4
LEAST_EXAMPLES = 12

Found = Iterator[tuple[Path_, Level, str]]
_PHONE = re.compile(r"(?<![\w§/.,-])(?:\+?\d[  ]?){5,12}(?![\w-])")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]*)\)")
_BARE_LINK = re.compile(r"(?<![\w(/])http://\S+")
_HTML = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]*>")
_NO_EXCERPT = re.compile(r"^\s{0,3}#{1,6} |^\s*\|.*\|", re.MULTILINE)
_TEXTS = ("answer", "more", "who", "when", "hours")


def check_guide(guide: Guide, drafts: Mapping[str, Draft], unread: set[str], today: date | None = None) -> list[Fault]:
    """Return every fault of the guide; `unread` are ids that exist but could not be validated."""
    known = set(guide.entries) | unread
    numbers = _known_numbers(guide)
    day = today or date.today()
    faults = []
    for entry in guide:
        draft = drafts[entry.id]
        for path, level, message in _check_entry(entry, guide, known, numbers, day):
            faults.append(Fault(*draft.place(path), level, message))
    return faults + _check_names(guide, drafts)


def _check_entry(entry: Entry, guide: Guide, known: set[str], numbers: set[str], today: date) -> Found:
    yield from check_references(entry, guide, known)
    yield from check_law(entry, guide)
    yield from check_texts(entry, numbers)
    yield from check_dates(entry, today)
    yield from check_breadth(entry)
    yield from check_service_fields(entry)


def check_references(entry: Entry, guide: Guide, known: set[str]) -> Found:
    """Every id must lead somewhere, and not back to the entry itself."""
    referred: list[tuple[Path_, str]] = [(("see_also", n), other) for n, other in enumerate(entry.see_also)]
    referred += [(("services", n), other) for n, other in enumerate(entry.services)]
    referred += [(("sectors", s, "entry"), v.entry) for s, v in entry.sectors.items() if v.entry]
    referred += [(("fallback",), entry.fallback)] if entry.fallback else []
    for path, other in referred:
        yield from _reference(entry, guide, known, path, other)
    for n, resource in enumerate(entry.resources):
        if resource not in guide.resources:
            yield ("resources", n), "error", _dangling("resources", resource, guide.resources)


def _reference(entry: Entry, guide: Guide, known: set[str], path: Path_, other: str) -> Found:
    key = str(path[0])
    if other == entry.id:
        yield path, "error", say("points_to_itself", key=key)
    elif other not in known:
        yield path, "error", _dangling(key, other, known)
    elif key in ("services", "fallback") and other in guide.entries and guide.entries[other].kind != "services":
        yield path, "error", say("not_a_service", key=key, value=other)


def _dangling(key: str, value: str, names: Mapping[str, object] | set[str]) -> str:
    near = nearest(value, names)
    return say("dangling_near", key=key, value=value, nearest=near) if near else say("dangling", key=key, value=value)


def check_law(entry: Entry, guide: Guide) -> Found:
    """Provisions must exist, and `checked` is no newer than the oldest of them."""
    cited: list[tuple[Path_, str]] = [(("provisions", n), p) for n, p in enumerate(entry.provisions)]
    cited += [(("sectors", s, "provisions", n), p) for s, v in entry.sectors.items() for n, p in enumerate(v.provisions)]
    for path, provision_id in cited:
        provision = guide.provisions.get(provision_id)
        if provision is None:
            near = nearest(provision_id, guide.provisions)
            key = "provision_unknown_near" if near else "provision_unknown"
            yield path, "error", say(key, value=provision_id, nearest=near)
        elif provision.checked < entry.checked:
            message = say("provision_newer", checked=entry.checked, value=provision_id, date=provision.checked)
            yield ("checked",), "error", message


def check_texts(entry: Entry, numbers: set[str]) -> Found:
    """Texts hold no unknown phone numbers, no HTML, no unsafe links; the excerpt has no headings."""
    for path, text in _texts(entry):
        key = ".".join(map(str, path))
        for number in _phone_like(text):
            if number not in numbers:
                yield path, "error", say("phone_in_text", number=number, key=key)
        for address in _LINK.findall(text):
            if not address.startswith("https://"):
                yield path, "error", say("link_unsafe", key=key, value=address[:80])
        for bare in _BARE_LINK.findall(text):
            yield path, "error", say("link_plain", key=key, value=bare[:80])
        for tag in _HTML.findall(text):
            yield path, "error", say("html_in_text", key=key, value=tag[:40])
        if path[-1] == "answer" and _NO_EXCERPT.search(text):
            yield path, "error", say("heading_in_answer")


def _texts(entry: Entry) -> Iterator[tuple[Path_, str]]:
    for key in _TEXTS:
        if text := getattr(entry, key):
            yield (key,), text
        for language in ("nn", "en"):
            translation = getattr(entry, language)
            if translation and (inner := getattr(translation, key)):
                yield (language, key), inner
    for sector, version in entry.sectors.items():
        if version.text:
            yield ("sectors", sector, "text"), version.text


def _phone_like(text: str) -> Iterator[str]:
    bare = re.sub(r"https?://\S+", " ", text)
    for match in _PHONE.findall(bare):
        digits = re.sub(r"\D", "", match)
        is_years = re.fullmatch(r"(?:19|20)\d\d(?:19|20)\d\d", digits)
        if len(digits) in (5, 6, 8, 10, 12) and not is_years:
            yield digits


def _known_numbers(guide: Guide) -> set[str]:
    shown = {re.sub(r"\D", "", phone.number) for entry in guide for phone in entry.phones}
    return {*shown, *("47" + number for number in shown)}


def check_dates(entry: Entry, today: date) -> Found:
    """Checks and approvals have an end date; neither lies in the future."""
    for key, value in (("checked", entry.checked), ("reviewed", entry.reviewed)):
        if value and value > today:
            yield (key,), "error", say("date_in_future", key=key, date=value)
    if is_check_overdue(entry, today):
        yield ("checked",), "warning", say("check_overdue", date=entry.checked)
    if is_review_overdue(entry, today):
        yield ("reviewed",), "warning", say("review_overdue", date=entry.reviewed, every=entry.review_every)


def check_breadth(entry: Entry) -> Found:
    """The matcher needs names and examples to learn from."""
    if len(entry.aliases) < LEAST_ALIASES:
        yield ("aliases",), "warning", say("few_aliases", count=len(entry.aliases), least=LEAST_ALIASES)
    if len(entry.examples) < LEAST_EXAMPLES:
        yield ("examples",), "warning", say("few_examples", count=len(entry.examples), least=LEAST_EXAMPLES)


def check_service_fields(entry: Entry) -> Found:
    """Phone, hours, who and when belong to services alone."""
    if entry.kind == "services":
        return
    for key in ("phone", "phone_unconfirmed", "fallback", "hours", "who", "when"):
        if getattr(entry, key):
            yield (key,), "error", say("phone_not_service", key=key)


def _check_names(guide: Guide, drafts: Mapping[str, Draft]) -> list[Fault]:
    fold: Callable[[str], str] = lambda text: " ".join(text.casefold().split())  # noqa: E731
    owner: dict[str, tuple[str, Path_]] = {}
    faults = []
    # Titles first: an alias that is another entry's title is the alias's fault.
    for is_title in (True, False):
        for entry in guide:
            for path, name in _names(entry, is_title):
                other, place = owner.setdefault(fold(name), (entry.id, path))
                if other != entry.id:
                    file, line = drafts[other].place(place)
                    text = say("alias_twice", value=name, other=other, file=file, line=line)
                    faults.append(Fault(*drafts[entry.id].place(path), "error", text))
    return faults


def _names(entry: Entry, is_title: bool) -> list[tuple[Path_, str]]:
    return [(("title",), entry.title)] if is_title else [(("aliases", n), alias) for n, alias in enumerate(entry.aliases)]


def addresses(entry: Entry, guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield the field and address of every link an entry shows."""
    for link in entry.links:
        yield "links", link.url if isinstance(link, Link) else link
    for resource in entry.resources:
        if (url := guide.resources[resource].url) is not None:
            yield "resources", url
