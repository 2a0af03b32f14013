"""A person talks with the bot on the chat page: asks, presses, chooses a workplace, is warned, and needs no mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_the_page_says_hello_with_things_to_try(opened: Open) -> None:
    chat = opened()
    expect(chat.page).to_have_title("Undring – handlingsveilederen")
    expect(chat.last.get_by_role("heading", name="Hei, jeg er Undring")).to_be_visible()
    chat.press(chat.last, "Meldeplikt til barnevernet")
    expect(chat.last.get_by_role("heading", name="Meldeplikt til barnevernet")).to_be_focused()


def test_a_question_gets_a_card_with_law_contacts_and_its_standing(opened: Open) -> None:
    reply = opened().ask("hva er taushetsplikt")
    expect(reply.get_by_role("heading", level=2).first).to_contain_text("Taushetsplikt")
    expect(reply.get_by_role("heading", name="Dette sier loven")).to_be_visible()
    expect(reply.get_by_text("Venter på faglig godkjenning.")).to_be_visible()
    law = reply.get_by_role("link").filter(has_text="§").first
    assert (law.get_attribute("href") or "").startswith("https://lovdata.no/")
    assert law.get_attribute("rel") == "noopener noreferrer"


def test_a_button_puts_another_card_in_place_and_back(opened: Open) -> None:
    chat = opened()
    reply = chat.ask("hva er taushetsplikt")
    short = len(reply.inner_text())
    chat.press(reply, "Les mer")
    assert len(reply.inner_text()) > short and chat.replies.count() == 2
    chat.press(reply, "Vis kort svar")
    assert len(reply.inner_text()) == short


def test_a_workplace_is_chosen_and_answered_for(opened: Open) -> None:
    chat = opened()
    reply = chat.ask("hvem har meldeplikt")
    chat.press(reply, "Bytt arbeidssted")
    expect(reply.get_by_role("radio")).to_have_count(9)
    expect(reply.get_by_role("radio", checked=True)).to_have_count(0)
    reply.get_by_role("button", name="Velg", exact=True).click()
    expect(reply.get_by_text("Velg hvor du jobber først")).to_be_visible()
    reply.get_by_label("Skole", exact=True).check()
    chat.press(reply, "Velg")
    expect(reply.get_by_role("heading", name="For deg i skole")).to_be_visible()
    expect(chat.ask("hvem har meldeplikt").get_by_role("heading", name="For deg i skole")).to_be_visible()


def test_a_workplace_need_not_be_chosen(opened: Open) -> None:
    chat = opened()
    reply = chat.ask("hvem har meldeplikt")
    chat.press(reply, "Bytt arbeidssted")
    chat.press(reply, "Vis for alle")
    expect(reply.get_by_role("heading", name="Dette sier loven")).to_be_visible()


def test_danger_stands_first_with_numbers_that_can_be_called(opened: Open) -> None:
    chat = opened()
    reply = chat.ask("gutten i klassen min sier at far slår ham nå")
    first = reply.locator(".ac-adaptiveCard > *").first
    expect(first).to_have_class("ac-container danger")
    expect(first.get_by_role("heading", name="Er et barn i fare nå?")).to_be_visible()
    assert first.get_by_role("link", name="112").first.get_attribute("href") == "tel:112"
    assert first.get_by_role("link", name="116 117").first.get_attribute("href") == "tel:116117"
    expect(reply.get_by_role("button").first).to_have_text("Hva du gjør ved akutt fare")


@pytest.mark.parametrize("text", [
    "<img src=x onerror=\"document.title='xq7'\"><b>hei</b>", "<script>document.title='xq7'</script>", "[xq7](javascript:document.title='xq7')", "**fet** # stor",
])  # fmt: skip
def test_what_is_written_is_shown_as_it_was_written(opened: Open, text: str) -> None:
    chat = opened()
    chat.ask(text)
    mine = chat.page.locator("#talk > .mine").last
    assert mine.inner_text().endswith(text)
    expect(mine.locator("img, script, b, a, strong, h1")).to_have_count(0)
    expect(chat.page).to_have_title("Undring – handlingsveilederen")


def test_an_answer_in_english_is_marked_as_english(opened: Open) -> None:
    chat = opened()
    assert chat.ask("what is the duty of confidentiality in Norway").get_attribute("lang") == "en"
    assert chat.ask("hva er taushetsplikt for oss som jobber i skolen").get_attribute("lang") == "nb"


def test_nothing_written_sends_nothing(opened: Open) -> None:
    chat = opened()
    chat.page.get_by_role("button", name="Send", exact=True).click()
    expect(chat.page.get_by_label("Hva lurer du på?")).to_be_focused()
    expect(chat.page.locator("#talk > .mine")).to_have_count(0)


def test_all_can_be_done_by_keyboard_with_a_ring_that_shows(opened: Open) -> None:
    chat = opened()
    keys = chat.page.keyboard
    expect(chat.page.get_by_label("Hva lurer du på?")).to_be_focused()
    keys.type("hva er")
    keys.press("Shift+Enter")
    keys.type("taushetsplikt")
    keys.press("Enter")
    reply = chat.replies.nth(1)
    expect(reply.get_by_role("button", name="Les mer", exact=True)).to_be_visible()
    for _ in range(60):
        keys.press("Shift+Tab")
        ring = chat.page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
        )
        assert ring == "solid3px", chat.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if chat.page.evaluate("document.activeElement.innerText") == "Les mer":
            break
    keys.press("Enter")
    expect(reply.get_by_role("button", name="Vis kort svar")).to_be_visible()


def test_the_first_stop_leads_to_the_text_field(opened: Open) -> None:
    chat = opened()
    for _ in range(30):
        chat.page.keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement.className") == "skip":
            break
    expect(chat.page.get_by_role("link", name="Hopp til skrivefeltet")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_label("Hva lurer du på?")).to_be_focused()


def test_a_service_that_is_gone_is_told_kindly(opened: Open) -> None:
    chat = opened()
    chat.page.route("**/api/messages", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>proxy</h1>"))
    chat.page.get_by_label("Hva lurer du på?").fill("hei")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("status")).to_contain_text(
        "Fikk ikke kontakt. Prøv igjen om litt. Haster det, ring 112 eller 113."
    )
