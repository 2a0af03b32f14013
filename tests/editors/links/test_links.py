"""Addresses are asked for on a real local server with every kind of trouble."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from bot.cli import links as command
from bot.cli.main import app
from bot.editors.links.addresses import addresses, in_line, move
from bot.editors.links.cache import KEEP_DAYS, keep_links, read_links
from bot.editors.links.checking import Checked, Manners, check_addresses
from bot.editors.reviews.opened import read_opened
from tests.conftest import Write, entry_text

PAUSES: list[float] = []
QUICK = Manners(delay=0.25, attempts=3, timeout=1.0, redirects=5, longest_wait=9, pause=PAUSES.append)


class Site:
    """A server that does everything wrong, and notes how it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.now = self.most = 0
        self.tries: dict[str, int] = {}
        self.slow = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.method, request.path))
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        try:
            return await self._page(request, request.path.strip("/"))
        finally:
            self.now -= 1

    async def _page(self, request: web.Request, name: str) -> web.StreamResponse:  # noqa: PLR0911
        self.tries[name] = self.tries.get(name, 0) + 1
        moves = {"moved": (301, "/ok"), "moved308": (308, "/moved"), "found": (302, "/ok"), "mixed": (301, "/found"),
                 "loop": (301, "/loop2"), "loop2": (301, "/loop"), "nowhere": (301, "http://[bad"), "toruin": (301, "/gone"),
                 "tofront": (301, "/"), "mail": (301, "mailto:a@b.no")}  # fmt: skip
        if name in moves:
            status, goal = moves[name]
            return web.Response(status=status, headers={"Location": goal})
        if name.startswith("chain"):
            return web.Response(status=302, headers={"Location": f"/chain{int(name[5:]) + 1}"})
        if name == "slow":
            await self.slow.wait()
        if name == "nohead" and request.method == "HEAD":
            return web.Response(status=405)
        if name == "busy" and self.tries[name] < 3:
            return web.Response(status=429, headers={"Retry-After": "7"})
        if name == "always-busy":
            return web.Response(status=429, headers={"Retry-After": "86400"})
        if name == "dropped" and request.transport is not None:
            request.transport.close()
        if name == "huge":
            return await self._huge(request)
        if name == "charset":
            return web.Response(body=b"\xff\xfe\xfa", headers={"Content-Type": "text/html; charset=klingon"})
        if name == "robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /private\n")
        return web.Response(status={"gone": 404, "gone410": 410, "broken": 500, "closed": 403}.get(name, 200))

    async def _huge(self, request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(status=501)
        response = web.StreamResponse(headers={"Content-Length": str(10**12)})
        await response.prepare(request)
        await response.write(b"x" * 65536)
        return response


def application(site: Site) -> web.Application:
    made = web.Application()
    made.router.add_route("*", "/{rest:.*}", site.answer)
    return made


@pytest.fixture
async def site() -> AsyncIterator[tuple[Site, str]]:
    PAUSES.clear()
    held = Site()
    async with TestServer(application(held)) as server:
        yield held, str(server.make_url("/"))
        held.slow.set()


@pytest.mark.parametrize(
    ("name", "state", "status", "goal"),
    [
        ("ok", "ok", 200, None), ("moved", "moved", 200, "ok"), ("moved308", "moved", 200, "ok"), ("found", "redirected", 200, "ok"),
        ("mixed", "redirected", 200, "ok"), ("tofront", "redirected", 200, ""), ("loop", "dead", 0, None), ("chain1", "dead", 0, None),
        ("nowhere", "unsure", 301, None), ("mail", "unsure", 301, None), ("toruin", "dead", 404, "gone"), ("gone", "dead", 404, None),
        ("gone410", "dead", 410, None), ("closed", "unsure", 403, None), ("broken", "unsure", 500, None), ("nohead", "ok", 200, None),
        ("busy", "ok", 200, None), ("always-busy", "unsure", 429, None), ("dropped", "unsure", 0, None), ("slow", "unsure", 0, None),
        ("huge", "ok", 200, None), ("charset", "ok", 200, None), ("private/a", "robots", 0, None),
    ],
)  # fmt: skip
async def test_every_kind_of_trouble(site: tuple[Site, str], name: str, state: str, status: int, goal: str | None) -> None:
    base = site[1]
    found = (await check_addresses([base + name], QUICK))[base + name]
    assert (found.state, found.status) == (state, status), found
    assert found.goal == (None if goal is None else base + goal)


async def test_waiting_is_as_asked_but_never_for_long(site: tuple[Site, str]) -> None:
    await check_addresses([site[1] + "busy", site[1] + "always-busy"], QUICK)
    assert PAUSES.count(7.0) == 2 and PAUSES.count(9) == 2 and max(PAUSES) == 9


async def test_one_at_a_time_per_host_head_first_and_robots_once(site: tuple[Site, str]) -> None:
    held, base = site
    await check_addresses([f"{base}page{number}" for number in range(8)], QUICK)
    assert held.most == 1 and held.seen.count(("GET", "/robots.txt")) == 1
    assert {method for method, path in held.seen if path != "/robots.txt"} == {"HEAD"} and PAUSES.count(0.25) == 8
    await check_addresses([f"{base}private/x"], QUICK)
    assert ("HEAD", "/private/x") not in held.seen


async def test_a_bad_certificate_and_a_host_that_is_not_there(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    secure = TestServer(application(Site()), scheme="https")
    await secure.start_server(ssl=context)
    address = str(secure.make_url("/ok"))
    found = await check_addresses([address, "https://", "https://finnes-ikke.invalid/"], QUICK)
    await secure.close()
    assert (found[address].state, found["https://"].state) == ("dead", "dead")
    assert found["https://finnes-ikke.invalid/"].state in ("dead", "unsure")


def self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1).not_valid_before(_day(-1)).not_valid_after(_day(1))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "cert.pem"
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def _day(offset: int):  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    return datetime.now(UTC) + timedelta(days=offset)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('url: "https://a.no/x"', ["https://a.no/x"]), ("se [her](https://a.no/b_(c)), og mer", ["https://a.no/b_(c)"]),
        ("https://a.no/x. Så <https://b.no/?a=1&b=2>", ["https://a.no/x", "https://b.no/?a=1&b=2"]), ("# https://a.no", []),
    ],
)  # fmt: skip
def test_addresses_in_a_line(line: str, wanted: list[str]) -> None:
    assert list(in_line(line)) == wanted


