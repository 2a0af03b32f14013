"""What an amendment points at and what a provision cites, in one form: a law and its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Deed: TypeAlias = Literal["change", "add", "repeal", "move"]
_REF = re.compile(r"(?:lov|forskrift)/\d{4}-\d{2}-\d{2}(?:-\d+)?")
_NUMBER = r"\d+\s?[A-Za-z]?(?:\s?-\s?\d+)?(?:\s?[a-z](?![a-zæøå]))?"
_SECTION = re.compile(rf"§+\s?({_NUMBER})")
_RANGE = re.compile(rf"§+\s?({_NUMBER})\s?(?:til(?: og med)?|–|—)\s?(?:nye?\s)?(?:§+\s?)?({_NUMBER})")
_BETWEEN = re.compile(r"§([^/§]+?)[-–]§([^/§]+)")
_WHOLE = re.compile(r"^hele\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """One place an amendment touches; no section and no chapter means the law as a whole."""

    ref: str
    deed: Deed
    section: str = ""
    last: str = ""
    """The other end, when it is a range."""
    chapter: str = ""
    is_part: bool = False
    """True when only a part of the section (a paragraph, a sentence, a letter) is touched."""
    is_loose: bool = False
    """True for a place that names a law and a part, but no section."""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """The sections a provision stands for; all of the law when `is_whole`."""

    sections: tuple[str, ...]
    is_whole: bool


def section_key(text: str) -> str:
    """Return a section's number in one form: «§ 2-5 b» and «§2-5b» are both 2-5b."""
    return re.sub(r"[§\s]", "", text).replace("–", "-").casefold().rstrip(".")


def cited(section: str) -> Cited:
    """Return what the `section` of a provision stands for."""
    if _WHOLE.search(section):
        return Cited((), True)
    found = [section_key(number) for number in _SECTION.findall(section)]
    return Cited(tuple(found or [section_key(section)]), False)


def targets_of(value: str, deed: Deed, text: str = "") -> list[Target]:
    """Return every target in an attribute; ranges are also looked for in what the amendment says, `text`."""
    found = []
    for token in re.sub(r"\s*(?:;;|::)\s*", ";;", value).split():
        source, _, goal = token.partition(";;")
        target = _target(source, deed, _target(goal, deed) if goal else None)
        if target is not None:
            found.append(target)
        moved = _target(goal, "change") if goal else None
        if moved is not None and moved.section and (target is None or moved.section != target.section):
            found.append(moved)
    return found + _ranges(found, deed, text)


def prose_targets(ref: str, text: str) -> list[Target]:
    """Return what a sentence such as «§ 34-15 skal lyde:» changes, for acts without marked targets."""
    deed: Deed = "repeal" if re.search(r"opphev", text) else "change"
    is_part = bool(re.search(r"\bledd|punktum|bokstav|\bnr\b|nummer|strekpunkt", text))
    found = [Target(ref, deed, section_key(number), is_part=is_part) for number in _SECTION.findall(text)]
    found += [Target(ref, deed, section_key(first), section_key(last), is_part=is_part) for first, last in _RANGE.findall(text)]
    if chapter := re.search(r"[Kk]ap(?:ittel|\.)\s?(\d+\s?[A-Z]?)\b", text) if not found else None:
        found = [Target(ref, deed, chapter=section_key(chapter[1]), is_part=is_part)]
    return found


def touches(target: Target, section: str, chapter: str | None = None) -> bool:
    """Tell whether `target` reaches the section, which lies in `chapter` (when the law is at hand)."""
    if target.chapter:
        return (chapter or _chapter_by_number(section)) == target.chapter
    if target.last:
        return order(target.section) <= order(section) <= order(target.last)
    if target.section:
        return target.section == section
    return not target.is_loose


def order(section: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts 2-9 before 2-10 and 90 before 90 b."""
    return tuple((int(number), letter) for number, letter in re.findall(r"(\d+)([a-z]*)", section))


def _chapter_by_number(section: str) -> str | None:
    return section.partition("-")[0] if "-" in section else None


def _target(token: str, deed: Deed, goal: Target | None = None) -> Target | None:
    ref = _REF.match(token)
    if ref is None:
        return None
    rest = token[ref.end() :].strip("/")
    if between := _BETWEEN.search(rest):
        return Target(ref[0], deed, section_key(between[1]), section_key(between[2]))
    parts = [part for part in rest.split("/") if part]
    section = next((n for n, part in enumerate(parts) if part.startswith("§")), None)
    if section is not None:
        moved = goal.section if goal is not None else ""
        return Target(ref[0], deed, section_key(parts[section]), is_part=len(parts) > section + 1, moved_to=moved)
    if parts and parts[0].startswith("kap"):
        return Target(ref[0], deed, chapter=section_key(parts[0][3:]))
    return Target(ref[0], deed, is_loose=bool(parts), is_part=bool(parts))


def _ranges(found: list[Target], deed: Deed, text: str) -> list[Target]:
    """Return the ranges that `text` says and whose two ends are among the targets."""
    whole = {(target.ref, target.section): target for target in found if target.section}
    more = []
    for first, last in _RANGE.findall(text):
        for ref in {target.ref for target in found}:
            start, end = whole.get((ref, section_key(first))), whole.get((ref, section_key(last)))
            if start is not None and end is not None and start.section != end.section:
                more.append(Target(ref, deed, start.section, end.section))
    return more
