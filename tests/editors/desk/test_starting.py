"""New entries and local versions from the desk: written once, where they belong, and over nothing."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.editors.desk.starting import Named, name_remarks, proposed_id
from bot.editors.writing.fields import with_new_fields
from bot.editors.writing.files import put_new
from bot.errors import UndringError
from tests.editors.desk.conftest import Desk, OpenDesk, git

NEW = {"id": "hjemmebesok", "kind": "duties", "layer": "national", "new": "entry", "opened": ""}
FILLED = {
    "title": "Hjemmebesøk", "answer": "Avtal besøket først.", "source": "Handlingsplanen", "checked": "2026-11-24",
    "aliases": "besøk hjemme\nhjemmevisitt\nbesøke familien\nhusbesøk", "examples": "\n".join(f"hva om besøk {n}" for n in range(12)),
}  # fmt: skip


def local_layer(desk: Desk) -> Path:
    """Add a local layer to the guide the desk works on."""
    layer = desk.layers[0].parent / "drammen"
    (layer / "glossary").mkdir(parents=True)
    desk.layers.append(layer)
    desk.room.layers = tuple(desk.layers)
    return layer


def files(desk: Desk) -> set[str]:
    home = desk.layers[0].parent
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("Hjemmebesøk før fødsel", "hjemmebesok-for-fodsel"),
        ("Æ, ø og å (2. del)", "ae-o-og-a-2-del"),
        ("../../etc/passwd", "etc-passwd"),
        ("«!»", ""),
        ("ord " * 40, "-".join(["ord"] * 15)),
        ("x" * 90, "x" * 60),
    ],
)
def test_an_id_is_suggested_from_the_title(title: str, proposed: str) -> None:
    assert proposed_id(title) == proposed


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (Named("", "duties", "national", "ny"), "title"),
        (Named("Ny", "../x", "national", "ny"), "kind"),
        (Named("Ny", "duties", "../national", "ny"), "layer"),
        (Named("Ny", "duties", "", "ny"), "layer"),
        (Named("Ny", "duties", "national", ""), "id"),
        (Named("Ny", "duties", "national", "Ny Id"), "id"),
        (Named("Ny", "duties", "national", "../ny"), "id"),
        (Named("Ny", "duties", "national", "ny\n"), "id"),
        (Named("Ny", "duties", "national", "x" * 81), "id"),
        (Named("Ny", "duties", "national", "uro"), "id"),
    ],
)
async def test_a_bad_name_or_place_is_told_at_its_box_and_nothing_is_written(
    open_desk: OpenDesk, named: Named, field: str
) -> None:
    desk = await open_desk()
    before = files(desk)
    assert [one.field for one in name_remarks(named, desk.layers)] == [field]
    where = {"id": named.entry_id, "kind": named.kind, "layer": named.layer, "new": "entry", "opened": ""}
    status, said = await desk.post("save", {**where, "values": FILLED})
    if field != "title":
        assert status == 422 and [one["field"] for one in said["remarks"]] == [field] and files(desk) == before
    answer = await desk.client.get(
        "/pult/nytt", params={"title": named.title, "kind": named.kind, "layer": named.layer, "id": named.entry_id.strip() + "!"}
    )
    assert 'id="new"' in await answer.text()


async def test_a_new_entry_is_written_in_the_order_of_all_files_and_asked_at_once(open_desk: OpenDesk) -> None:
    desk = await open_desk(in_git=True)
    status, said = await desk.post("save", {**NEW, "values": FILLED})
    assert (status, said["can_commit"]) == (200, True), said
    file = desk.layers[0] / "duties" / "hjemmebesok.yaml"
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(held) == ["title", "aliases", "examples", "answer", "source", "checked"]
    assert held["examples"][-1] == "hva om besøk 11" and held["checked"] == "2026-11-24"
    assert not [one for one in desk.room.faults() if one.level == "error"]
    assert desk.room.guide().entries["hjemmebesok"].kind == "duties"
    where = {"id": "hjemmebesok", "layer": "national", "role": "fagleder barnevern"}
    status, committed = await desk.post("commit", where)
    assert status == 200 and "redaksjon" in committed["saved"]
    assert git(desk.layers[0], "status", "--porcelain", "--", str(file)) == ""
    status, _ = await desk.post("save", {"id": "hjemmebesok", "opened": said["opened"], "values": {"answer": "Annet."}})
    assert status == 200


async def test_what_must_be_filled_in_is_marked_and_told_at_its_box(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    page = await desk.page("nytt?title=Hjemmebesøk&kind=duties&layer=national&id=")
    assert 'value="hjemmebesok"' in page and 'data-new="entry"' in page and page.count("chip must") == 4
    status, shown = await desk.post("preview", {**NEW, "values": {"title": "Hjemmebesøk"}})
    told = {one["field"]: one["level"] for one in shown["remarks"]}
    assert status == 200 and {"answer", "source", "checked"} <= told.keys() and shown["card"] is None
    status, said = await desk.post("save", {**NEW, "values": {"title": "Hjemmebesøk"}})
    assert status == 422 and {one["field"] for one in said["remarks"]} == {"answer", "source", "checked"}
    _, shown = await desk.post("preview", {**NEW, "values": {**FILLED, "aliases": ""}})
    assert ("aliases", "warning") in [(one["field"], one["level"]) for one in shown["remarks"]]
    assert "Avtal besøket" in str(shown["card"])
    assert not (desk.layers[0] / "duties").exists()


async def test_the_clashes_of_a_new_entry_are_told(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    status, said = await desk.post("save", {**NEW, "values": {**FILLED, "aliases": FILLED["aliases"] + "\nSkulking"}})
    assert status == 422 and any("Skulking" in one["message"] for one in said["remarks"])


async def test_of_those_who_make_the_same_id_at_once_one_is_saved_and_the_others_told(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    bodies = [{**NEW, "values": {**FILLED, "answer": f"Svar {n}."}} for n in range(5)]
    answers = await asyncio.gather(*(desk.post("save", body) for body in bodies))
    saved = [n for n, (_, said) in enumerate(answers) if "saved" in said]
    assert len(saved) == 1
    assert all(
        "alt i bruk" in said["error"] and said["remarks"][0]["field"] == "id" for _, said in answers if "saved" not in said
    )
    held = yaml.safe_load((desk.layers[0] / "duties" / "hjemmebesok.yaml").read_text(encoding="utf-8"))
    assert held["answer"] == f"Svar {saved[0]}."


def test_a_file_that_came_meanwhile_is_never_written_over(tmp_path: Path) -> None:
    there = tmp_path / "duties" / "ny.yaml"
    put_new(there, "title: a\n")
    with pytest.raises(UndringError, match="finnes alt"):
        put_new(there, "title: b\n")
    assert there.read_text(encoding="utf-8") == "title: a\n" and [one.name for one in there.parent.iterdir()] == ["ny.yaml"]


async def test_a_local_version_holds_only_what_differs(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    layer = local_layer(desk)
    assert "?lag=drammen&amp;ny=ja" in await desk.page("oppslag/uro")
    page = await desk.page("oppslag/uro?lag=drammen&ny=ja")
    assert 'data-new="version"' in page and "Gjør dette først." in page and 'id="f-id"' not in page
    where = {"id": "uro", "layer": "drammen", "new": "version", "opened": ""}
    values = {"answer": "Her i byen: ring oss.", "added_examples": "hvem ser på uro her", "added_aliases": "byuro"}
    _, shown = await desk.post("preview", {**where, "values": {}})
    assert "Gjør dette først." in str(shown["card"]) and not [one for one in shown["remarks"] if one["level"] == "error"]
    status, said = await desk.post("save", {**where, "values": values})
    assert status == 200, said
    held = yaml.safe_load((layer / "glossary" / "uro.yaml").read_text(encoding="utf-8"))
    assert held == {**values, "added_examples": [values["added_examples"]], "added_aliases": ["byuro"]}
    entry = desk.room.guide().entries["uro"]
    assert entry.answer == values["answer"] and entry.aliases[-1] == "byuro" and len(entry.examples) == 13
    assert (await desk.client.get("/pult/oppslag/uro?lag=drammen&ny=ja")).status == 404
    later = await desk.page("oppslag/uro?lag=drammen")
    assert "Gjør dette først." in later and "ny=ja" not in later


@pytest.mark.parametrize(
    ("entry_id", "layer", "says"),
    [
        ("uro", "national", "alt en egen utgave"),
        ("uro", "../drammen", "lokalt lag"),
        ("uro", "", "lokalt lag"),
        ("finnes-ikke", "drammen", "finnes-ikke"),
        ("../uro", "drammen", "uro"),
    ],
)
async def test_a_version_that_cannot_be_is_refused(open_desk: OpenDesk, entry_id: str, layer: str, says: str) -> None:
    desk = await open_desk()
    local_layer(desk)
    before = files(desk)
    body = {"id": entry_id, "layer": layer, "new": "version", "opened": "", "values": {"answer": "X."}}
    status, said = await desk.post("save", body)
    assert status == 422 and says in said["error"] and files(desk) == before


async def test_a_version_without_anything_or_with_faults_is_not_saved(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    local_layer(desk)
    before = files(desk)
    where: dict[str, Any] = {"id": "uro", "layer": "drammen", "new": "version", "opened": ""}
    assert "ikke skrevet noe" in (await desk.post("save", {**where, "values": {}}))[1]["error"]
    status, said = await desk.post("save", {**where, "values": {"answer": "# Overskrift"}})
    assert (status, said["remarks"][0]["field"], files(desk)) == (422, "answer", before)


async def test_in_the_middle_of_a_merge_nothing_new_is_written(open_desk: OpenDesk) -> None:
    desk = await open_desk(in_git=True)
    (desk.layers[0].parents[1] / ".git" / "MERGE_HEAD").write_text("x", encoding="utf-8")
    status, said = await desk.post("save", {**NEW, "values": FILLED})
    assert status == 422 and "merge" in said["error"] and not (desk.layers[0] / "duties").exists()


async def test_the_list_leads_to_a_new_entry(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    assert 'href="/pult/nytt"' in await desk.page("")
    page = await desk.page("nytt")
    assert re.search(r'name="layer" value="national" checked', page) and "må fylles ut" not in page
    _, said = await desk.post("name", {"title": "Uro", "kind": "glossary", "layer": "national", "id": ""})
    assert said["id"] == "uro" and [one["field"] for one in said["remarks"]] == ["id"]


def test_new_fields_stand_in_order_with_what_lengthens_beside_what_it_lengthens() -> None:
    text = with_new_fields({"answer": "B", "added_examples": ["x"], "title": 'A "b": #', "more": None, "added_aliases": ["y"]})
    assert list(yaml.safe_load(text)) == ["title", "added_aliases", "added_examples", "answer"]
    assert yaml.safe_load(text)["title"] == 'A "b": #' and with_new_fields({}) == ""