def test_a_move_changes_that_address_alone(write: Write, tmp_path: Path) -> None:
    text = entry_text(
        "Alfa", '# https://a.no/x\nlinks: ["https://a.no/x", "https://a.no/xyz"]  # behold\nmore: "se [x](https://a.no/x)."'
    )
    write({"national/duties/alfa.yaml": text})
    places = addresses([tmp_path / "national"])["https://a.no/x"]
    assert move(places, "https://a.no/x", "https://b.no/y") == 2
    after = (tmp_path / "national/duties/alfa.yaml").read_text(encoding="utf-8")
    assert '# https://a.no/x\nlinks: ["https://b.no/y", "https://a.no/xyz"]  # behold\nmore: "se [x](https://b.no/y)."' in after


def test_only_what_was_well_is_remembered_until_its_day(tmp_path: Path) -> None:
    file, day = tmp_path / "links.json", date(2026, 11, 1)
    keep_links(file, {"a": Checked("ok", 200), "b": Checked("dead", 404)}, day)
    assert read_links(file, day + timedelta(days=KEEP_DAYS)) == {"a": Checked("ok", 200)}
    assert read_links(file, day + timedelta(days=KEEP_DAYS + 1)) == {}
    file.write_text("[1]")
    assert read_links(file, day) == {}


def test_the_command_reports_fixes_and_opens_reviews(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = 'links: ["https://a.no/old", "https://a.no/dead"]'
    write({"knowledge/national/duties/alfa.yaml": entry_text("Alfa", more)}, ("knowledge/national",))
    monkeypatch.setenv("KNOWLEDGE", str(tmp_path / "knowledge" / "national"))
    monkeypatch.setenv("CACHE", str(tmp_path / "cache"))
    asked: list[str] = []

    async def checked(wanted: list[str], **_: object) -> dict[str, Checked]:
        asked.extend(wanted)
        answers = {"https://a.no/old": Checked("moved", 200, "https://a.no/new"), "https://a.no/dead": Checked("dead", 404)}
        return {one: answers.get(one, Checked("ok", 200)) for one in wanted}

    monkeypatch.setattr(command, "check_addresses", checked)
    result = CliRunner().invoke(app, ["links", "--json", "--fix", "--open"])
    rows = {row["address"]: row for row in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert rows["https://a.no/dead"]["places"][0]["line"] == 7 and rows["https://a.no/old"]["fixed"]
    assert "https://a.no/new" in (tmp_path / "knowledge/national/duties/alfa.yaml").read_text(encoding="utf-8")
    assert read_opened([tmp_path / "knowledge" / "national"]) == {"alfa": {"link https://a.no/dead": str(date.today())}}
    internal = {address for address, row in rows.items() if row["state"] == "internal"}
    assert internal and not internal & set(asked)
    shown = CliRunner().invoke(app, ["links"]).stdout
    assert "alfa.yaml:7: " in shown
