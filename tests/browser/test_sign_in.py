"""Sign-in in a real Chromium over TLS: at Microsoft's page in a browser, silently in a Teams tab, and every page of it looked at."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Page, expect

from bot.service import LiveConversation, build_app
from tests.browser.conftest import SHOTS
from tests.browser.test_look import findings, overflowing
from tests.conftest import entry_text
from tests.web.entra import FakeEntra
from tests.web.people import asking

pytestmark = pytest.mark.browser
OWN, TEAMS = "https://undring.example", "https://teams.microsoft.com"
OTHER = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 700}},
}
FRAME = """<!doctype html><title>Teams</title><iframe src="https://undring.example/veileder/?teams=1" style="border:0;width:100%;height:95vh"></iframe><script>
  window.asked = 0;
  addEventListener("message", async (said) => {
    const { id, uuid, func } = said.data;
    const answer = (args) => said.source.postMessage({ id, uuid, args }, said.origin);
    if (func === "initialize") answer(["content", "web", JSON.stringify({ apiVersion: 4, supports: {} }), "2.58.0"]);
    if (func === "getContext") answer([{ theme: "default", locale: "nb-no", frameContext: "content", hostClientType: "web", userObjectId: "", tid: "" }]);
    if (func === "authentication.getAuthToken") {
      window.asked += 1;
      const given = await (await fetch("/token")).text();
      answer(given ? [true, given] : [false, "resourceRequiresConsent"]);
    }
  });
</script>"""


@dataclass
class World:
    """The service, Entra, and a host that is Teams; each on a port of its own, in a thread of their own."""

    folder: Path
    entra: FakeEntra = field(default_factory=FakeEntra)
    ports: dict[str, int] = field(default_factory=dict)
    refuses: bool = False
    """Whether Teams gives no token."""

    def live(self, ready: threading.Event, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        self.stop = asyncio.Event()
        loop.run_until_complete(self._live(ready))

    async def _live(self, ready: threading.Event) -> None:
        tls = certified(self.folder)
        async with TestServer(self.entra.app(), host="127.0.0.1") as entra:
            self.entra.url = f"http://127.0.0.1:{entra.port}"
            layer = self.folder / "knowledge" / "national"
            settings = asking(self.entra, 0, PUBLIC_URL=OWN, DESK="on", KNOWLEDGE=str(layer))
            app = await build_app(settings, LiveConversation(settings))
            teams = web.Application()
            teams.add_routes([web.get("/token", self._token), web.get("/tab", self._tab)])
            own, host = TestServer(app, host="127.0.0.1", scheme="https"), TestServer(teams, host="127.0.0.1", scheme="https")
            await own.start_server(ssl=tls)
            await host.start_server(ssl=tls)
            self.ports = {"undring.example": own.port or 0, "teams.microsoft.com": host.port or 0}
            ready.set()
            await self.stop.wait()
            await own.close()
            await host.close()

    async def _token(self, request: web.Request) -> web.Response:
        return web.Response(text="" if self.refuses else self.entra.from_teams())

    async def _tab(self, request: web.Request) -> web.Response:
        return web.Response(text=FRAME, content_type="text/html")


def certified(folder: Path) -> ssl.SSLContext:
    """A certificate of our own, for whatever name."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "undring.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    held = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(held + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    (folder / "knowledge" / "national" / "glossary").mkdir(parents=True)
    for name, title in (("uro", "Uro"), ("skulk", "Skulking")):
        (folder / "knowledge" / "national" / "glossary" / f"{name}.yaml").write_text(entry_text(title), encoding="utf-8")
    SHOTS.mkdir(parents=True, exist_ok=True)
    held, ready, loop = World(folder), threading.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=held.live, args=(ready, loop), daemon=True)
    thread.start()
    assert ready.wait(120), "the service does not start"
    yield held
    loop.call_soon_threadsafe(held.stop.set)
    thread.join(60)
    loop.close()


@pytest.fixture(scope="module")
def abroad(world: World, browser: Browser) -> Iterator[Browser]:
    """A browser for which our names are real ones, and that keeps no cookie in a frame unless it is kept apart."""
    rules = ", ".join(f"MAP {name} 127.0.0.1:{port}" for name, port in world.ports.items())
    args = ["--no-sandbox", f"--host-resolver-rules={rules}", "--ignore-certificate-errors", "--test-third-party-cookie-phaseout"]
    own = next((found for name in ("chromium", "google-chrome", "chromium-browser") if (found := shutil.which(name))), None)
    launched = browser.browser_type.launch(executable_path=own, args=args)
    yield launched
    launched.close()


