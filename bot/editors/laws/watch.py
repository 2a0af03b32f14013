"""Hold every provision the guide cites against what the law data says, and tell per entry what has happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeAlias

from bot.editors.laws.archive import LawDataFault, read_archive
from bot.editors.laws.documents import LawDocument, Section, fingerprint, read_document
from bot.editors.laws.targets import Cited, Target, cited, touches
from bot.guide.entry import Entry, Provision
from bot.guide.guide import Guide
from bot.wording import say

Kind: TypeAlias = Literal["amended", "changed", "repealed", "unknown"]
WHOLE_DATASET = 300
"""Laws in an archive from which we take it to be all the laws in force, so that a missing one means something."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that has happened, or will, to one provision."""

    provision: str
    ref: str
    section: str
    finding: Kind
    act: str | None
    in_force: str | None
    entries: tuple[str, ...]
    new: bool = True
    """False when it was in force already when the provision was last checked."""
    title: str = ""
    """The act's title."""
    moved_to: str | None = None

    def row(self) -> dict[str, Any]:
        """Return the finding as the contract has it."""
        return {**asdict(self), "entries": list(self.entries)}


@dataclass(slots=True)
class LawData:
    """All that was read: acts of Norsk Lovtidend, and laws as they stand."""

    acts: list[LawDocument]
    laws: dict[str, dict[str, Section]]


def read_law_data(files: Iterable[Path]) -> LawData:
    """Read archives; raises LawDataFault for the first thing that is wrong."""
    data = LawData([], {})
    for file in files:
        before = len(data.acts) + len(data.laws)
        for name, content in read_archive(file):
            document = read_document(content, f"{file.name}: {name}")
            if document is not None and document.is_act:
                data.acts.append(document)
            elif document is not None:
                data.laws[document.ref] = document.sections
        if before == len(data.acts) + len(data.laws):
            raise LawDataFault(say("law_archive_empty", file=file.name))
    _put_into_force(data.acts)
    return data


def findings(guide: Guide, data: LawData) -> list[Finding]:
    """Return what has happened to every provision of the guide, in their order."""
    users = cited_by(guide)
    by_ref: dict[str, list[tuple[LawDocument, Target]]] = {}
    for act in data.acts:
        for target in act.targets:
            by_ref.setdefault(target.ref, []).append((act, target))
    found: list[Finding] = []
    for provision_id, provision in guide.provisions.items():
        case = _Case(provision_id, provision, cited(provision.section), users.get(provision_id, ()))
        own = [*case.amended(by_ref.get(provision.ref, []), data.laws), *case.as_it_stands(data.laws, guide)]
        found += _without_doubles(own)
    return found


def cited_by(guide: Guide) -> dict[str, tuple[str, ...]]:
    """Return for each provision the entries that cite it, for all or for one sector."""
    users: dict[str, list[str]] = {}
    for entry in guide:
        for provision_id in provisions_of(entry):
            users.setdefault(provision_id, []).append(entry.id)
    return {provision_id: tuple(ids) for provision_id, ids in users.items()}


def provisions_of(entry: Entry) -> tuple[str, ...]:
    """Return the ids of all provisions the entry cites, its sectors' included."""
    every = [*entry.provisions, *(one for version in entry.sectors.values() for one in version.provisions)]
    return tuple(dict.fromkeys(every))


def prints_of(provision: Provision, laws: dict[str, dict[str, Section]]) -> str | None:
    """Return the fingerprint of all the sections a provision stands for; None when one of them is not at hand."""
    sections = laws.get(provision.ref)
    wanted = cited(provision.section)
    if not sections:
        return None
    names = sorted(sections) if wanted.is_whole else list(wanted.sections)
    if any(name not in sections for name in names):
        return None
    return fingerprint(" ".join(f"{name}:{sections[name].fingerprint}" for name in names))


def _put_into_force(acts: list[LawDocument]) -> None:
    """Give acts that wait for the King the dates that a later decision has set."""
    starts: dict[str, list[str]] = {}
    for act in acts:
        if act.starts and act.in_force:
            starts.setdefault(act.starts, []).append(act.in_force)
    for act in acts:
        if act.ref in starts and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", act.in_force or ""):
            act.in_force = ", ".join(dict.fromkeys(starts[act.ref]))
            act.is_split = any(one.is_split for one in acts if one.starts == act.ref)


@dataclass(frozen=True, slots=True)
class _Case:
    """One provision under watch."""

    id: str
    provision: Provision
    cited: Cited
    entries: tuple[str, ...]

    def amended(self, touched: list[tuple[LawDocument, Target]], laws: dict[str, dict[str, Section]]) -> Iterator[Finding]:
        sections = laws.get(self.provision.ref, {})
        for act, target in touched:
            if not self._is_hit(target, sections):
                continue
            some = self.cited.is_whole and bool(target.section or target.chapter or target.is_loose)
            gone = target.deed in ("repeal", "move") and not target.is_part and not some
            kind: Kind = "repealed" if gone else "amended"
            found = self._finding(kind, act.ref, act.in_force, act.title, target.moved_to if gone else "")
            yield replace(found, new=found.new or act.is_split)

    def as_it_stands(self, laws: dict[str, dict[str, Section]], guide: Guide) -> Iterator[Finding]:
        sections = laws.get(self.provision.ref)
        if sections is None:
            if len(laws) >= WHOLE_DATASET and self.provision.ref.startswith("lov/"):
                yield self._finding("unknown", None, None)
            return
        for name in sections if self.cited.is_whole else self.cited.sections:
            section = sections.get(name)
            if section is None:
                if sections:
                    yield self._finding("unknown", None, None)
                continue
            if section.is_repealed and not self.cited.is_whole:
                yield self._finding("repealed", None, None)
            for act, start in section.coming:
                yield self._finding("amended", act, start)
        now = prints_of(self.provision, laws)
        changed = tuple(one for one in self.entries if now and guide.entries[one].fingerprints.get(self.id, now) != now)
        if changed:
            yield Finding(self.id, self.provision.ref, self.provision.section, "changed", None, None, changed)

    def _is_hit(self, target: Target, sections: dict[str, Section]) -> bool:
        if self.cited.is_whole:
            return True
        return any(touches(target, name, sections[name].chapter if name in sections else None) for name in self.cited.sections)

    def _finding(self, kind: Kind, act: str | None, start: str | None, title: str = "", moved: str = "") -> Finding:
        new = act is None or not _was_known(act, start, self.provision.checked)
        place = self.provision
        return Finding(
            self.id, place.ref, place.section, kind, act, start, self.entries, new, title, f"§ {moved}" if moved else None
        )


def _was_known(act: str, start: str | None, checked: date) -> bool:
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", start or "")
    only_dates = not re.search(r"bestem|fastset|avgj", start or "")
    return bool(dates) and only_dates and max(dates) <= checked.isoformat() and act.partition("/")[2][:10] <= checked.isoformat()


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """Keep one finding per act: the gravest, with the commencement that is known."""
    best: dict[tuple[str | None, bool], Finding] = {}
    for one in found:
        key = (one.act, one.finding == "changed")
        held = best.get(key)
        if held is None or (one.finding == "repealed" and held.finding != "repealed"):
            best[key] = one
    return list(best.values())
