"""The guide as pages in Chromium: every kind of page in light, dark and narrow, by keyboard, on paper, and as a tab in Teams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import SHOTS
from tests.browser.test_look import LOOKS, findings, overflowing
from tests.serving import Running

pytestmark = pytest.mark.browser
PAGES = {
    "start": "/veileder/",
    "kind": "/veileder/duties/",
    "search": "/veileder/sok?q=meldeplikt",
    "search-nothing": "/veileder/sok?q=eliteserien",
    "entry": "/veileder/oppslag/meldeplikt",
    "service": "/veileder/oppslag/barnevernvakten",
    "english": "/veileder/oppslag/akutt-fare?sprak=en",
    "personvern": "/personvern",
    "vilkar": "/vilkar",
    "tilgjengelighet": "/tilgjengelighet",
}
HOST = "https://teams.microsoft.com"
FRAME = """<!doctype html><title>Teams</title><iframe src="{url}" style="border:0;width:100%;height:95vh"></iframe><script>
  const themes = [];
  addEventListener("message", (said) => {{
    const {{ id, uuid, func }} = said.data;
    const answer = (args) => said.source.postMessage({{ id, uuid, args }}, said.origin);
    if (func === "initialize") answer(["content", "web", JSON.stringify({{ apiVersion: 4, supports: {{}} }}), "2.58.0"]);
    if (func === "getContext") answer([{{ theme: "{theme}", locale: "nb-no", frameContext: "content", hostClientType: "web", userObjectId: "", tid: "" }}]);
    if (func === "registerHandler") window.tell = (theme) => said.source.postMessage({{ func: "themeChange", args: [theme] }}, said.origin);
  }});
</script>"""
OWN = "https://undring.example"
"""The service as the world sees it: a page of the open net may not frame this machine's own address."""
Read = Callable[..., Page]


def serve_as_public(page: Page, service: Running, host: str, theme: str) -> list[str]:
    """Show the guide at a public address, framed by `host`; return what is asked of anybody else."""
    elsewhere: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if url.startswith(OWN):
            route.fulfill(response=route.fetch(url=service.url + url.removeprefix(OWN)))
        elif url.startswith(host):
            route.fulfill(body=FRAME.format(url=f"{OWN}/veileder/", theme=theme), content_type="text/html")
        else:
            elsewhere.append(url)
            route.abort()

    page.route("**/*", answer)
    return elsewhere


@pytest.fixture
def read(browser: Browser, service: Running) -> Iterator[Read]:
    """Open a page of the guide; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str, width: int = 1100, height: int = 860, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", locale="nb-NO", **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(service.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("look", LOOKS)
def test_every_kind_of_page_is_whole_and_open_to_all(read: Read, service: Running, look: str) -> None:
    page = read("/veileder/", **LOOKS[look])
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, path in PAGES.items():
        page.goto(service.url + path)
        page.screenshot(path=SHOTS / f"guide-{look}-{name}.png")
        assert overflowing(page) == [], name
        assert findings(page) == [], name


def test_all_is_reached_by_keyboard_and_the_first_stop_skips_the_top(read: Read) -> None:
    page = read("/veileder/oppslag/meldeplikt")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    reached = page.evaluate("() => document.querySelectorAll('a[href], button, input:not([type=hidden]), summary').length")
    seen = set()
    for _ in range(reached + 5):
        seen.add(page.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        ring = page.evaluate(
            "() => document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle"
        )
        assert ring is True or ring != "none"
        page.keyboard.press("Tab")
    hidden = page.evaluate("() => [...document.querySelectorAll('details:not([open]) a')].length")
    assert len(seen - {-1}) >= reached - hidden
    page.goto(page.url)
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")


def test_on_paper_there_is_the_text_and_not_the_way_about(read: Read) -> None:
    page = read("/veileder/oppslag/meldeplikt")
    page.emulate_media(media="print")
    for gone in (".search", ".languages", ".crumbs", "footer"):
        expect(page.locator(gone).first).to_be_hidden()
    for stays in ("h1", ".answer", ".urgent", ".standing"):
        expect(page.locator(stays).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == "rgb(255, 255, 255)"


def test_outside_teams_its_library_is_not_fetched(read: Read, service: Running) -> None:
    page = read("/veileder/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(service.url + "/veileder/duties/")
    assert fetched and not [one for one in fetched if "vendor" in one or not one.startswith(service.url)]


@pytest.mark.parametrize(
    ("theme", "ground"), [("default", "rgb(244, 246, 246)"), ("dark", "rgb(31, 31, 31)"), ("contrast", "rgb(0, 0, 0)")]
)
def test_as_a_tab_it_follows_the_theme_of_teams(browser: Browser, service: Running, theme: str, ground: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 900, "height": 700})
    page = context.new_page()
    elsewhere = serve_as_public(page, service, HOST, theme)
    page.goto(f"{HOST}/tab")
    tab = page.frame_locator("iframe")
    expect(tab.locator("html")).to_have_attribute("data-theme", theme)
    expect(tab.locator("body")).to_have_css("background-color", ground)
    page.screenshot(path=SHOTS / f"guide-tab-{theme}.png")
    assert findings(page.frames[1]) == []
    tab.get_by_role("link", name="Plikter").first.click()
    expect(tab.locator("html")).to_have_attribute("data-theme", theme)
    page.wait_for_function("() => window.tell")
    page.evaluate("tell('contrast')")
    expect(tab.locator("html")).to_have_attribute("data-theme", "contrast")
    assert not elsewhere, "nothing leaves for anybody else"
    context.close()


def test_another_site_may_not_frame_it(browser: Browser, service: Running) -> None:
    context = browser.new_context()
    page = context.new_page()
    serve_as_public(page, service, "https://evil.example", "dark")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "frame-ancestors" in said.text else None)
    page.goto("https://evil.example/")
    expect(page.frame_locator("iframe").locator("main")).to_have_count(0)
    assert refused
    context.close()
