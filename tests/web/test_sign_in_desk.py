"""The editors' desk in the service: for those with the role, over real HTTP and real files."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot.conversation.conversation import Conversation
from tests.conftest import entry_text
from tests.web.entra import FakeEntra
from tests.web.people import Person, asking, serving, way_in

EDITOR: dict[str, Any] = {"roles": ["Redaktor"]}
PAGES = ["/pult/", "/pult/oppslag/uro", "/pult/prov", "/pult/hull", "/pult/gjennomgang", "/pult/feil"]
ACTIONS = ["preview", "save", "commit", "try", "accept"]


@pytest.fixture
def uro(tmp_path: Path) -> Path:
    """The file of one entry, in a guide of two."""
    folder = tmp_path / "knowledge" / "national" / "glossary"
    folder.mkdir(parents=True)
    (folder / "skulk.yaml").write_text(entry_text("Skulking"), encoding="utf-8")
    (folder / "uro.yaml").write_text(entry_text("Uro"), encoding="utf-8")
    return folder / "uro.yaml"


@pytest.fixture
async def kari(entra: FakeEntra, uro: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Person]:
    """Someone outside the service with the desk, which stands over a guide of its own."""
    monkeypatch.chdir(tmp_path)
    settings = asking(entra, unused_port(), GUIDE_SIGN_IN="off", DESK="on", KNOWLEDGE=str(uro.parents[1]))
    async with serving(settings) as person:
        yield person()


async def signed_in(kari: Person, entra: FakeEntra, **claims: Any) -> None:
    entra.claims = claims
    _, page = await kari.get("/pult/")
    back = await kari.follow(await kari.follow(way_in(page)))
    assert await kari.follow(back) == "/pult/"


async def posted(kari: Person, action: str, body: Any, **headers: str) -> tuple[int, str]:
    return (await kari.ask("POST", f"/pult/api/{action}", json=body, headers=headers))[:2]


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def found(page: str, name: str) -> str:
    held = re.search(rf'data-{name}="([^"]+)"', page)
    assert held, page
    return held[1]


async def test_nobody_unknown_comes_in(kari: Person, uro: Path) -> None:
    before = text(uro)
    for address in PAGES:
        status, page = await kari.get(address)
        assert status == 401 and "Logg inn for å redigere veilederen" in page and "Skulking" not in page, address
    for action in ACTIONS:
        assert (await posted(kari, action, {"id": "uro"}))[0] == 401
    assert text(uro) == before and (await kari.get("/veileder/"))[0] == 200


OPEN = (
    "/veileder/innlogging",
    "/veileder/innlogging/start",
    "/veileder/innlogging/svar",
    "/veileder/utlogging",
    "/veileder/utlogget",
)


async def test_no_page_is_forgotten(entra: FakeEntra, conversation: Conversation) -> None:
    async with serving(asking(entra, unused_port(), DESK="on"), conversation) as person:
        kari = person()
        closed = [
            (method, path) for method, path in kari.addresses if path.startswith(("/veileder", "/pult")) and path not in OPEN
        ]
        assert len(closed) >= 20
        for method, path in closed:
            address = path.replace("{kind}", "duties").replace("{id}", "meldeplikt")
            status, said, _ = await kari.ask(method, address, **({"json": {}} if method == "POST" else {}))
            assert status == 401 and "taushetsplikt" not in said, (method, path)


NO_EDITORS: list[dict[str, Any]] = [
    {}, {"roles": []}, {"roles": ["Leser"]}, {"roles": "Redaktor"}, {"roles": {"Redaktor": 1}}, {"roles": ["redaktor"]}, {"scp": "Redaktor"},
]  # fmt: skip


@pytest.mark.parametrize("claims", NO_EDITORS)
async def test_a_colleague_without_the_role_is_told_what_to_do(kari: Person, entra: FakeEntra, claims: dict[str, Any]) -> None:
    await signed_in(kari, entra, **claims)
    for address in PAGES:
        status, page = await kari.get(address)
        assert status == 403 and "Be IT om rollen Redaktør" in page and "data-token" not in page, address
    assert [(await posted(kari, action, {"id": "uro"}))[0] for action in ACTIONS] == [403] * len(ACTIONS)
    _, page = await kari.get("/pult/")
    assert "prompt=select_account" in await kari.follow(way_in(page))


async def test_an_editor_reads_writes_and_signs_out(kari: Person, entra: FakeEntra, uro: Path) -> None:
    await signed_in(kari, entra, **EDITOR)
    for address in PAGES:
        status, page = await kari.get(address)
        assert status == 200 and "Logg ut" in page, address
    _, page = await kari.get("/pult/oppslag/uro")
    token, body = found(page, "token"), {"id": "uro", "opened": found(page, "opened"), "values": {"answer": "Gjør noe annet."}}
    for wrong in ({}, {"X-Desk-Token": "x"}, {"X-Desk-Token": token, "Sec-Fetch-Site": "cross-site"}):
        assert (await posted(kari, "save", body, **wrong))[0] == 403
    assert "Gjør noe annet." not in text(uro)
    status, said = await posted(kari, "save", body, **{"X-Desk-Token": token})
    assert status == 200 and "uro.yaml" in said and "Gjør noe annet." in text(uro)
    status, said = await posted(kari, "try", {"question": "uro spørsmål 3"}, **{"X-Desk-Token": token})
    assert status == 200 and "uro" in said
    _, _, answer = await kari.ask("POST", "/veileder/utlogging?til=/pult/")
    status, page = await kari.get(answer.headers["Location"])
    assert status == 200 and "Du er logget ut" in page and "til=%2Fpult%2F" in way_in(page)
    assert (await kari.get("/pult/"))[0] == 401


async def test_a_new_sign_in_loses_nothing_that_was_typed(kari: Person, entra: FakeEntra, uro: Path) -> None:
    await signed_in(kari, entra, **EDITOR)
    _, page = await kari.get("/pult/oppslag/uro")
    body = {"id": "uro", "opened": found(page, "opened"), "values": {"answer": "Skrevet før."}}
    token = {"X-Desk-Token": found(page, "token")}
    kari.jar.clear()
    assert (await posted(kari, "save", body, **token))[0] == 401
    await signed_in(kari, entra, **EDITOR)
    assert (await posted(kari, "save", body, **token))[0] == 200 and "Skrevet før." in text(uro)


async def test_one_editors_page_does_not_speak_for_another(kari: Person, entra: FakeEntra) -> None:
    await signed_in(kari, entra, **EDITOR)
    theirs = found((await kari.get("/pult/"))[1], "token")
    kari.jar.clear()
    await signed_in(kari, entra, sub="subject-of-ola", **EDITOR)
    assert found((await kari.get("/pult/"))[1], "token") != theirs
    assert (await posted(kari, "try", {"question": "uro"}, **{"X-Desk-Token": theirs}))[0] == 403


async def test_the_same_sign_in_opens_guide_and_desk_each_by_its_own_setting(
    entra: FakeEntra, conversation: Conversation
) -> None:
    entra.claims = EDITOR
    async with serving(asking(entra, unused_port()), conversation) as person:
        kari = person()
        await kari.follow(await kari.back_from_entra())
        assert (await kari.get("/veileder/"))[0] == 200 and (await kari.get("/pult/"))[0] == 404
