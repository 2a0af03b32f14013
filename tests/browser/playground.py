"""The Microsoft 365 Agents Playground as a person uses it: chats, mentions, cards, thumbs, look-ups, installation."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import NPM, SHOTS
from tests.serving import clean_environ

PROGRAM = NPM / ".bin" / "agentsplayground"
PATIENCE = 60_000
PERSONAL, GROUP, CHANNEL = "Personal Chat", "Group Chat", "My Team - General"


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(service: str, folder: Path, port: int = 0) -> Iterator[str]:
    """Start the Playground, speaking to `service` as the channel msteams; yields its address."""
    if shutil.which("node") is None or not PROGRAM.exists():
        pytest.skip("no Agents Playground here: `sh test.sh` fetches it where there is npm")
    port = port or free_port()
    started = subprocess.Popen(
        [PROGRAM, "-e", f"{service}/api/messages", "-c", "msteams", "-p", str(port), "--disable-telemetry"],
        cwd=folder, env={**clean_environ(), "BROWSER": "none"}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        with started.stdout:
            for line in started.stdout:
                if "Listening on" in line:
                    break
            else:
                pytest.fail("the Playground did not start")
            yield f"http://localhost:{port}"
    finally:
        started.terminate()
        started.wait(20)


class Teams:
    """One window of the Playground."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1300, "height": 1000}, reduced_motion="reduce", locale="nb-NO")
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.page.goto(address)
        expect(self.page.get_by_role("treeitem", name=PERSONAL)).to_be_visible()
        expect(self.cards).to_have_count(1)

    @property
    def cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")

    @property
    def card(self) -> Locator:
        """The last card in the chat."""
        return self.cards.last

    def go(self, chat: str) -> None:
        """Go to a chat or a channel; the bot says hello the first time."""
        self.page.get_by_role("treeitem", name=chat).click()

    def write(self, text: str, mention: bool = False, box: int = 0) -> None:
        """Write in a text field, mentioning the bot first where it must be."""
        self.page.locator("[role=textbox][data-lexical-editor]").nth(box).click()
        if mention:
            self.page.keyboard.type("@Test")
            self.page.get_by_role("menuitem").filter(has_text="Test Bot").first.click()
        self.page.keyboard.type(f" {text}" if mention else text)

    def ask(self, text: str, mention: bool = False) -> Locator:
        """Ask in a chat; return the card that answers."""
        before = self.cards.count()
        self.write(text, mention)
        self.page.keyboard.press("Enter")
        expect(self.cards).to_have_count(before + 1)
        return self.card

    def press(self, title: str) -> None:
        """Press a button on the last card, and wait until another card stands in its place."""
        before, old = self.cards.count(), self.card.inner_text()
        self.card.get_by_role("button", name=title, exact=True).click()
        expect(self.card).not_to_have_text(old, use_inner_text=True)
        expect(self.cards).to_have_count(before)

    def mock(self, what: str) -> None:
        """Let Teams tell the bot of something, from the menu for that."""
        self.page.get_by_role("button", name="Mock an Activity").click()
        self.page.get_by_role("menuitem").filter(has_text=what).first.click()
        self.page.get_by_role("button", name="Send activity").click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def shoot(self, name: str) -> None:
        """Take a picture of the window, the last card in view."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        if self.cards.count():
            self.card.scroll_into_view_if_needed()
        self.page.screenshot(path=SHOTS / f"teams-{name}.png")
