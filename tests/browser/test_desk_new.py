"""New entries and local versions at the desk in a real Chromium: from the list to the file, whole and open to all in every look."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.test_desk import Guide, OpenPage, copy, page_at, shoot
from tests.browser.test_look import LOOKS, findings, overflowing

pytestmark = pytest.mark.browser
__all__ = ["copy", "page_at"]
FORM = "nytt?title=Hjemmebesøk%20i%20ferien&kind=duties&layer=drammen&id="
VERSION = "oppslag/barnets-beste?lag=drammen&ny=ja"


def sound(page: Page, name: str) -> None:
    shoot(page, name)
    assert overflowing(page) == [], name
    assert "\n".join(findings(page)) == "", name


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_are_whole_within_the_window_and_open_to_all(page_at: OpenPage, copy: Guide, look: str) -> None:
    page = page_at("nytt?title=Barnets%20beste&kind=topics&layer=drammen&id=Odd%20Id", **LOOKS[look])
    expect(page.locator("#n-id-r li")).to_be_visible()
    sound(page, f"{look}-new")
    page.goto(copy.url + FORM)
    expect(page.locator("#f-answer-r li")).to_be_visible(timeout=60_000)
    sound(page, f"{look}-new-form")
    page.evaluate("onbeforeunload = null")
    page.goto(copy.url + VERSION)
    expect(page.locator("#card .ac-adaptiveCard")).to_be_visible(timeout=60_000)
    page.locator("[data-field=answer] summary").click()
    sound(page, f"{look}-version")


def test_a_new_entry_from_the_list_to_the_file(page_at: OpenPage, copy: Guide) -> None:
    page = page_at()
    page.get_by_role("link", name="Nytt oppslag").click()
    title, entry_id = page.get_by_label("Tittel"), page.get_by_label("Id", exact=True)
    title.fill("Barnets beste")
    expect(page.locator("#n-id-r")).to_contain_text("alt i bruk", timeout=60_000)
    title.fill("Påkjørt hund på skoleveien")
    expect(entry_id).to_have_value("pakjort-hund-pa-skoleveien", timeout=60_000)
    expect(page.locator("#n-id-r li")).to_have_count(0)
    page.get_by_label("Type").select_option("duties")
    page.get_by_label("Bare her").check()
    page.get_by_role("button", name="Videre til skjemaet").click()
    answer = page.locator("#f-answer")
    expect(page.locator("[data-field=answer] .must")).to_be_visible(timeout=60_000)
    expect(page.locator("[data-field=title] .must")).to_be_hidden()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("ikke lagret", timeout=60_000)
    answer.fill("Ring veterinæren først.")
    page.locator("#f-source").fill("Handlingsplanen")
    page.locator("#f-aliases").fill("hundepåkjørsel\nskadd hund\nhund i veien\ndyr som er påkjørt")
    page.locator("#f-examples").fill("\n".join(f"hva gjør jeg med hunden {n}" for n in range(12)))
    expect(page.locator("#card")).to_contain_text("Ring veterinæren først.", timeout=60_000)
    expect(page.locator("#faults .told")).to_have_text("Ingen feil.", timeout=60_000)
    shoot(page, "new-filled")
    page.keyboard.press("Control+s")
    expect(page.locator("#status")).to_contain_text("på grenen redaksjon", timeout=60_000)
    shoot(page, "new-saved")
    file = copy.home / "knowledge/drammen/duties/pakjort-hund-pa-skoleveien.yaml"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["answer"] == "Ring veterinæren først."
    assert page.url.endswith("/oppslag/pakjort-hund-pa-skoleveien?lag=drammen")
    expect(page.locator("#f-id")).to_have_js_property("readOnly", True)
    answer.fill("Ring politiet først.")
    page.keyboard.press("Control+s")
    expect(page.locator("#status")).to_contain_text("Lagret i", timeout=60_000)
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["answer"] == "Ring politiet først."
    page.get_by_label("Rollen din").fill("fagleder")
    page.keyboard.press("Enter")
    expect(page.locator("#commit .told")).to_contain_text("Lagt inn i git", timeout=60_000)
    page.reload()
    expect(page.locator("h1")).to_have_text("Påkjørt hund på skoleveien")


def test_of_two_who_make_the_same_entry_the_second_is_told_and_keeps_what_was_written(page_at: OpenPage, copy: Guide) -> None:
    page = page_at(FORM)
    file = copy.home / "knowledge/drammen/duties/hjemmebesok-i-ferien.yaml"
    page.locator("#f-answer").fill("Mitt svar.")
    page.locator("#f-source").fill("Min kilde")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(theirs(), encoding="utf-8")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#f-id-r")).to_contain_text("alt i bruk", timeout=60_000)
    shoot(page, "new-taken")
    assert file.read_text(encoding="utf-8") == theirs()
    page.locator("#f-id").fill("hjemmebesok-i-sommerferien")
    page.locator("#f-title").fill("Hjemmebesøk i sommerferien")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Lagret i", timeout=60_000)
    mine = yaml.safe_load(file.with_name("hjemmebesok-i-sommerferien.yaml").read_text(encoding="utf-8"))
    assert mine["answer"] == "Mitt svar." and file.read_text(encoding="utf-8") == theirs()


def theirs() -> str:
    return 'title: "Hjemmebesøk i ferien"\nanswer: "Deres."\nsource: "Deres kilde"\nchecked: "2026-11-24"\n'


def test_a_local_version_holds_only_what_was_changed(page_at: OpenPage, copy: Guide) -> None:
    page = page_at("oppslag/barnets-beste")
    page.get_by_role("link", name="Lag lokal utgave i «drammen»").click()
    expect(page.locator("#card .ac-adaptiveCard")).to_be_visible(timeout=60_000)
    answer = page.locator("#f-answer")
    expect(answer).to_have_value("")
    page.locator("[data-field=answer] summary").click()
    page.locator("[data-field=answer] .take").click()
    answer.fill(answer.input_value() + " Spør i Drammen.")
    page.locator("#f-added_aliases").fill("barnets beste her i byen")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Lagret i", timeout=60_000)
    file: Path = copy.home / "knowledge/drammen/duties/barnets-beste.yaml"
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert set(held) == {"answer", "added_aliases"} and held["answer"].strip().endswith("Spør i Drammen.")