@pytest.fixture
def window(abroad: Browser, world: World) -> Iterator[Any]:
    contexts, complaints = [], []
    world.entra.claims, world.entra.error, world.entra.status, world.refuses = {}, "", 200, False

    def opened(**how: Any) -> Page:
        context = abroad.new_context(
            **{"viewport": {"width": 1100, "height": 760}, "locale": "nb-NO", "ignore_https_errors": True, **how}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def test_in_a_browser_one_signs_in_and_out(window: Any) -> None:
    page = window()
    page.goto(f"{OWN}/veileder/oppslag/uro")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn for å lese veilederen")
    page.get_by_role("link", name="Logg inn", exact=True).click()
    expect(page).to_have_url(f"{OWN}/veileder/oppslag/uro")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uro")
    assert page.evaluate("document.cookie") == "", "no script may read it"
    page.screenshot(path=SHOTS / "sign-in-inside.png")
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ut")
    page.goto(f"{OWN}/veileder/oppslag/uro")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn for å lese veilederen")


def test_in_teams_one_is_signed_in_without_doing_anything(window: Any) -> None:
    page = window()
    page.goto(f"{TEAMS}/tab")
    tab = page.frame_locator("iframe")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Handlingsveilederen")
    expect(tab.get_by_role("button", name="Logg ut")).to_be_hidden()
    tab.get_by_role("link", name="Begreper").first.click()
    expect(tab.get_by_role("link", name="Uro", exact=True)).to_be_visible()
    assert page.evaluate("window.asked") == 1
    page.screenshot(path=SHOTS / "sign-in-teams.png")
    (kept,) = [one for one in page.context.cookies() if one["name"] == "__Host-undring"]
    assert kept["httpOnly"] and kept["secure"] and kept["sameSite"] == "None"
    page.goto(f"{OWN}/veileder/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn for å lese veilederen")


@pytest.mark.parametrize("cause", ["no token", "a token of another tenant"])
def test_when_teams_cannot_sign_one_in_there_is_a_way_on(window: Any, world: World, cause: str) -> None:
    world.refuses = cause == "no token"
    world.entra.claims = {} if world.refuses else {"tid": OTHER, "iss": f"{world.entra.url}/{OTHER}/v2.0"}
    page = window()
    page.goto(f"{TEAMS}/tab")
    tab = page.frame_locator("iframe")
    expect(tab.get_by_role("alert")).to_contain_text("Åpne veilederen i nettleseren")
    expect(tab.get_by_role("link", name="Åpne i nettleseren")).to_have_attribute("target", "_blank")
    page.screenshot(path=SHOTS / "sign-in-teams-refused.png")
    assert findings(page.frames[1]) == []


def test_a_frame_that_keeps_no_cookie_is_not_asked_for_ever(window: Any) -> None:
    page = window()
    page.route("**/veileder/innlogging", lambda route: route.fulfill(json={"ok": True}))
    page.goto(f"{TEAMS}/tab")
    expect(page.frame_locator("iframe").get_by_role("alert")).to_contain_text("Åpne veilederen i nettleseren")
    assert page.evaluate("window.asked") == 1


def test_the_desk_is_for_editors(window: Any, world: World) -> None:
    world.entra.claims = {"roles": ["Redaktor"]}
    page = window()
    page.goto(f"{OWN}/pult/oppslag/uro")
    page.get_by_role("link", name="Logg inn", exact=True).click()
    expect(page).to_have_url(f"{OWN}/pult/oppslag/uro")
    expect(page.get_by_role("button", name="Logg ut")).to_be_visible()
    page.screenshot(path=SHOTS / "sign-in-desk.png")
    assert overflowing(page) == [] and findings(page) == []
    page.get_by_role("button", name="Logg ut").click()
    page.get_by_role("link", name="Logg inn igjen").click()
    expect(page).to_have_url(f"{OWN}/pult/")


def test_what_an_editor_has_typed_outlives_the_visit(window: Any, world: World) -> None:
    world.entra.claims = {"roles": ["Redaktor"]}
    page = window()
    page.goto(f"{OWN}/pult/oppslag/skulk")
    page.get_by_role("link", name="Logg inn", exact=True).click()
    expect(page.locator("#card .ac-adaptiveCard")).to_be_visible()  # The page's scripts have begun to listen.
    page.locator("#f-answer").fill("Skrevet mens visitten gikk ut.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Du er logget ut. Logg inn i en ny fane").first).to_be_visible()
    page.screenshot(path=SHOTS / "sign-in-desk-out.png")
    other = page.context.new_page()
    other.goto(f"{OWN}/pult/")
    other.get_by_role("link", name="Logg inn", exact=True).click()
    expect(other).to_have_url(f"{OWN}/pult/")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Lagret").first).to_be_visible()
    file = world.folder / "knowledge" / "national" / "glossary" / "skulk.yaml"
    assert "Skrevet mens visitten gikk ut." in file.read_text(encoding="utf-8")


PAGES = {
    "ask": ("/veileder/", {}, "Logg inn for å lese veilederen"),
    "ask-en": ("/veileder/?sprak=en", {}, "Sign in to read the guide"),
    "desk": ("/pult/", {}, "Logg inn for å redigere veilederen"),
    "failed": ("/veileder/innlogging/svar?state=x&code=y", {}, "Innloggingen ble ikke ferdig"),
    "left": ("/veileder/utlogget", {}, "Du er logget ut"),
    "tenant": ("", {"tid": OTHER, "iss": "{url}/" + OTHER + "/v2.0"}, "Denne kontoen kan ikke brukes her"),
    "no-role": ("", {}, "Denne kontoen har ikke tilgang til redaktørpulten"),
    "silent": ("", {"status": 503}, "Jeg får ikke kontakt med innloggingen hos Microsoft"),
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_it_is_whole_and_open_to_all(window: Any, world: World, look: str) -> None:
    for name, (path, claims, title) in PAGES.items():
        page = window(**LOOKS[look])
        world.entra.status = claims.get("status", 200)
        world.entra.claims = {key: value.replace("{url}", world.entra.url) for key, value in claims.items() if key != "status"}
        page.goto(f"{OWN}{path or '/veileder/innlogging/start?til=/pult/'}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.screenshot(path=SHOTS / f"sign-in-{look}-{name}.png")
        assert overflowing(page) == [], name
        assert findings(page) == [], name
        expect(page.get_by_role("link", name="112")).to_be_visible()


def test_all_of_it_is_reached_by_keyboard(window: Any) -> None:
    page = window()
    page.goto(f"{OWN}/veileder/")
    page.get_by_role("link", name="Logg inn", exact=True).focus()
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{OWN}/veileder/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Handlingsveilederen")
