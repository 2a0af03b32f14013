"""The editors' desk in a real Chromium: written, checked and drawn as one types; by keyboard; whole and open to all in every look."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.test_look import LOOKS, findings, overflowing
from tests.serving import REPO, SECONDS, clean_environ

pytestmark = pytest.mark.browser
ENTRY = "oppslag/helsestasjonen"


class Guide:
    """A copy of the guide in git, with the desk running on it as a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        shutil.copytree(REPO / "knowledge", home / "knowledge")
        for words in (["init", "-q", "-b", "redaksjon"], ["config", "user.name", "t"], ["config", "user.email", "t@example.org"],
                      ["add", "."], ["commit", "-q", "-m", "start"]):  # fmt: skip
            self.git(*words)
        layers = ",".join(str(home / "knowledge" / name) for name in ("national", "drammen"))
        environ = {**clean_environ(), "KNOWLEDGE": layers, "PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "desk", "--port", "0", "--no-browser"], cwd=home, env=environ, text=True,
            encoding="utf-8", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.url = self._address()

    def _address(self) -> str:
        found: list[str] = []
        listening = threading.Event()

        def read() -> None:
            assert self.process.stderr is not None
            with self.process.stderr:
                for line in self.process.stderr:
                    if address := re.search(r"http://[\d.]+:\d+", line):
                        found.append(address[0])
                        listening.set()
            listening.set()

        threading.Thread(target=read, daemon=True).start()
        assert listening.wait(SECONDS) and found
        return found[0] + "/pult/"

    def git(self, *words: str) -> str:
        return subprocess.run(["git", "-C", str(self.home), *words], check=True, capture_output=True, text=True).stdout

    def file(self, entry: str) -> Path:
        """The file the desk opens: the local layer's when both have one."""
        found = sorted(self.home.glob(f"knowledge/*/*/{entry}.yaml"), key=lambda file: file.parts[-3] == "national")
        return found[0]

    def held(self, entry: str) -> dict[str, Any]:
        return dict(yaml.safe_load(self.file(entry).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    held = Guide(tmp_path_factory.mktemp("desk"))
    yield held
    held.process.terminate()
    assert held.process.wait(60) == 0


OpenPage = Callable[..., Page]


@pytest.fixture
def page_at(browser: Browser, copy: Guide) -> Iterator[OpenPage]:
    """Open a page of the desk; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "", width: int = 1280, height: int = 900, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", locale="nb-NO", **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") and "422" not in said.text else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(copy.url + path)
        if path.startswith("oppslag/"):
            expect(page.locator("#card .ac-adaptiveCard")).to_be_visible(timeout=60_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"desk-{name}.png")


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_whole_within_the_window_and_open_to_all(page_at: OpenPage, look: str) -> None:
    page = page_at("", **LOOKS[look])
    base = page.url
    for name, path in (("list", "?q=barnevern"), ("entry", ENTRY), ("try", "prov?q=kan jeg melde anonymt"), ("gaps", "hull"),
                       ("reviews", "gjennomgang"), ("faults", "feil")):  # fmt: skip
        page.goto(base.split("?")[0] + path)
        if name == "entry":
            expect(page.locator("#card .ac-adaptiveCard")).to_be_visible()
            page.get_by_role("textbox", name="Svaret").first.fill("# Overskrift")
            expect(page.locator("#f-answer-r li")).to_be_visible(timeout=60_000)
            page.evaluate("onbeforeunload = null")
        elif name == "try":
            expect(page.locator(".contenders > li")).to_have_count(5, timeout=120_000)
        shoot(page, f"{look}-{name}")
        assert overflowing(page) == [], name
        assert "\n".join(findings(page)) == "", name


def test_the_card_and_the_faults_follow_what_is_typed_and_saving_says_where(page_at: OpenPage, copy: Guide) -> None:
    page = page_at(ENTRY)
    title = page.get_by_label("Tittel", exact=False).first
    title.fill("Helsestasjonen her")
    expect(page.locator("#card [role=heading]").first).to_have_text("Helsestasjonen her", timeout=60_000)
    answer = page.get_by_label("Svaret", exact=False).first
    good = answer.input_value()
    answer.fill("Ring 12345678")
    expect(page.locator("#f-answer-r")).to_contain_text("12345678", timeout=60_000)
    expect(answer).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("ikke lagret", timeout=60_000)
    answer.fill(good)
    expect(page.locator("#f-answer-r")).not_to_contain_text("12345678", timeout=60_000)
    before = copy.file("helsestasjonen").read_text(encoding="utf-8").split("\n")
    page.keyboard.press("Control+s")
    expect(page.locator("#status")).to_contain_text("på grenen redaksjon", timeout=60_000)
    after = copy.file("helsestasjonen").read_text(encoding="utf-8").split("\n")
    assert [line for line in after if line not in before] == ['title: "Helsestasjonen her"'] and len(after) == len(before)
    page.get_by_label("Rollen din").fill("helsesykepleier")
    page.keyboard.press("Enter")
    expect(page.locator("#commit .told")).to_contain_text("Lagt inn i git", timeout=60_000)
    assert "helsesykepleier" in copy.git("log", "-1", "--format=%s")


def test_another_editors_change_is_shown_with_both_versions(page_at: OpenPage, copy: Guide) -> None:
    page = page_at("oppslag/home-start")
    source = page.locator("#f-source")
    source.fill("Min kilde")
    file = copy.file("home-start")
    file.write_text(re.sub(r"(?m)^source: .*$", 'source: "Deres kilde"', file.read_text(encoding="utf-8")), encoding="utf-8")
    page.get_by_role("button", name="Lagre", exact=True).click()
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("Deres kilde", timeout=60_000)
    expect(conflict).to_contain_text("Min kilde")
    expect(conflict).to_be_focused()
    assert copy.held("home-start")["source"] == "Deres kilde"
    shoot(page, "conflict")
    assert "\n".join(findings(page)) == ""
    page.get_by_label("Behold det som står i filen").check()
    expect(source).to_have_value("Deres kilde")
    page.get_by_label("Bruk det jeg skrev").check()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Lagret i", timeout=60_000)
    assert copy.held("home-start")["source"] == "Min kilde"


def test_a_file_with_conflict_marks_is_mended_as_text(page_at: OpenPage, copy: Guide) -> None:
    file = copy.file("home-start")
    good = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"(?m)^(source: .*)$", r"<<<<<<< HEAD\n\1\n=======\nsource: \"x\"\n>>>>>>> annen", good), encoding="utf-8"
    )
    page = page_at()
    expect(page.locator("main")).to_contain_text("feil i veilederen")
    page.goto(copy.url + "oppslag/home-start")
    expect(page.locator("#marks")).to_contain_text("konfliktmerker")
    shoot(page, "marks")
    assert "\n".join(findings(page)) == ""
    page.get_by_label("Hele filen").fill(good)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Lagret i", timeout=60_000)
    assert file.read_text(encoding="utf-8") == good


def test_it_works_by_keyboard_alone(page_at: OpenPage) -> None:
    page = page_at()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.get_by_label("Søk i oppslagene").focus()
    page.keyboard.type("barneverntjenesten")
    page.keyboard.press("Enter")
    expect(page.locator("tbody th a").first).to_have_text("Barneverntjenesten")
    page.locator("tbody th a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card .ac-adaptiveCard")).to_be_visible()
    page.locator("#f-see_also").locator("..").get_by_role("combobox").focus()
    page.keyboard.type("ppt")
    page.keyboard.press("Enter")
    expect(page.locator("#f-see_also")).to_have_value(re.compile(r"\nppt$"))
    page.evaluate("onbeforeunload = null")


@pytest.mark.skipif(os.name != "posix", reason="the address of a loopback socket")
def test_the_page_speaks_to_nobody_else(page_at: OpenPage, copy: Guide) -> None:
    page = page_at()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(copy.url + ENTRY)
    expect(page.locator("#card .ac-adaptiveCard")).to_be_visible()
    assert asked and all(url.startswith(copy.url.removesuffix("pult/")) for url in asked)
