"""Every approved card, drawn by Microsoft's renderer in light, dark and high contrast, as narrow as a phone: whole and readable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.cards.draw import draw
from bot.cards.feedback import TITLES, feedback_card
from bot.cards.shared import shared_card
from bot.cards.shown import ShowEntry, ShowLaw, Shown
from bot.guide.guide import Guide
from tests.browser.conftest import SHOTS
from tests.browser.test_look import findings, overflowing
from tests.cards.test_approved import GOLDEN
from tests.serving import Running

pytestmark = pytest.mark.browser
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "dark", "forced_colors": "active"},
}
LEAST = {"light": 4.5, "dark": 4.5, "contrast": 7.0}
"""Contrast of text to its ground: WCAG AA, and AAA where someone has asked for more."""
ON_A_SHEET = 12
SHEET = """cards => {
  const talk = document.getElementById("talk");
  talk.replaceChildren();
  for (const [name, card] of cards) {
    const item = document.createElement("li");
    item.className = "bot";
    item.dataset.card = name;
    item.lang = card.lang;
    item.append(Cards.draw(card, () => {}));
    talk.append(item);
  }
  return [...talk.children].map((item) => [item.dataset.card, item.innerText.trim().length, item.querySelectorAll(".ac-pushButton").length]);
}"""
FAINT = """least => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const shine = ([r, g, b]) => [r, g, b].map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const found = numbers(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] > 0.99) return found;
    }
    return matchMedia("(forced-colors: active) and (prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
  };
  const faint = [];
  for (const one of document.querySelectorAll("#talk *")) {
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const [light, dark] = [shine(numbers(getComputedStyle(one).color)), shine(ground(one))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < least) faint.push(one.closest("li").dataset.card + ": " + ratio.toFixed(2) + " " + one.outerHTML.slice(0, 120));
  }
  return faint;
}"""


def cards(guide: Guide) -> list[tuple[str, dict[str, Any]]]:
    """Every approved card, and those that are drawn apart: with sources, for colleagues, the dialog behind a thumb."""
    approved = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(GOLDEN.glob("*.json"))]
    longest = max(guide, key=lambda entry: len(entry.provisions))
    apart = [
        ("cited", draw(Shown(ShowEntry("meldeplikt"), sector="skole"), guide, cited=True)),
        ("cited-law", draw(Shown(ShowLaw(longest.id)), guide, cited=True)),
        ("shared", shared_card(guide, guide.entries["barneverntjenesten"], "nb", "https://undring.example.no")),
        *((f"thumb-{one}", feedback_card(one, guide.phrases.voice("nb"))) for one in TITLES),
    ]
    return approved + apart


def sheet(page: Page, shown: list[tuple[str, dict[str, Any]]]) -> None:
    """Put cards on the page; each must have been drawn with its words and its buttons."""
    for (name, letters, buttons), (_, card) in zip(page.evaluate(SHEET, shown), shown, strict=True):
        assert letters > 20, f"{name} was not drawn"
        assert buttons == buttons_of(card), f"{name} lacks a button"


_APART = ("data", "fallback", "selectAction")
"""What is no button of its own: what one carries, what old clients show in its place, and a field that can be pressed."""


def buttons_of(part: Any) -> int:
    """How many buttons a card has, those within its body too."""
    if isinstance(part, list):
        return sum(buttons_of(one) for one in part)
    if not isinstance(part, dict):
        return 0
    return str(part.get("type", "")).startswith("Action.") + sum(
        buttons_of(held) for name, held in part.items() if name not in _APART
    )


@pytest.mark.parametrize("look", LOOKS)
def test_every_card_is_whole_and_readable_on_a_phone(browser: Browser, service: Running, guide: Guide, look: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce", locale="nb-NO", **LOOKS[look])
    page = context.new_page()
    SHOTS.mkdir(parents=True, exist_ok=True)
    found = cards(guide)
    for start in range(0, len(found), ON_A_SHEET):
        page.goto(service.url)
        page.locator("#talk .ac-adaptiveCard").first.wait_for()
        part = found[start : start + ON_A_SHEET]
        sheet(page, part)
        page.screenshot(path=SHOTS / f"cards-{look}-{start // ON_A_SHEET}.png", full_page=True)
        names = [name for name, _ in part]
        assert overflowing(page) == [], names
        assert page.evaluate(FAINT, LEAST[look]) == []
        if look != "contrast":
            assert "\n".join(findings(page)) == "", names
    context.close()


def test_the_measure_of_contrast_can_fail(browser: Browser, service: Running, guide: Guide) -> None:
    page = browser.new_page()
    page.goto(service.url)
    page.locator("#talk .ac-adaptiveCard").first.wait_for()
    sheet(page, cards(guide)[:1])
    page.evaluate(
        "document.querySelectorAll('#talk p').forEach((one) => Object.assign(one.style, {color: '#ccc', backgroundColor: '#fff'}))"
    )
    assert page.evaluate(FAINT, 4.5)
    page.close()
