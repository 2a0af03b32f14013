"""The real Microsoft 365 Agents Playground, as the nearest thing to Teams itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.playground import CHANNEL, GROUP, Teams, running
from tests.serving import Running, start

pytestmark = [pytest.mark.browser, pytest.mark.playground]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "undring.sqlite3"


@pytest.fixture(scope="module")
def keeping(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service with a database that can be looked into."""
    running_service = start(tmp_path_factory.mktemp("keeping"), DATABASE_URL=f"sqlite:///{database}", PERSON_KEY="a" * 32)
    yield running_service
    assert running_service.stop() == 0
    assert not [line for line in running_service.log if "_failed" in line or "Traceback" in line], running_service.log[-20:]


@pytest.fixture
def teams(browser: Browser, keeping: Running, tmp_path: Path) -> Iterator[Teams]:
    with running(keeping.url, tmp_path) as address:
        window = Teams(browser, address)
        yield window
        window.page.close()


def test_personal_chat_cards_change_in_place(teams: Teams) -> None:
    teams.ask("hvem har meldeplikt")
    expect(teams.card).to_contain_text("Venter på faglig godkjenning.")
    expect(teams.card).to_contain_text("Dette sier loven")
    expect(teams.card).to_contain_text("[1]")
    teams.shoot("answer")
    teams.press("Les mer")
    expect(teams.card.get_by_role("button", name="Vis kort svar")).to_be_visible()
    teams.shoot("whole")
    teams.press("Vis kort svar")
    teams.press("Bytt arbeidssted")
    teams.card.get_by_label("Skole", exact=True).check()
    teams.shoot("sectors")
    teams.press("Velg")
    expect(teams.card).to_contain_text("For deg i skole")
    teams.shoot("for-school")


def test_choices_are_answered_in_place(teams: Teams) -> None:
    teams.ask("jeg er usikker på noe")
    title = teams.card.get_by_role("button").first.inner_text()
    teams.shoot("choices")
    teams.press(title)
    expect(teams.card).to_contain_text(title)
    expect(teams.card).to_contain_text("Kontrollert mot kilde")


def test_danger_stands_first(teams: Teams) -> None:
    teams.ask("gutten i klassen min sier at far slår ham nå")
    expect(teams.card.get_by_text("Er et barn i fare nå?")).to_be_visible()
    expect(teams.card.get_by_role("button").first).to_have_text("Hva du gjør ved akutt fare")
    teams.shoot("danger")


def test_group_chat_answers_who_mentions_it(teams: Teams) -> None:
    teams.go(GROUP)
    teams.ask("hva er taushetsplikt", mention=True)
    expect(teams.card).to_contain_text("Taushetsplikt")
    teams.press("Les mer")
    teams.shoot("group")


def test_channel_answers_in_the_thread_of_the_post(teams: Teams) -> None:
    teams.go(CHANNEL)
    expect(teams.cards.first).to_be_visible()
    teams.write("hva er taushetsplikt", mention=True)
    teams.page.get_by_role("button", name="Post", exact=True).click()
    expect(teams.page.get_by_text("Venter på faglig godkjenning.")).to_be_visible()
    thread = (
        teams.page.locator("div").filter(has_text="hva er taushetsplikt").filter(has_text="Venter på faglig godkjenning.").last
    )
    expect(thread.get_by_text("Hei, jeg er Undring")).to_have_count(0)
    expect(thread.locator("[role=textbox][data-lexical-editor]").or_(thread.locator(".ac-adaptiveCard")).first).to_be_visible()
    teams.shoot("channel")


def test_a_look_up_becomes_a_card_in_the_chat(teams: Teams) -> None:
    teams.page.get_by_role("button", name="Trigger Message Extension App").first.click()
    teams.page.get_by_role("menuitem").filter(has_text="Search Command").click()
    teams.page.get_by_placeholder("Enter a search term").fill("taushetspl")
    teams.page.keyboard.press("Enter")
    found = teams.page.get_by_role("heading", name=re.compile("^(Taushetsplikt|Duty of confidentiality)")).first
    expect(found).to_be_visible()
    teams.shoot("look-up")
    before = teams.cards.count()
    found.click()
    teams.page.get_by_role("button", name="Send Message").click()
    expect(teams.cards).to_have_count(before + 1)
    teams.ask("hva er barnehus")
    expect(teams.cards).to_have_count(before + 2)
    teams.shoot("look-up-sent")


def test_a_thumb_and_its_words_are_kept_masked(teams: Teams, database: Path) -> None:
    teams.ask("hva er barnehus")
    teams.page.get_by_role("button", name="Dislike").last.click()
    teams.page.get_by_role("dialog").locator("textarea").fill("Kari Nordmann trengte et nummer")
    teams.shoot("thumb")
    teams.page.get_by_role("button", name="Submit").click()
    expect(teams.page.get_by_text("We appreciate your feedback.")).to_be_visible()
    rows: list[tuple[str, str, str]] = []
    with sqlite3.connect(database) as connection:
        while not rows:  # Written a moment after Teams was answered.
            teams.page.wait_for_timeout(20)
            rows = connection.execute("SELECT entry, verdict, words FROM feedback").fetchall()
    ((entry, verdict, words),) = rows
    assert (entry, verdict) == ("barnehuset", "dislike")
    assert "trengte et nummer" in words and "Nordmann" not in words


def test_uninstalled_and_installed_anew_it_says_hello_once(teams: Teams) -> None:
    before = teams.cards.count()
    teams.mock("Uninstall application")
    teams.mock("Install application")
    expect(teams.cards).to_have_count(before + 1)
    expect(teams.card.get_by_role("button")).to_have_count(3)
    teams.ask("hva er taushetsplikt")
    expect(teams.cards).to_have_count(before + 2)
    teams.shoot("installed")
