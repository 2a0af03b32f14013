"""The editors' desk over real HTTP and real files: nothing is lost, nobody is overwritten, no other site gets in."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
import yaml

from bot.stores.database import migrate, open_engine
from bot.stores.tables import feedback, unanswered
from tests.conftest import entry_text
from tests.editors.desk.conftest import COMMENTED, OpenDesk, git


async def test_what_is_saved_changes_its_own_lines_alone(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    status, said = await desk.save(answer="Gjør noe annet.", examples="Ny uro\nUro spørsmål 0")
    after = desk.uro.read_text(encoding="utf-8")
    assert (status, "uro.yaml" in said["saved"], said["can_commit"]) == (200, True, False)
    assert after.startswith('# Øverst\ntitle: "Uro"   # merknad\n') and after.endswith("# nederst\n")
    held = yaml.safe_load(after)
    assert (held["answer"], held["examples"]) == ("Gjør noe annet.", ["Ny uro", "Uro spørsmål 0"])
    assert [path.name for path in desk.uro.parent.iterdir()].count("uro.yaml.new") == 0


async def test_saving_nothing_writes_nothing(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    status, _ = await desk.save(title="Uro")
    assert status == 200 and desk.uro.read_text(encoding="utf-8") == COMMENTED


async def test_another_editors_change_is_shown_and_never_overwritten(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    opened = await desk.opened()
    theirs = COMMENTED.replace("Gjør dette først.", "Deres svar.")
    desk.uro.write_text(theirs, encoding="utf-8")
    status, said = await desk.save(opened, answer="Mitt svar.", title="Uroen")
    assert status == 200 and "noen andre" in said["conflict"]
    assert {one["field"]: (one["theirs"], one["mine"]) for one in said["both"]} == {
        "answer": ("Deres svar.", "Mitt svar."), "title": ("Uro", "Uroen"),
    }  # fmt: skip
    assert desk.uro.read_text(encoding="utf-8") == theirs
    status, _ = await desk.save(said["opened"], title="Uroen")
    held = yaml.safe_load(desk.uro.read_text(encoding="utf-8"))
    assert (status, held["answer"], held["title"]) == (200, "Deres svar.", "Uroen")


async def test_of_two_who_save_at_once_one_is_told(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    opened = await desk.opened()
    answers = await asyncio.gather(*(desk.save(opened, answer=f"Svar {n}.") for n in range(6)))
    saved = [n for n, (_, said) in enumerate(answers) if "saved" in said]
    assert len(saved) == 1 and all("conflict" in said for n, (_, said) in enumerate(answers) if n not in saved)
    assert yaml.safe_load(desk.uro.read_text(encoding="utf-8"))["answer"] == f"Svar {saved[0]}."


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"answer": "# Overskrift"}, "answer", "overskrift"),
        ({"answer": ""}, "", "answer"),
        ({"answer": "x" * 601}, "answer", "601"),
        ({"answer": "Ring 12345678"}, "answer", "12345678"),
        ({"see_also": "skulkk"}, "see_also", "skulk"),
        ({"see_also": "uro"}, "see_also", "selv"),
        ({"provisions": "ikke-noe"}, "provisions", "ikke-noe"),
        ({"aliases": "Skulking"}, "aliases", "Skulking"),
        ({"checked": "i går"}, "checked", "dato"),
        ({"links": "http://usikker.no"}, "links", "https"),
        ({"review_every": "ofte"}, "review_every", "6 months"),
    ],
)
async def test_faults_show_as_they_are_written_and_are_not_saved(
    open_desk: OpenDesk, values: dict[str, str], field: str, says: str
) -> None:
    desk = await open_desk()
    _, shown = await desk.post("preview", {"id": "uro", "opened": "", "values": values})
    found = [one for one in shown["remarks"] if one["level"] == "error" and says in one["message"]]
    assert found and (not field or found[0]["field"] == field), shown["remarks"]
    status, said = await desk.save(**values)
    assert (status, bool(said["remarks"])) == (422, True)
    assert desk.uro.read_text(encoding="utf-8") == COMMENTED


async def test_the_card_is_drawn_from_what_is_written(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    body = {
        "id": "uro",
        "opened": await desk.opened(),
        "values": {"answer": "Helt **nytt**.", "en.title": "Unrest", "en.answer": "New."},
    }
    _, shown = await desk.post("preview", body)
    assert "Helt **nytt**." in str(shown["card"]) and shown["alone"] is True
    _, english = await desk.post("preview", {**body, "language": "en"})
    assert "Unrest" in str(english["card"])
    assert desk.uro.read_text(encoding="utf-8") == COMMENTED


MARKS = COMMENTED.replace('answer: "Gjør dette først."', '<<<<<<< HEAD\nanswer: "A."\n=======\nanswer: "B."\n>>>>>>> annen')


@pytest.mark.parametrize(
    ("text", "says"), [(MARKS, "konfliktmerker"), ("title: [a\n", "kan ikke leses"), (COMMENTED + "titel: x\n", "title")]
)
async def test_a_broken_file_is_shown_as_it_is_and_can_be_mended_as_text(open_desk: OpenDesk, text: str, says: str) -> None:
    desk = await open_desk()
    desk.uro.write_text(text, encoding="utf-8")
    page = await desk.page("oppslag/uro")
    assert "Rett som tekst" in page and says in page + await desk.page("feil")
    status, said = await desk.save(text=text + "# ny\n")
    assert status in (200, 422)
    status, said = await desk.save(text=COMMENTED)
    assert (status, desk.uro.read_text(encoding="utf-8")) == (200, COMMENTED), said


async def test_text_with_conflict_marks_is_not_saved_over_a_sound_file(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    status, said = await desk.save(text=MARKS)
    assert status == 422 and "konfliktmerker" in str(said["remarks"]) and desk.uro.read_text(encoding="utf-8") == COMMENTED


async def test_the_rest_of_the_guide_can_be_edited_while_one_file_is_broken(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    (desk.uro.parent / "skulk.yaml").write_text("a: [", encoding="utf-8")
    assert "skulk.yaml" in await desk.page("feil") and "Uro" in await desk.page("")
    status, _ = await desk.save(answer="Nytt svar.")
    assert status == 200


async def test_saving_says_the_branch_and_commits_one_file_by_role(open_desk: OpenDesk) -> None:
    desk = await open_desk(in_git=True)
    (desk.uro.parent / "skulk.yaml").write_text(entry_text("Skulking") + "# urelatert\n", encoding="utf-8")
    _, said = await desk.save(answer="Nytt svar.")
    assert "redaksjon" in said["saved"] and said["can_commit"]
    status, refused = await desk.post("commit", {"id": "uro", "role": "Kari Nordmann"})
    assert status == 422 and "rolle" in refused["error"]
    status, said = await desk.post("commit", {"id": "uro", "role": "fagleder barnevern"})
    assert status == 200, said
    assert "fagleder barnevern" in git(desk.uro.parent, "log", "-1", "--format=%s")
    assert git(desk.uro.parent, "show", "--name-only", "--format=").split() == ["knowledge/national/glossary/uro.yaml"]
    status, said = await desk.post("commit", {"id": "uro", "role": "fagleder barnevern"})
    assert status == 422 and "uendret" in said["error"]


async def test_in_the_middle_of_a_merge_nothing_is_saved(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = await open_desk(in_git=True)
    opened = await desk.opened()
    (tmp_path / ".git" / "rebase-merge").mkdir()
    status, said = await desk.save(opened, answer="Nytt svar.")
    assert status == 422 and "rebase --abort" in said["error"] and desk.uro.read_text(encoding="utf-8") == COMMENTED
    assert "rebase" in await desk.page("")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
async def test_a_read_only_folder_is_said(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    desk.uro.parent.chmod(0o500)
    status, said = await desk.save(answer="Nytt svar.")
    desk.uro.parent.chmod(0o700)
    assert status == 422 and "skrivebeskyttet" in said["error"]


async def test_a_disk_that_says_no_is_said_and_nothing_is_left_behind(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    opened = await desk.opened()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    status, said = await desk.save(opened, answer="Nytt svar.")
    assert status == 422 and "Read-only file system" in said["error"]
    assert desk.uro.read_text(encoding="utf-8") == COMMENTED and not desk.uro.with_name("uro.yaml.new").exists()


async def test_a_question_is_tried_and_explained(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    status, said = await desk.post("try", {"question": "hva er skulking"})
    assert status == 200 and said["contenders"][0]["entry_id"] == "skulk"
    first = said["contenders"][0]
    assert {one["group"] for one in first["reasons"]} == {"words", "phrases", "name", "wording", "meaning"}
    assert (
        "skulking" in [word.lower() for word in first["words"]]
        and "Ligger først" in first["said"]
        and said["card"]["type"] == "AdaptiveCard"
    )
    assert "Ligger bak" in said["contenders"][1]["said"]
    status, said = await desk.post("try", {"question": " \n "})
    assert status == 422 and "spørsmål" in said["error"]


async def test_what_is_tried_is_masked(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    _, said = await desk.post("try", {"question": "Ring Kari Nordmann på 99887766 om skulking"})
    assert "99887766" not in said["question"] and "Nordmann" not in said["question"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Desk-Token": "gjettet"}, 403),
        ({"Origin": "https://ond.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "ond.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 200),
    ],
)
async def test_no_other_site_can_speak_for_the_editor(open_desk: OpenDesk, headers: dict[str, str], status: int) -> None:
    desk = await open_desk()
    opened, token = await desk.opened(), await desk.token()
    body = f'{{"id": "uro", "opened": "{opened}", "values": {{"title": "Uroen"}}}}'
    sent = {"X-Desk-Token": token, "Content-Type": "application/json", **headers}
    answer = await desk.client.post("/pult/api/save", data=body, headers=sent)
    assert answer.status == status
    assert (desk.uro.read_text(encoding="utf-8") == COMMENTED) == (status != 200)


async def test_pages_under_another_name_are_refused(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    for path in ("", "oppslag/uro", "prov", "hull", "gjennomgang", "feil"):
        answer = await desk.client.get(f"/pult/{path}", headers={"Host": "ond.example"})
        assert answer.status == 403, path
        policy = (await desk.client.get(f"/pult/{path}")).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "uro.yaml", "finnes-ikke", "<script>", "UR0"])
async def test_only_entries_can_be_opened(open_desk: OpenDesk, name: str) -> None:
    desk = await open_desk()
    answer = await desk.client.get(f"/pult/oppslag/{name}")
    assert answer.status == 404 and "<script>" not in (await answer.text())
    status, _ = await desk.post("save", {"id": name, "opened": "", "values": {"title": "x"}})
    assert status == 422


@pytest.mark.parametrize(
    "body", ["[]", "{", '"a"', '{"id": 3}', '{"id": "uro", "values": [1]}', '{"id": "uro", "values": {"title": 3}}', "[" * 9000]
)
async def test_bodies_of_another_form_are_refused(open_desk: OpenDesk, body: str) -> None:
    desk = await open_desk()
    headers = {"X-Desk-Token": await desk.token(), "Content-Type": "application/json"}
    answer = await desk.client.post("/pult/api/save", data=body, headers=headers)
    assert answer.status in (400, 422)


async def test_what_is_written_is_shown_as_text(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    hostile = '</textarea><script>alert(1)</script>"'
    desk.uro.write_text(COMMENTED.replace('title: "Uro"', f"title: '{hostile}'"), encoding="utf-8")
    for path in ("", "oppslag/uro", "hull", "gjennomgang", "feil"):
        assert "<script>alert" not in await desk.page(path)


async def test_search_finds_by_name_first(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    page = await desk.page("?q=skulking+spørsmål")
    assert "/pult/oppslag/skulk" in page and "/pult/oppslag/uro" not in page
    assert "Ingen oppslag" in await desk.page("?q=finnesikke") and "/pult/oppslag/uro" not in await desk.page("?type=services")


async def test_without_a_database_the_pages_say_so(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    assert "DATABASE_URL" in await desk.page("hull") and "DATABASE_URL" in await desk.page("gjennomgang")


async def test_gaps_are_shown_and_accepting_one_writes_its_line(open_desk: OpenDesk, tmp_path: Path) -> None:
    base = f"sqlite:///{tmp_path / 'u.sqlite3'}"
    engine = open_engine(base)
    await migrate(engine)
    async with engine.begin() as connection:
        for n, text in enumerate(["skulkinga"] * 6 + ["far til gutten er syk"]):
            await connection.execute(unanswered.insert().values(id=str(n), question=text, language="nb", at=1.0))
        for n in range(5):
            await connection.execute(feedback.insert().values(id=str(n), entry="uro", verdict="dislike", at=time.time()))
    await engine.dispose()
    desk = await open_desk(DATABASE_URL=base, PERSON_KEY="x" * 32)
    page = await desk.page("hull")
    assert "skulkinga" in page and "6 ganger" in page and "gjennomgang av" in page and "syk" not in page
    assert "mange tommel ned" in await desk.page("gjennomgang")
    status, said = await desk.post("accept", {"kind": "alias", "entry": "skulk", "text": "noe annet"})
    assert status == 422 and "ikke lenger" in said["error"]
    status, said = await desk.post("accept", {"kind": "alias", "entry": "skulk", "text": "skulkinga"})
    assert status == 200, said
    assert "skulkinga" in yaml.safe_load((desk.uro.parent / "skulk.yaml").read_text(encoding="utf-8"))["aliases"]
    status, _ = await desk.post("accept", {"kind": "review", "entry": "uro", "text": "Uro"})
    assert status == 200 and "feedback" in (tmp_path / "knowledge" / "reviews.yaml").read_text(encoding="utf-8")
