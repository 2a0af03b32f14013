"""Read one document of Lovdata's public data: an act in Norsk Lovtidend, or a law as it stands today."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from xml.etree.ElementTree import ParseError

from bot.editors.laws.archive import LawDataFault
from bot.editors.laws.targets import Deed, Target, prose_targets, section_key, targets_of
from bot.wording import say

Element: TypeAlias = Any
_DEEDS: tuple[tuple[str, Deed], ...] = (
    ("data-change-part", "change"),
    ("data-add-new-part", "add"),
    ("data-repeal-part", "repeal"),
    ("data-move-part", "move"),
)
_NOT_TEXT = {"changesToParent", "futureLegalArticle", "footnote", "footnotereference", "gazettenote"}
_MONTHS = "jan feb mar apr mai jun jul aug sep okt nov des".split()
_DATED = re.compile(r"(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?\s+(\d{4})(?:\s+nr\.?\s*(\d+))?", re.IGNORECASE)
_COMING = re.compile(r"\b(?:endres|oppheves|vert endra|blir endra)\s+ved\s+(.*)", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"\b(?:delt|delvis|deler)\b", re.IGNORECASE)
_STARTS = re.compile(r"ikraft(?:setting|setjing|tred\w*)\s+(?:\w+\s+)*?av\s+(?:deler av\s+)?lov\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a law as it stands: its fingerprint (never its text), chapter, and acts that will change it."""

    fingerprint: str
    chapter: str
    is_repealed: bool
    coming: tuple[tuple[str, str | None], ...] = ()


@dataclass(slots=True)
class LawDocument:
    """What is read out of one document."""

    ref: str
    title: str
    in_force: str | None
    is_act: bool
    targets: list[Target] = field(default_factory=list)
    sections: dict[str, Section] = field(default_factory=dict)
    starts: str = ""
    """The act that this one puts into force."""
    is_split: bool = False
    """True when some of it may not be in force yet, whatever the dates."""


def read_document(data: bytes, shown: str) -> LawDocument | None:
    """Return what `data` holds, None when it is no act and no law; raises LawDataFault for bad or hostile XML."""
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise LawDataFault(say("law_document_broken", name=shown, why=type(error).__name__)) from error
    main = next((one for one in root.iter("main") if _classes(one) & {"documentBody"}), None)
    address = (main.get("data-lovdata-URL") or "") if main is not None else ""
    ref = _key(root, "refid") or address.partition("/")[2]
    if main is None or not ref:
        return None
    is_act = address.startswith("LTI/")
    document = LawDocument(ref, _key(root, "title") or ref, _key(root, "dateInForce") or None, is_act)
    if is_act:
        _read_act(root, main, document)
    else:
        document.sections = dict(_sections(main))
    return document


def text_of(element: Element, without: frozenset[str] | set[str] = frozenset()) -> str:
    """Return the element's text with single spaces, leaving out elements of the classes in `without`."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            parts.append(one)
            continue
        parts.append(one.text or "")
        for child in reversed(one):
            stack.append(child.tail or "")
            stack.append(" " if _classes(child) & without else child)
    return " ".join("".join(parts).split())


def fingerprint(text: str) -> str:
    """Return the fingerprint of a law text: what is printed alike gives the same."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    plain = re.sub(r"[‐‑‒–—−]", "-", re.sub(r"[«»“”„\"]", '"', plain))
    return hashlib.sha256(re.sub(r"\s+", "", plain).casefold().encode()).hexdigest()[:20]


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _key(root: Element, name: str) -> str:
    found = next((one for one in root.iter("dd") if name in _classes(one)), None)
    return text_of(found) if found is not None else ""


def _read_act(root: Element, main: Element, document: LawDocument) -> None:
    for element in main.iter("article"):
        if not any(element.get(name) for name, _ in _DEEDS):
            continue
        said = text_of(element[0]) if len(element) else text_of(element)
        for name, deed in _DEEDS:
            document.targets += targets_of(element.get(name) or "", deed, said)
    changed = _changed(root)
    if dated := _STARTS.search(document.title) and _DATED.search(document.title):
        document.starts = _act(dated) or ""
        document.is_split = bool(_SPLIT.search(document.title))
    elif not document.targets:
        document.targets = list(_from_prose(main, changed))
    marked = {target.ref for target in document.targets}
    document.targets += [Target(ref, "change", is_loose=True) for ref in changed if ref not in marked and not document.starts]


def _changed(root: Element) -> list[str]:
    found = next((one for one in root.iter("dd") if "changesToDocuments" in _classes(one)), None)
    return [text_of(item) for item in found.iter("li")] if found is not None else []


def _from_prose(main: Element, changed: list[str]) -> Iterator[Target]:
    """Yield what an act without marked targets says that it changes; the act's law follows from its opening sentences."""
    ref = changed[0] if len(changed) == 1 else ""
    for element in main.iter("article"):
        if "defaultP" not in _classes(element):
            continue
        said = text_of(element)[:400]
        dated = [_ref_in(changed, found) for found in _DATED.finditer(said)]
        ref = next((one for one in dated if one), ref)
        if ref and re.search(r"\blyde\b|opphev|\bendre[ts]?\b|\bblir\b|\bvert\b", said):
            yield from prose_targets(ref, _DATED.sub("", said.partition("lyde")[0]))


def _ref_in(changed: list[str], dated: re.Match[str]) -> str | None:
    act = _act(dated)
    return next((ref for ref in changed if act and ref.partition("/")[2] == act.partition("/")[2]), None)


def _act(dated: re.Match[str]) -> str | None:
    day = _date(dated)
    return f"lov/{day}-{int(dated[4])}" if day and dated[4] else None


def _date(dated: re.Match[str]) -> str | None:
    month = dated[2].casefold()
    return f"{dated[3]}-{_MONTHS.index(month) + 1:02}-{int(dated[1]):02}" if month in _MONTHS else None


def _sections(main: Element) -> Iterator[tuple[str, Section]]:
    chapters: dict[Element, str] = {}
    for chapter in main.iter("section"):
        name = chapter.get("data-name") or ""
        if name.startswith("kap"):
            chapters |= {one: section_key(name[3:]) for one in chapter.iter("article")}
    for article in main.iter("article"):
        name = article.get("data-name") or ""
        if "legalArticle" not in _classes(article) or not name:
            continue
        text = text_of(article, _NOT_TEXT)
        repealed = bool(re.search(r"\(?\bOpphev(?:et|a|d)\b", text_of(article)[:200])) and len(text) < 200
        yield section_key(name), Section(fingerprint(text), chapters.get(article, ""), repealed, tuple(_coming(article)))


def _coming(article: Element) -> Iterator[tuple[str, str | None]]:
    for note in article.iter("article"):
        if not _classes(note) & {"changesToParent", "futureLegalArticle"}:
            continue
        said = _COMING.search(text_of(note))
        for dated in _DATED.finditer(said[1]) if said else ():
            after = said[1][dated.end() :] if said else ""
            start = re.match(r"[^,(]*\((?:i kraft|ikr\.?|iflg\.?|ikraft)?\s*([^)]*)\)", after)
            if act := _act(dated):
                first = _DATED.search(start[1]) if start else None
                yield act, (_date(first) if first else (start[1] or None) if start else None)
