"""How the page looks, in light and dark, on a desk and on a phone: pictures to look at, no sideways scroll, no axe finding."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, Chat, Open
from tests.conftest import REPO

pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 320, "height": 640, "color_scheme": "light"},
    "phone-dark": {"width": 320, "height": 640, "color_scheme": "dark"},
}
COURSE = ("course", "course-lesson", "course-answered", "course-reading", "course-finished", "weekly")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Hva er barnevernsmedarbeiderbekymringsmeldingsoppfølgingsansvarsfordelingen i ungdomsskolelærerutdanningsinstitusjonen?"
SCENES = {
    "answer": "hva er taushetsplikt",
    "service": "hva er barneverntjenesten",
    "danger": "gutten i klassen min sier at far slår ham nå",
    "way": "en jente på sju er så stille om dagen, spiser nesten ikke og vil ikke hjem når mor kommer, jeg vet ikke om det er noe",
    "choices": "jeg er usikker",
    "nothing": "hvem vant eliteserien i fotball i fjor",
    "privacy": "Kari Nordmann på tre år har blåmerker på ryggen, hva er tegn på vold",
    "long": LONG,
}


def overflowing(page: Page) -> list[str]:
    """Return what sticks out of the window sideways, and texts cut off by their box."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => {
          const box = one.getBoundingClientRect();
          const hidden = getComputedStyle(one).clipPath !== 'none' || one.closest('.who, .skip, .name p');
          return !hidden && box.width && (box.right > innerWidth + 1 || box.left < -1);
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, "the page scrolls sideways"] if wide else found


def findings(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page as it is."""
    if not AXE.exists():
        pytest.skip("no axe-core here: `sh test.sh` fetches it by npm")
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    assert found["passes"], "axe looked at nothing"
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]]


def scene(chat: Chat, name: str) -> None:
    if name == "sectors":
        chat.press(chat.ask("hvem har meldeplikt"), "Bytt arbeidssted")
        chat.last.get_by_label("SFO", exact=True).check()
    elif name == "whole":
        chat.press(chat.ask("hvem har meldeplikt"), "Les mer")
    elif name.startswith("course"):
        course_scene(chat, name)
    elif name == "weekly":
        chat.ask("ett begrep i uka")
    elif name != "hello":
        chat.ask(SCENES[name])


def course_scene(chat: Chat, name: str) -> None:
    """Go as far into the course as the scene's name says."""
    if name == "course":
        chat.ask("start kurs")
    elif name == "course-lesson":
        chat.last.get_by_label("Skole", exact=True).check()
        chat.press(chat.last, "Start kurset")
    elif name == "course-answered":
        chat.last.get_by_role("radio").first.check()
        chat.press(chat.last, "Svar")
    elif name == "course-reading":
        chat.press(chat.last, "Neste leksjon")
        chat.press(chat.last, "Les: Undring")
    else:
        while chat.last.get_by_role("button", name="Hopp over").count():
            chat.press(chat.last, "Hopp over")
        expect(chat.last.get_by_role("heading", name="Du er ferdig med kurset")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_every_scene_is_whole_within_the_window_and_open_to_all(opened: Open, look: str) -> None:
    chat = opened(**LOOKS[look])
    for name in ("hello", *SCENES, "sectors", "whole", *COURSE):
        scene(chat, name)
        chat.shoot(f"{look}-{name}")
        assert overflowing(chat.page) == [], name
    assert "\n".join(findings(chat.page)) == ""


def test_buttons_are_large_enough_for_a_thumb(opened: Open) -> None:
    chat = opened(**LOOKS["phone"])
    reply = chat.ask(SCENES["danger"])
    for button in [*reply.get_by_role("button").all(), chat.page.get_by_role("button", name="Send", exact=True)]:
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44, button.inner_text()


def test_large_text_still_fits(opened: Open) -> None:
    """Text at twice its size on a desk: WCAG 1.4.4 and 1.4.10."""
    chat = opened(width=640, height=512, device_scale_factor=2)
    chat.ask(SCENES["danger"])
    assert overflowing(chat.page) == []


def test_colours_follow_when_the_machine_turns_dark(opened: Open) -> None:
    chat = opened(**LOOKS["light"])
    reply = chat.ask(SCENES["answer"])
    heading = reply.get_by_role("heading").first
    light = heading.evaluate("one => getComputedStyle(one).color")
    chat.page.emulate_media(color_scheme="dark")
    expect(reply.get_by_role("heading").first).not_to_have_css("color", light)


def test_the_picture_of_the_readme(opened: Open, request: pytest.FixtureRequest) -> None:
    """With --approve it is put in docs/pictures."""
    chat = opened(width=900, height=980, device_scale_factor=1.5, color_scheme="light")
    chat.ask("Jeg er lærer på ungdomsskolen. Må jeg melde fra til barnevernet?")
    taken = chat.shoot("readme")
    shown = REPO / "docs" / "pictures" / "chat.png"
    if request.config.getoption("--approve"):
        shown.parent.mkdir(exist_ok=True)
        shutil.copy(taken, shown)
    assert shown.stat().st_size > 20_000
