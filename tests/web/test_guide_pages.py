"""The guide as pages over real HTTP: every entry in every language, safe headers, kind words for what is gone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.conversation import Conversation
from bot.guide.guide import Guide
from bot.web.guide_pages import guide_routes
from bot.web.server import web_app


@pytest.fixture
async def client(guide: Guide, conversation: Conversation) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    async with TestClient(TestServer(web_app(guide_routes(lambda: guide, lambda: conversation)))) as client:
        yield client


async def test_every_entry_has_its_page_in_every_language(client: TestClient, guide: Guide) -> None:  # type: ignore[type-arg]
    for entry in guide:
        for language in ("nb", "nn", "en"):
            answer = await client.get(f"/veileder/oppslag/{entry.id}?sprak={language}")
            page = await answer.text()
            assert answer.status == 200, entry.id
            assert entry.title_in(language) in page.replace("&#39;", "'").replace("&amp;", "&"), entry.id  # type: ignore[arg-type]


async def test_every_link_within_the_guide_leads_somewhere(client: TestClient, guide: Guide) -> None:  # type: ignore[type-arg]
    seen: set[str] = set()
    waiting = ["/veileder/"]
    while waiting:
        address = waiting.pop()
        answer = await client.get(address)
        assert answer.status == 200, address
        for found in re.findall(r'href="(/[^"#]*)"', await answer.text()):
            plain = found.split("?")[0]
            if plain not in seen:
                seen.add(plain)
                waiting.append(plain)
    assert {f"/veileder/oppslag/{entry.id}" for entry in guide} <= seen


async def test_search_answers_as_the_bot_does(client: TestClient) -> None:  # type: ignore[type-arg]
    page = await (await client.get("/veileder/sok", params={"q": "hvem har meldeplikt i barnehagen"})).text()
    assert "/veileder/oppslag/meldeplikt-barnehage" in page


HOSTILE = ["<script>alert(1)</script>", "\x00\x01", "🙂" * 50, "x" * 5_000, "'; DROP TABLE entry; --", "../../etc/passwd", ""]


@pytest.mark.parametrize("asked", HOSTILE)
async def test_whatever_is_searched_for_is_shown_as_text(client: TestClient, asked: str) -> None:  # type: ignore[type-arg]
    answer = await client.get("/veileder/sok", params={"q": asked})
    assert answer.status == 200
    ours = '<script src="/static/teams_tab.js"></script>'
    page = await answer.text()
    assert page.count(ours) == 1 and "<script" not in page.replace(ours, "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/veileder/oppslag/finnes-ikke", 404),
        ("/veileder/ukjent/", 404),
        ("/veileder/oppslag/..%2f..%2fetc", 404),
        ("/veileder/oppslag/meldeplikt?sprak=xx", 200),
        ("/personvern", 200),
        ("/vilkar", 200),
        ("/tilgjengelighet", 200),
    ],
)
async def test_status(client: TestClient, path: str, status: int) -> None:  # type: ignore[type-arg]
    assert (await client.get(path)).status == status


async def test_pages_may_be_kept_and_framed_by_teams_alone(client: TestClient) -> None:  # type: ignore[type-arg]
    first = await client.get("/veileder/")
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "https://teams.microsoft.com" in policy and "unsafe" not in policy
    again = await client.get("/veileder/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


async def test_a_search_is_not_kept(client: TestClient) -> None:  # type: ignore[type-arg]
    assert (await client.get("/veileder/sok", params={"q": "bup"})).headers["Cache-Control"] == "no-store"


async def test_what_one_person_asked_for_is_not_shown_to_the_next(client: TestClient) -> None:  # type: ignore[type-arg]
    first = await client.get("/veileder/oppslag/noe-bare-en-skrev")
    assert first.headers["Cache-Control"] == "no-store"
    assert "noe-bare-en-skrev" not in await (await client.get("/veileder/oppslag/noe-annet")).text()
