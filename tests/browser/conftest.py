"""A real headless Chromium against the running service. All tests here are synchronous: Playwright holds the thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.serving import REPO, Running

SHOTS = REPO / "build" / "screenshots"
NPM = REPO / "build" / "npm" / "node_modules"
AXE = NPM / "axe-core" / "axe.min.js"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    own = next((found for name in ("chromium", "google-chrome", "chromium-browser") if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        if own is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium here: `sh test.sh` installs one")
        launched = playwright.chromium.launch(executable_path=own, args=["--no-sandbox"])
        yield launched
        launched.close()


class Chat:
    """The chat page as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.replies = page.locator("#talk > .bot")

    @property
    def last(self) -> Locator:
        return self.replies.last

    def ask(self, text: str) -> Locator:
        """Write a question, send it, and return the reply."""
        before = self.replies.count()
        self.page.get_by_label("Hva lurer du på?").fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()
        reply = self.replies.nth(before)
        expect(reply.locator(".ac-adaptiveCard")).to_be_visible()
        return reply

    def press(self, reply: Locator, title: str) -> None:
        """Press a button of a card, and wait until another card stands there."""
        old = reply.locator(".ac-adaptiveCard").element_handle()
        reply.get_by_role("button", name=title, exact=True).click()
        self.page.wait_for_function("card => !card.isConnected", arg=old)

    def shoot(self, name: str) -> Path:
        """Take a picture of what is in the window."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path


Open = Callable[..., Chat]


@pytest.fixture
def opened(browser: Browser, service: Running) -> Iterator[Open]:
    """Open the page in a window of a size and colour; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(width: int = 1100, height: int = 860, **how: Any) -> Chat:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", locale="nb-NO", **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(service.url)
        expect(page.locator("#talk > .bot .ac-adaptiveCard")).to_be_visible()
        return Chat(page)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
