"""The service of tests/teams, in local mode and on both doors; and its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.conversation import Conversation
from bot.service import build_app
from bot.settings import Settings
from tests.teams.conftest import Live, channel, door, local

__all__ = ["channel", "door", "local"]
Get = Callable[[str], Awaitable[tuple[int, str]]]


@pytest.fixture
async def get(conversation: Conversation, settings: Settings) -> AsyncIterator[Get]:
    app = await build_app(settings, Live(conversation))  # type: ignore[arg-type]
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:

        async def got(path: str) -> tuple[int, str]:
            async with client.get(path) as answer:
                return answer.status, await answer.text()

        yield got
