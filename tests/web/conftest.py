"""Fixtures of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from tests.web.entra import FakeEntra


@pytest.fixture
async def entra() -> AsyncIterator[FakeEntra]:
    held = FakeEntra()
    async with TestServer(held.app(), host="127.0.0.1") as server:
        held.url = f"http://127.0.0.1:{server.port}"
        yield held
