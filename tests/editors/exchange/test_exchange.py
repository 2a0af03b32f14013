"""Out and in: what leaves can be read by others, what comes becomes drafts, and a bad file is one clear fault."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.exchange import pairs, reading
from bot.editors.exchange.cqa import as_cqa_json, as_cqa_tsv, questions_of
from bot.editors.exchange.drafts import write_drafts
from bot.editors.exchange.reading import read_pairs
from bot.editors.exchange.sheets import as_csv, as_xlsx, neutral
from bot.editors.exchange.skos import as_turtle
from bot.errors import UndringError
from bot.guide.entry import KINDS
from bot.guide.guide import Guide
from bot.guide.loader import read_layers
from bot.web.printing import _css, book_html, chromium, pages_of


def xlsx(path: Path, rows: list[list[object]], merged: str = "") -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    book.save(path)
    return path


def drafts(folder: Path) -> dict[str, dict[str, object]]:
    held = (yaml.safe_load(path.read_text("utf-8")) for path in folder.rglob("*.yaml"))
    return {one["title"]: one for one in held}


@pytest.mark.parametrize("name", ["a.json", "a.tsv"])
def test_what_goes_out_comes_in_the_same(guide: Guide, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(as_cqa_json(guide) if name == "a.json" else as_cqa_tsv(guide))
    written = write_drafts(read_pairs(file), tmp_path / "ut", name, {})
    assert len(written.files) == len(guide) and not written.skipped
    back = drafts(tmp_path / "ut")
    for entry in guide:
        one = back[entry.title]
        assert one["answer"] == entry.answer, entry.id
        assert [entry.title, *one.get("examples", [])] == questions_of(entry)
        assert (tmp_path / "ut" / entry.kind / f"{entry.id}.yaml").is_file()
        assert "reviewed" not in one
    loading = read_layers([tmp_path / "ut"])
    assert not [fault for fault in loading.faults if "ukjent felt" in fault.message or "lese" in fault.message]


def test_a_workbook_has_a_sheet_per_kind_and_links(guide: Guide) -> None:
    book = load_workbook(io.BytesIO(as_xlsx(guide)))
    assert len(book.sheetnames) == len(KINDS)
    assert sum(sheet.max_row - 1 for sheet in book) == len(guide)
    assert all(sheet.freeze_panes == "D2" for sheet in book)
    assert any(cells[-1].hyperlink for sheet in book for cells in sheet.iter_rows(min_row=2))
    rows = list(csv.reader(io.StringIO(as_csv(guide).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(guide) + 1 and {len(row) for row in rows} == {12}


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1"])
def test_no_cell_runs_anything(text: str) -> None:
    assert neutral(text).startswith("'")
    assert neutral("vanlig = tekst") == "vanlig = tekst"


def test_the_catalogue_is_valid_turtle(guide: Guide) -> None:
    graph = Graph().parse(data=as_turtle(guide, "https://veileder.example.no/"), format="turtle")
    term = next(entry for entry in guide if entry.kind == "glossary" and entry.en)
    node = URIRef(f"https://veileder.example.no/veileder/oppslag/{term.id}")
    assert {str(one.language) for one in graph.objects(node, SKOS.prefLabel)} >= {"nb", "en"}
    assert (node, SKOS.definition, None) in graph and (node, SKOS.broader, None) in graph
    services = list(graph.subjects(RDF.type, URIRef("http://purl.org/vocab/cpsv#PublicService")))
    assert len(services) == sum(entry.kind == "services" for entry in guide)


def test_the_book_has_every_entry_once_and_every_link_leads_somewhere(guide: Guide) -> None:
    page = book_html(guide)
    assert all(page.count(f' id="{entry.id}"') == 1 for entry in guide)
    assert all(f'href="#{entry.id}"' in page for entry in guide)


@pytest.mark.skipif(chromium() is None, reason="no Chromium here")
def test_the_book_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lag" / "duties").mkdir(parents=True)
    from tests.conftest import entry_text

    (tmp_path / "lag" / "duties" / "alfa.yaml").write_text(entry_text("Alfa"), "utf-8")
    monkeypatch.setenv("KNOWLEDGE", str(tmp_path / "lag"))
    (tmp_path / "lag" / "services").mkdir()
    (tmp_path / "lag" / "services" / "beta.yaml").write_text(entry_text("Beta"), "utf-8")
    done = CliRunner().invoke(app, ["export", "--to", "pdf", "--out", str(tmp_path / "bok.pdf")], catch_exceptions=False)
    assert done.exit_code == 0
    book = PdfReader(tmp_path / "bok.pdf")
    pages = pages_of((tmp_path / "bok.pdf").read_bytes())
    contents = book.pages[1].extract_text()
    for entry_id, title in (("alfa", "Alfa"), ("beta", "Beta")):
        assert re.search(rf"{title}\s+{pages[entry_id]}\b", contents)
        assert title in book.pages[pages[entry_id] - 1].extract_text()
    assert pages["alfa"] < pages["beta"] and book.outline
    assert "Tjenester og telefoner" in book.pages[pages["beta"] - 1].extract_text().split("Beta")[0]


def test_a_heading_cannot_end_the_style_sheet() -> None:
    assert _css("Slik gjør du · 1") == '"Slik gjør du · 1"'
    assert not set('"</\n') & set(_css('a"</style>\n')[1:-1])


def test_without_chromium_the_fault_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(app, ["export", "--to", "pdf", "--out", str(tmp_path / "bok.pdf")])
    assert isinstance(done.exception, UndringError) and "Chromium" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_excel_with_merged_cells_and_formulas(tmp_path: Path) -> None:
    rows = [["Spørsmål", "Svar"], ["Hva er A?", "Det er A."], ["Hva betyr A?", None], ["Hva er B?", "=1+1"], ["Uten svar", None]]
    read = read_pairs(xlsx(tmp_path / "a.xlsx", rows, "B2:B3"))
    assert read.pairs[0].questions == ("Hva er A?", "Hva betyr A?")
    assert read.pairs[1].answer == "=1+1"
    assert [one.place.rpartition(":")[2] for one in read.skipped] == ["5"]


def test_word_tables_and_faq_plus_and_qna_maker(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ("Spørsmål", "Svar", "Hva er A?", "Det er A."), strict=True
    ):
        cell.text = text
    document.save(tmp_path / "a.docx")
    assert read_pairs(tmp_path / "a.docx").pairs[0].answer == "Det er A."
    rich = json.dumps({"title": "A", "subtitle": "Kort", "description": "Langt <b>svar</b>"})
    old = {
        "qnaDocuments": [{"id": 1, "answer": rich, "questions": ["Hva er A?"], "metadata": [{"name": "kind", "value": "duties"}]}]
    }
    (tmp_path / "a.json").write_text(json.dumps(old), "utf-8")
    pair = read_pairs(tmp_path / "a.json").pairs[0]
    assert (pair.answer, pair.kind) == ("Kort\n\nLangt svar", "duties")
    (tmp_path / "a.tsv").write_text("Question\tAnswer\tQnaId\nA?\tSvar\\n\\n- en\t1\nB?\tSvar\\n\\n- en\t1\n", "utf-16")
    assert read_pairs(tmp_path / "a.tsv").pairs[0].questions == ("A?", "B?")
    assert read_pairs(tmp_path / "a.tsv").pairs[0].answer == "Svar\n\n- en"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("xl/workbook.xml", b"0" * (pairs.LARGEST_UNPACKED + 1))
    return out.getvalue()


def cut(tmp_path: Path) -> bytes:
    whole = xlsx(tmp_path / "hel.xlsx", [["Spørsmål", "Svar"], ["A", "B"]]).read_bytes()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"", ":1: filen er tom"),
        (b"\xef\xbb\xbf \n", ":1: filen er tom"),
        (b"<!doctype html><p>Logg inn", ":1: filen er en nettside"),
        ("spørsmål;svar\nå;b\n".encode("cp1252"), ":1: filen er ikke lagret som UTF-8"),
        (b'{"qnas": [\n{"id"', ":2: filen er skadet"),
        (b'{"a": 1}', ":1: fant ingen"),
        (b"[" * 100_000, ":1: filen er skadet"),
        (b"a;b\n1;2\n", ":1: fant ikke kolonnene"),
        (b"%PDF-1.7\0\1", ":1: filen er av en type"),
        (bomb, ": filen blir større enn"),
        (cut, ": filen er skadet"),
        (b"question;answer\n" + b"a;b\n" * (pairs.MOST_ROWS + 5), f":{pairs.MOST_ROWS + 1}: filen har flere enn"),
    ],
)
def test_a_bad_file_is_one_clear_fault(tmp_path: Path, raw: object, wanted: str) -> None:
    file = tmp_path / "fil.dat"
    made = raw if isinstance(raw, bytes) else raw(tmp_path) if raw is cut else raw()  # type: ignore[operator]
    file.write_bytes(made)
    with pytest.raises(UndringError) as fault:
        read_pairs(file)
    assert str(fault.value).startswith(f"{file}{wanted}") and "\n" not in str(fault.value)


def test_fifty_thousand_rows_end_in_a_fault(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Spørsmål", "Svar"])
    for n in range(50_000):
        sheet.append([f"q{n}", "a"])
    book.save(tmp_path / "stor.xlsx")
    with pytest.raises(UndringError, match="flere enn"):
        read_pairs(tmp_path / "stor.xlsx")


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("spørsmål;svar\nHva er blåbær?;Bær\nHva er A?;A\nHva er A?;B\n;C\n", "utf-8")
    mine = tmp_path / "ut" / "topics" / "hva-er-a.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mitt", "utf-8")
    done = CliRunner().invoke(app, ["import", str(file), "--out", str(tmp_path / "ut"), "--json"], catch_exceptions=False)
    held = json.loads(done.stdout)
    assert [Path(one).name for one in held["files"]] == ["hva-er-blabaer.yaml"] and len(held["skipped"]) == 3
    assert mine.read_text("utf-8") == "mitt"
    blocked = tmp_path / "annen"
    blocked.mkdir()
    (blocked / "topics").write_text("en fil", "utf-8")
    with pytest.raises(UndringError):
        write_drafts(reading.read_pairs(file), blocked, "a.csv", {})
    assert [one.name for one in blocked.iterdir()] == ["topics"]


def test_a_draft_never_takes_the_place_of_an_entry(guide: Guide, tmp_path: Path) -> None:
    entry = next(iter(guide))
    read = pairs.Read([pairs.Pair((entry.title,), "x" * 900, "a:1", entry.kind, entry.id)])
    written = write_drafts(read, tmp_path, "a", guide.entries)
    assert written.files[0].stem == f"{entry.id}-utkast"
    one = yaml.safe_load(written.files[0].read_text("utf-8"))
    assert len(one["answer"]) <= 600 and one["more"] == "x" * 900
