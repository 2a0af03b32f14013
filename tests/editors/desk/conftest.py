"""A small guide in a folder of its own, with the desk over real HTTP on top of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.cli.desk import desk_app
from bot.conversation.conversation import Conversation
from bot.conversation.danger import DangerWatch
from bot.editors.desk.workroom import Workroom
from bot.guide.guide import Guide
from bot.matching.build import build_matcher, lessons_of
from bot.matching.learned import learn
from bot.settings import read_settings
from bot.wiring import mask_from_settings
from tests.conftest import entry_text

COMMENTED = '# Øverst\ntitle: "Uro"   # merknad\n' + entry_text("Uro").split("\n", 1)[1] + "# nederst\n"


@dataclass
class Desk:
    """The desk as a browser reaches it."""

    client: TestClient  # type: ignore[type-arg]
    layers: list[Path]
    room: Workroom

    @property
    def uro(self) -> Path:
        return self.layers[0] / "glossary" / "uro.yaml"

    async def page(self, path: str) -> str:
        answer = await self.client.get(f"/pult/{path}")
        assert answer.status == 200, path
        return await answer.text()

    async def token(self) -> str:
        found = re.search(r'data-token="([^"]+)"', await self.page(""))
        assert found
        return found[1]

    async def opened(self, entry: str = "uro") -> str:
        found = re.search(r'data-opened="(\w+)"', await self.page(f"oppslag/{entry}"))
        assert found
        return found[1]

    async def post(self, action: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        headers = {"X-Desk-Token": await self.token(), **headers}
        answer = await self.client.post(f"/pult/api/{action}", json=body, headers=headers)
        return answer.status, await answer.json()

    async def save(self, opened: str | None = None, text: str | None = None, **values: str) -> tuple[int, dict[str, Any]]:
        body: dict[str, Any] = {"id": "uro", "opened": opened or await self.opened(), "values": values}
        return await self.post("save", body if text is None else {**body, "text": text})


def git(folder: Path, *words: str) -> str:
    run = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


OpenDesk = Callable[..., Awaitable[Desk]]


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was learned is kept from test to test."""
    return tmp_path_factory.mktemp("learned")


@pytest.fixture
async def open_desk(tmp_path: Path, learned: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OpenDesk]:
    """Open the desk over two entries, learned from their words alone."""
    monkeypatch.chdir(tmp_path)
    clients = []

    async def opened(in_git: bool = False, **settings: Any) -> Desk:
        layer = tmp_path / "knowledge" / "national"
        (layer / "glossary").mkdir(parents=True)
        (layer / "glossary" / "uro.yaml").write_text(COMMENTED, encoding="utf-8")
        (layer / "glossary" / "skulk.yaml").write_text(entry_text("Skulking"), encoding="utf-8")
        if in_git:
            git(tmp_path, "init", "-q", "-b", "redaksjon")
            git(tmp_path, "config", "user.name", "t")
            git(tmp_path, "config", "user.email", "t@example.org")
            git(tmp_path, "add", ".")
            git(tmp_path, "commit", "-q", "-m", "start")
        held = read_settings(_env_file=None, KNOWLEDGE=f"{layer}", CACHE=learned, **settings)

        def converse(guide: Guide) -> Conversation:
            matcher = build_matcher(guide, learn(lessons_of(guide), None, learned), None)
            watch = DangerWatch(guide.danger, matcher.danger_odds, matcher.fusion.limits.danger)
            return Conversation(guide, matcher, mask_from_settings(guide), watch)

        room = Workroom([layer], converse)
        client = TestClient(TestServer(desk_app(held, room)))
        await client.start_server()
        clients.append(client)
        return Desk(client, [layer], room)

    yield opened
    for client in clients:
        await client.close()
