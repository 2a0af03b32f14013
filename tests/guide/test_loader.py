"""Layers merge field by field, and every fault of every file is found at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentFaults
from bot.guide.guide import Guide
from bot.guide.loader import load_guide
from tests.conftest import Write, entry_text


def test_a_whole_entry_loads(write: Write) -> None:
    loading = write({"national/glossary/prove.yaml": entry_text()})
    assert loading.guide is not None and not loading.faults
    entry = loading.guide.entry("prove")
    assert (entry.title, entry.kind, entry.layer) == ("Prøve", "glossary", "national")


def test_the_later_layer_wins_field_by_field(write: Write) -> None:
    loading = write(
        {
            "national/duties/plikt.yaml": entry_text("Plikt", 'sectors: {skole: {text: "Skole."}, nav: {text: "Nav."}}'),
            "lokal/duties/plikt.yaml": 'answer: "Lokalt svar."\nsectors: {nav: {text: "Vårt Nav."}}\n',
        },
        layers=("national", "lokal"),
    )
    assert loading.guide is not None, loading.faults
    entry = loading.guide.entry("plikt")
    assert (entry.title, entry.answer, entry.layer) == ("Plikt", "Lokalt svar.", "national")
    assert {sector: version.text for sector, version in entry.sectors.items()} == {"skole": "Skole.", "nav": "Vårt Nav."}


def test_a_fault_in_a_later_layer_names_its_own_file_and_line(write: Write) -> None:
    loading = write(
        {
            "national/duties/plikt.yaml": entry_text("Plikt"),
            "lokal/duties/plikt.yaml": 'answer: "x"\nsee_also: ["finnes-ikke"]\n',
        },
        layers=("national", "lokal"),
    )
    assert [str(fault) for fault in loading.faults] == [
        "lokal/duties/plikt.yaml:2: error: «see_also» peker til «finnes-ikke», som ikke finnes"
    ]


FAULTY = {
    "national/glossary/a.yaml": (entry_text("A", 'ansver: "x"'), "ukjent felt «ansver»; mente du «answer»?"),
    "national/glossary/b.yaml": (entry_text("B").replace('checked: "2026-11-24"\n', ""), "«checked» mangler; skriv feltet"),
    "national/glossary/c.yaml": (entry_text("C").replace("Gjør dette først.", "x" * 601), "«answer» er 601 tegn, høyst 600 er tillatt; kort ned"),
    "national/glossary/d.yaml": (entry_text("D", 'links: ["http://a.no"]'), "«links.1»: adressen skal begynne med https:// og ikke ha mellomrom"),
    "national/glossary/e.yaml": (entry_text("E", 'see_also: ["aa"]'), "«see_also» peker til «aa», som ikke finnes"),
    "national/glossary/f.yaml": (entry_text("F", 'provisions: ["bvl-13-22"]'), "rettsgrunnlaget «bvl-13-22» står ikke i provisions.yaml; mente du «bvl-13-2»?"),
    "national/glossary/g.yaml": (entry_text("G", 'more: "Ring 32 12 34 56."'), "«32123456» i «more» ligner et telefonnummer som ikke står i noe tjenesteoppslag; rett nummeret eller ta det bort"),
    "national/glossary/h.yaml": (entry_text("H", 'phone: "116 111"'), "«phone» hører bare hjemme i tjenester; flytt det dit"),
    "national/glossary/i.yaml": (entry_text("I", 'sectors: {skule: {text: "x"}}'), None),
    "national/glossary/j.yaml": (entry_text("J", 'more: "Se [her](javascript:alert)"'), "lenken i «more» er ikke en vanlig nettadresse: javascript:alert; skriv den som [tekst](https://…)"),
    "national/glossary/k.yaml": (entry_text("K", 'more: "<script>x</script>"'), "«more» har HTML (<script>); bruk bare fet skrift, lenker og lister"),
    "national/glossary/l.yaml": (entry_text("A"), "«A» er også navn på oppslaget «a» (national/glossary/a.yaml:1); la bare ett av dem ha det"),
    "national/glossary/m.yaml": (entry_text("M", 'reviewed: "2999-01-01"'), "«reviewed» er en dato i framtiden (2999-01-01); rett den"),
    "national/glossary/n.yaml": (entry_text("N", 'id: "noe"'), "«id» settes av programmet; fjern linjen"),
    "national/glossary/Stor.yaml": (entry_text("S"), "filnavnet «Stor.yaml» kan ikke være en id; bruk bare små bokstaver a–z, tall og bindestrek"),
    "national/plikter/o.yaml": (entry_text("O"), None),
    "national/glossary/p.yaml": ("bare tekst", "filen skal bestå av felt og verdier («title: …»); sjekk begynnelsen av filen"),
    "national/glossary/q.yaml": (entry_text("Q", 'review_every: "ofte"'), '«review_every» skal være et antall måneder, som "6 months"'),
    "national/glossary/r.yaml": (entry_text("R", 'aliases2: "x"'), None),
    "national/glossary/s.yaml": (entry_text("S2", 'danger: "ja"'), "«danger» skal være true eller false"),
}  # fmt: skip


def test_all_faults_of_all_files_at_once(write: Write) -> None:
    loading = write({name: text for name, (text, _) in FAULTY.items()})
    assert loading.guide is None
    by_file: dict[str, list[str]] = {}
    for fault in loading.faults:
        by_file.setdefault(fault.file, []).append(fault.message)
    for name, (_, message) in FAULTY.items():
        if name == "national/glossary/a.yaml" and message:
            assert message in by_file[name]
        elif name == "national/glossary/l.yaml":
            continue  # The twin's own file is faulty, so names are compared on the next run.
        elif message:
            assert message in by_file.get(name, []), (name, by_file.get(name))
        else:
            assert by_file.get(name), name


def test_an_alias_of_two_entries_is_a_fault_with_both_places(write: Write) -> None:
    loading = write({"national/glossary/a.yaml": entry_text("A"), "national/glossary/b.yaml": entry_text("A")})
    assert {fault.file for fault in loading.faults} == {"national/glossary/b.yaml"}
    messages = [fault.message for fault in loading.faults]
    assert any("er også navn på oppslaget «a» (national/glossary/a.yaml:1)" in message for message in messages), messages


def test_overdue_check_is_a_warning_only(write: Write) -> None:
    loading = write({"national/glossary/a.yaml": entry_text("A").replace("2026-11-24", "2020-01-01")})
    assert loading.guide is not None
    assert [fault.level for fault in loading.faults] == ["warning"]


def test_broken_content_stops_a_start_with_the_faults_listed(tmp_path: Path) -> None:
    with pytest.raises(ContentFaults) as caught:
        load_guide([tmp_path / "finnes-ikke"])
    assert "laget «finnes-ikke» finnes ikke" in str(caught.value)


def test_a_municipality_can_change_a_phrase(write: Write, guide: Guide) -> None:
    loading = write(
        {"national/glossary/a.yaml": entry_text("A"), "national/phrases/nb.yaml": 'hello: "Hei fra Lier!"\n'},
    )
    assert loading.guide is not None, loading.faults
    assert loading.guide.phrases.say("nb", "hello") == "Hei fra Lier!"
    assert loading.guide.phrases.say("nb", "thanks") == guide.phrases.say("nb", "thanks")


def test_phrase_with_wrong_placeholder_is_a_fault(write: Write) -> None:
    loading = write({"national/glossary/a.yaml": entry_text("A"), "national/phrases/en.yaml": 'checked: "Checked {day}."\n'})
    assert "plassholderne {day}, men skal ha {date}" in str(loading.faults[0])


def test_a_later_layer_lengthens_lists_and_faults_in_what_it_adds_stand_where_it_was_written(tmp_path: Path) -> None:
    national, local = tmp_path / "national/glossary", tmp_path / "local/glossary"
    for folder in (national, local):
        folder.mkdir(parents=True)
    (national / "sfo.yaml").write_text(entry_text("SFO"), encoding="utf-8")
    (local / "sfo.yaml").write_text(
        'added_aliases: ["fritidsordningen i Lykkevik"]\nadded_examples:\n  - "hva er sfo i Lykkevik"\n', encoding="utf-8"
    )
    entry = load_guide([national.parent, local.parent]).entries["sfo"]
    alone = load_guide([national.parent]).entries["sfo"]
    assert entry.aliases == (*alone.aliases, "fritidsordningen i Lykkevik")
    assert entry.examples == (*alone.examples, "hva er sfo i Lykkevik") and entry.answer == alone.answer
    (local / "sfo.yaml").write_text('# her\nadded_examples:\n  - "god"\n  - [1]\n', encoding="utf-8")
    with pytest.raises(ContentFaults) as caught:
        load_guide([national.parent, local.parent])
    assert "local/glossary/sfo.yaml:4" in str(caught.value)
