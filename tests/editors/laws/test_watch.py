"""Every form an amendment takes is found, on made-up laws and on a real year of Norsk Lovtidend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.editors.laws.showing import as_marks, as_text
from bot.editors.laws.targets import cited, section_key
from bot.editors.laws.watch import Finding, findings, prints_of, read_law_data
from bot.guide.guide import Guide
from bot.guide.loader import DEFAULT_LAYERS
from tests.editors.laws.archives import act, change, law, packed, section

REAL = Path(__file__).resolve().parents[4] / "shared" / "lovdata" / "lovtidend-avd1-2025.tar.bz2"
BVL, HPL, SOTJL, BHL = "lov/2021-06-18-97", "lov/1999-07-02-64", "lov/2009-12-18-131", "lov/2005-06-17-64"
NEW = "lov/2027-01-01-5"


def found_in(guide: Guide, tmp_path: Path, *documents: str) -> list[Finding]:
    file = packed(tmp_path / "data.tar.bz2", {f"lti/{n}.xml": text for n, text in enumerate(documents)})
    return findings(guide, read_law_data([file]))


def sections_of(found: list[Finding], ref: str) -> set[str]:
    return {one.section for one in found if one.ref == ref}


@pytest.mark.parametrize(
    ("parts", "kind", "text", "hit", "missed", "finding"),
    [
        (f"{BVL}/§13-2/ledd/1/bokstav/d", "change-part", "", {"§ 13-2"}, {"§ 13-3"}, "amended"),
        (f"{BVL}/§2-2 {HPL}/§33/ledd/2", "change-part", "", {"§ 2-2"}, {"§ 2-1"}, "amended"),
        (f"{BVL}/kap13", "change-part", "", {"§ 13-2", "§ 13-4"}, {"§ 3-1"}, "amended"),
        (BVL, "change-part", "", {"§ 13-2", "§ 3-1"}, set(), "amended"),
        (BVL, "repeal-part", "", {"§ 13-2", "§ 3-1"}, set(), "repealed"),
        (f"{BVL}/§3-1/ledd/2", "repeal-part", "", {"§ 3-1"}, {"§ 3-2"}, "amended"),
        (f"{BVL}/§3-1", "repeal-part", "", {"§ 3-1"}, {"§ 3-2"}, "repealed"),
        (f"{BVL}/§3-1;;{BVL}/§3-9", "move-part", "", {"§ 3-1"}, {"§ 3-2"}, "repealed"),
        (f"{BVL}/§3-1/ledd/2;; {BVL}/§3-1/ledd/3", "move-part", "", {"§ 3-1"}, {"§ 3-2"}, "amended"),
        (f"{BVL}/§3-1 {BVL}/§3-4", "repeal-part", "§§ 3-1 til 3-4 oppheves.", {"§ 3-1", "§ 3-2", "§ 3-4"}, {"§ 3-6"}, "repealed"),
        (f"{BVL}/§12-3a", "change-part", "", {"§ 12-3 a"}, {"§ 12-1"}, "amended"),
        (f"{BVL}/§13-2/ledd/9", "add-new-part", "", {"§ 13-2"}, {"§ 13-1"}, "amended"),
    ],
)
def test_every_form_of_target(
    guide: Guide, tmp_path: Path, parts: str, kind: str, text: str, hit: set[str], missed: set[str], finding: str
) -> None:
    found = found_in(guide, tmp_path, act(NEW, change(parts, text, kind)))
    assert hit <= sections_of(found, BVL) and not missed & sections_of(found, BVL)
    assert {one.finding for one in found if one.section in hit and one.ref == BVL} == {finding}
    assert {(one.act, one.in_force, one.new) for one in found} == {(NEW, "Kongen bestemmer", True)}


def test_a_whole_law_that_loses_one_section_is_amended(guide: Guide, tmp_path: Path) -> None:
    found = found_in(guide, tmp_path, act(NEW, change("lov/2025-06-20-40/§3", "", "repeal-part")))
    assert {one.finding for one in found if one.provision == "ny-barnelov-2025"} == {"amended"}


def test_a_moved_section_says_where_to(guide: Guide, tmp_path: Path) -> None:
    found = found_in(guide, tmp_path, act(NEW, change(f"{BVL}/§3-1;;{BVL}/§3-9", "", "move-part")))
    assert [(one.provision, one.moved_to) for one in found] == [("bvl-3-1", "§ 3-9")]
    assert "§ 3-9" in as_text(found, guide)


def test_entries_that_cite_it_are_named_also_for_one_sector(guide: Guide, tmp_path: Path) -> None:
    found = found_in(guide, tmp_path, act(NEW, change(f"{HPL}/§33")))
    assert "meldeplikt-helse" in found[0].entries


def test_what_applied_before_the_last_check_is_known(guide: Guide, tmp_path: Path) -> None:
    old = act("lov/2020-01-01-1", change(f"{BVL}/§13-2"), "2020-02-01")
    found = [one for one in found_in(guide, tmp_path, old) if one.provision == "bvl-13-2"]
    assert [(one.new, one.in_force) for one in found] == [(False, "2020-02-01")]
    assert as_marks(found, guide, DEFAULT_LAYERS) == ""


def test_a_later_decision_gives_the_commencement(guide: Guide, tmp_path: Path) -> None:
    start = act("forskrift/2027-02-01-9", "", "2027-03-01", "Ikraftsetting av lov 1. januar 2027 nr. 5 om noe", (BVL,))
    found = found_in(guide, tmp_path, act(NEW, change(f"{BVL}/§13-2")), start)
    assert {one.in_force for one in found} == {"2027-03-01"}


def test_regulations_say_it_in_prose(guide: Guide, tmp_path: Path) -> None:
    said = '<article class="defaultP">I forskrift 20. september 2013 nr. 1097 gjøres endringer: § 34-15 skal lyde:</article>'
    found = found_in(guide, tmp_path, act("forskrift/2027-01-01-7", said, "2027-01-01", laws=("forskrift/2013-09-20-1097",)))
    assert {one.provision for one in found} == {"forskrift-politiregister"}


def test_the_law_as_it_stands(guide: Guide, tmp_path: Path) -> None:
    coming = '<article class="changesToParent">Endret ved lov 1 jan 2020 nr. 3. Endres ved lov 2 feb 2027 nr. 8 (i kraft 1 juli 2027).</article>'
    text = law(BVL, section("13-2", "En tekst.", coming), section("3-1", "(Opphevet)"))
    found = {one.provision: one for one in found_in(guide, tmp_path, text) if one.finding != "unknown"}
    assert (found["bvl-13-2"].act, found["bvl-13-2"].in_force) == ("lov/2027-02-02-8", "2027-07-01")
    assert found["bvl-3-1"].finding == "repealed"


def test_a_section_that_is_gone_is_unknown(guide: Guide, tmp_path: Path) -> None:
    found = found_in(guide, tmp_path, law(BVL, section("13-2", "En tekst.")))
    assert "bvl-3-1" in {one.provision for one in found if one.finding == "unknown"}
    assert "bvl-13-2" not in {one.provision for one in found}


@pytest.mark.parametrize(("after", "changed"), [("En  «tekst» – her.", False), ("En annen tekst.", True)])
def test_text_changed_since_the_review(guide: Guide, tmp_path: Path, after: str, changed: bool) -> None:
    def data(text: str):  # type: ignore[no-untyped-def]
        return read_law_data([packed(tmp_path / "l.tar.bz2", {"nl/1.xml": law(HPL, section("33", text))})])

    print_ = prints_of(guide.provisions["hpl-33"], data('En "tekst" - her.').laws)
    entry = guide.entries["meldeplikt-helse"].model_copy(update={"fingerprints": {"hpl-33": print_}})
    changed_guide = replace(guide, entries={**guide.entries, "meldeplikt-helse": entry})
    found = [one for one in findings(changed_guide, data(after)) if one.finding == "changed"]
    assert [one.entries for one in found] == ([("meldeplikt-helse",)] if changed else [])


def test_no_law_text_is_in_a_fingerprint(guide: Guide, tmp_path: Path) -> None:
    data = read_law_data([packed(tmp_path / "l.tar.bz2", {"nl/1.xml": law(HPL, section("33", "hemmelig ord"))})])
    assert "hemmelig" not in repr(data)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("§ 2-5, § 2-5 b", ("2-5", "2-5b")),
        ("§ 5A-1", ("5a-1",)),
        ("hele loven (§§ 30–39)", ()),
        ("§ 200, § 200 a", ("200", "200a")),
    ],
)
def test_what_a_provision_stands_for(written: str, wanted: tuple[str, ...]) -> None:
    assert cited(written).sections == wanted and cited(written).is_whole == (not wanted)
    assert section_key("§ 9 A-1") == "9a-1"


@pytest.mark.skipif(not REAL.exists(), reason="the real year is not beside this clone")
def test_a_real_year(guide: Guide) -> None:
    found = findings(guide, read_law_data([REAL]))
    hits = {(one.ref, one.section) for one in found if one.act == "lov/2025-06-20-39"}
    wanted = {(BVL, f"§ {number}") for number in ("13-2", "15-1", "2-2", "3-1", "13-4")} | {(HPL, "§ 33"), (SOTJL, "§ 45")}
    assert wanted <= hits
    assert all(one.entries == tuple(dict.fromkeys(one.entries)) for one in found)
    assert ("lov/1967-02-10", "§ 13") in {(one.ref, one.section) for one in found if one.finding == "repealed"}
    assert "meldeplikt-skole" not in {e for one in found if one.provision == "krise-6" for e in one.entries}
    marks = as_marks(found, guide, DEFAULT_LAYERS).splitlines()
    assert len(marks) == sum(one.new for one in found) and all(mark.startswith("::warning file=") for mark in marks)
    assert BHL in {one.ref for one in found}
