"""The real Microsoft 365 Agents Playground, as the nearest thing to Teams itself: question, card, button."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import NPM, SHOTS
from tests.serving import Running, clean_environ

pytestmark = [pytest.mark.browser, pytest.mark.playground]
PLAYGROUND = NPM / ".bin" / "agentsplayground"


@pytest.fixture
def playground(service: Running, tmp_path: Path) -> Iterator[str]:
    """The Playground, speaking to our service as the channel msteams."""
    if shutil.which("node") is None or not PLAYGROUND.exists():
        pytest.skip("no Agents Playground here: `sh test.sh` fetches it where there is npm")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = subprocess.Popen(
        [PLAYGROUND, "-e", f"{service.url}/api/messages", "-c", "msteams", "-p", str(port), "--disable-telemetry"],
        cwd=tmp_path, env={**clean_environ(), "BROWSER": "none"}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert started.stdout is not None
    with started.stdout:
        for line in started.stdout:
            if "Listening on" in line:
                break
        else:
            pytest.fail("the Playground did not start")
        yield f"http://localhost:{port}"
        started.terminate()
        started.wait(20)


def test_question_card_and_button(browser: Browser, playground: str) -> None:
    page = browser.new_page(viewport={"width": 1300, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.goto(playground)
    box = page.locator("[role=textbox][data-lexical-editor]")
    box.click()
    page.keyboard.type("hva er taushetsplikt")
    page.keyboard.press("Enter")
    card = page.locator(".ac-adaptiveCard").last
    expect(card).to_contain_text("Venter på faglig godkjenning.")
    expect(card).to_contain_text("Dette sier loven")
    card.get_by_role("button", name="Les mer", exact=True).click()
    expect(page.locator(".ac-adaptiveCard").last.get_by_role("button", name="Vis kort svar")).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "playground.png")
    page.close()
