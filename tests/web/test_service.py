"""The running service over real HTTP: the page and its safety, probes and counts, and input that nobody should send."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from tests.serving import Running
from tests.teams.activities import message, press

Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def http(service: Running) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(service.url) as session:
        yield session


@pytest.fixture
def ask(http: aiohttp.ClientSession) -> Ask:
    async def asked(body: Any) -> tuple[int, Any]:
        async with http.post("/api/messages", json=body) as answer:
            return answer.status, await answer.json()

    return asked


def shown(body: Any) -> dict[str, Any]:
    (reply,) = body["activities"]
    card: dict[str, Any] = reply["attachments"][0]["content"]
    return card


async def test_the_page_says_what_it_is_and_loads_only_its_own_files(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as answer:
        page = await answer.text()
        assert answer.status == 200 and answer.content_type == "text/html"
    assert '<html lang="nb">' in page and "Hva lurer du på?" in page and 'href="tel:112"' in page
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|http://|https://", page), "all of it must pass the strict policy"
    own = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(own) >= 5
    for address in own:
        async with http.get(address) as answer:
            assert answer.status == 200, address


@pytest.mark.parametrize("address", ["/", "/static/chat.js", "/healthz", "/metrics", "/finnes-ikke", "/veileder/"])
async def test_every_answer_has_the_headers_of_safety(http: aiohttp.ClientSession, address: str) -> None:
    async with http.get(address) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "address", ["/static/../chat_page.py", "/static/%2e%2e/chat_page.py", "/static/..%2f..%2fsettings.py", "/static/"]
)
async def test_nothing_outside_the_static_files_is_served(http: aiohttp.ClientSession, address: str) -> None:
    async with http.get(address) as answer:
        assert answer.status in (403, 404) and "import" not in await answer.text()


async def test_alive_ready_and_counted(http: aiohttp.ClientSession, ask: Ask) -> None:
    async with http.get("/healthz") as answer:
        assert (answer.status, (await answer.json())["status"]) == (200, "ok")
    async with http.get("/readyz") as answer:
        ready = await answer.json()
        assert answer.status == 200 and ready["status"] == "ok" and ready["entries"] >= 195 and ready["knowledge"]
    await ask(message("hva gjør jeg når et barn i Snipevegen 77 sulter", id="counted"))
    async with http.get("/metrics") as answer:
        counted = await answer.text()
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/plain") and "# TYPE" in counted
        assert "Snipevegen" not in counted and "sulter" not in counted


@pytest.mark.parametrize(("method", "address", "status"), [
    ("GET", "/api/messages", 405), ("PUT", "/api/messages", 405), ("POST", "/", 405), ("GET", "/finnes-ikke", 404), ("DELETE", "/healthz", 405),
])  # fmt: skip
async def test_other_addresses_and_methods_get_a_plain_error(
    http: aiohttp.ClientSession, method: str, address: str, status: int
) -> None:
    async with http.request(method, address) as answer:
        assert answer.status == status and set(await answer.json()) == {"error"}


TEXTS = {
    "nothing at all": "", "spaces": " \n\t ", "emoji alone": "🙂😭👶🏽", "control characters": "\x00\x01\x02\x1b", "signs": "?!?…",
    "a hundred kilobytes": "barn " * 20_000, "one word of forty thousand letters": "å" * 40_000, "direction marks": "\u202eslegnadlem\u202c\u200b\ufeff",
    "html": "<script>alert('xq7')</script><img src=x onerror=xq7()>", "markdown": "**xq7** [xq7](javascript:xq7) ![xq7](https://xq7.example/x.png) # xq7",
    "a card": '{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"xq7"}]}', "a template": "{{xq7}} ${xq7} {case} %s", "sql": "'; DROP TABLE xq7; --",
    "combining marks": "xq7" + "\u0301" * 500, "a date of many numbers": "1" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
async def test_any_text_gets_a_kind_card_that_repeats_none_of_it(ask: Ask, name: str) -> None:
    status, body = await ask(message(TEXTS[name], id=f"text {name}"))
    card = shown(body)
    assert status == 200 and len(card["fallbackText"]) > 20
    # The button that hands the question over carries it, masked, as data: nobody is shown it, and our own door alone reads it.
    seen = json.loads(json.dumps(card), object_hook=lambda part: {name: held for name, held in part.items() if name != "data"})
    assert "xq7" not in json.dumps(seen) and "Saksnummer" not in card["fallbackText"]


@pytest.mark.parametrize("name", ["nothing at all", "emoji alone", "control characters"])
async def test_no_words_are_asked_for_words(ask: Ask, name: str) -> None:
    _, body = await ask(message(TEXTS[name], id=f"wordless {name}"))
    assert "Jeg fikk ingen tekst å svare på" in shown(body)["fallbackText"]


async def test_a_lone_surrogate_is_read_or_refused(http: aiohttp.ClientSession) -> None:
    raw = json.dumps(message("x", id="surrogate")).replace('"x"', '"\\ud83d barn \\udc00"').encode()
    async with http.post("/api/messages", data=raw, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status in (200, 400)


DEEP = b'{"type":"message","deliveryMode":"expectReplies","value":' + b'{"a":' * 40_000 + b"1" + b"}" * 40_000 + b"}"
BODIES = {
    "no body": (b"", 400), "not JSON": (b"{type:", 400), "an array": (b'[{"type":"message"}]', 400), "a number": (b"7", 400), "null": (b"null", 400),
    "a text": (b'"hei"', 400), "no type": (b"{}", 400), "type of another type": (b'{"type":["message"]}', 400), "not UTF-8": (b'{"type":"\xff"}', 400),
    "brackets without end": (b"[" * 100_000, 400), "deep nesting": (DEEP, 400), "NaN for a type": (b'{"type":NaN}', 400),
    "from is a text": (b'{"type":"message","from":"x"}', 400), "too large": (b'{"type":"' + b"x" * 300_000 + b'"}', 413),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_is_no_activity_is_refused(http: aiohttp.ClientSession, name: str) -> None:
    data, status = BODIES[name]
    async with http.post("/api/messages", data=data, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == status and "Traceback" not in await answer.text()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""]
)
async def test_another_content_type_is_refused(http: aiohttp.ClientSession, kind: str) -> None:
    async with http.post("/api/messages", data=json.dumps(message()).encode(), headers={"Content-Type": kind}) as answer:
        assert answer.status == 415


async def test_a_deeply_nested_value_within_the_limits_is_answered(ask: Ask) -> None:
    value: Any = "bunn"
    for _ in range(60):
        value = {"a": [value]}
    status, _ = await ask(message("hei", id="deep", value=value))
    assert status == 200


@pytest.mark.parametrize(
    "kind", ["typing", "messageReaction", "messageUpdate", "event", "endOfConversation", "handoff", "trace", "✨", "x" * 1_000]
)
async def test_activities_we_do_not_know_are_ignored_on_purpose(ask: Ask, kind: str) -> None:
    assert await ask(message(type=kind, id=f"kind {kind[:20]}")) == (200, {"activities": []})


async def test_a_button_for_an_entry_that_is_gone_leads_on(ask: Ask) -> None:
    status, body = await ask(press("entry", entry="slettet-oppslag"))
    card = body["value"]
    assert status == 200 and "finnes ikke lenger" in card["fallbackText"] and card["actions"], "there is a way on"


async def test_a_second_copy_of_an_activity_is_answered_once(ask: Ask) -> None:
    """The second time someone says next to nothing the bot answers otherwise, so an answer given twice would show."""
    vague = {"text": "jeg er usikker", "conversation": {"id": "a:twice", "conversationType": "personal"}}
    copies = await asyncio.gather(*(ask(message(**vague, id="one and the same")) for _ in range(5)))
    later = await ask(message(**vague, id="one and the same"))
    assert all(copy == later for copy in copies)
    assert shown((await ask(message(**vague, id="another")))[1]) != shown(later[1])


async def test_a_choice_of_workplace_is_used_from_then_on(ask: Ask) -> None:
    person = {"from": {"id": "29:new-teacher"}, "conversation": {"id": "a:workplace", "conversationType": "personal"}}
    chosen = {**press("sector", entry="meldeplikt"), **person}
    chosen["value"]["action"]["data"]["sector"] = "skole"
    _, body = await ask(chosen)
    assert "opplæringslova" in body["value"]["fallbackText"]
    _, body = await ask(message("hvem har meldeplikt", id="after", **person))
    assert "opplæringslova" in shown(body)["fallbackText"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_other_pages_cannot_use_the_local_bot(http: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    async with http.post("/api/messages", json=message(id="other page"), headers=headers) as answer:
        assert answer.status == 403


async def test_the_log_holds_nothing_anyone_wrote(ask: Ask, service: Running) -> None:
    await ask(
        message(
            "Kari Zetterquist i 4B har fødselsnummer 01010112345",
            id="personal",
            **{"from": {"id": "29:z", "name": "Zorro Zetterquist"}},
        )
    )
    await ask(message("hei", id="and one more"))
    written = "".join(service.log)
    assert '"event":"turn"' in written
    assert not re.search(r"zetterquist|zorro|01010112345|xq7|snipevegen", written, re.IGNORECASE)
