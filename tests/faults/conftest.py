"""The channel and the locked service of tests/teams serve here too; and the service as a process, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from signal import SIGKILL

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from tests.faults.process import Sender, Service, Teams
from tests.stores.conftest import address, postgres_server
from tests.teams.conftest import channel, door, locked

__all__ = ["address", "channel", "door", "locked", "postgres_server"]
Launch = Callable[..., Sender]


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    held = Teams()
    async with TestServer(held.app(), host="127.0.0.1") as server:
        held.url = f"http://127.0.0.1:{server.port}"
        yield held
        held.free.set()


@pytest.fixture
async def launch(teams: Teams, tmp_path: Path) -> AsyncIterator[Launch]:
    """Give a sender to a service that is yet to be started; whatever runs after the test is killed."""
    services: list[Service] = []
    async with aiohttp.ClientSession() as session:

        def made(**settings: str) -> Sender:
            services.append(Service(tmp_path, **settings))
            return Sender(services[-1], teams, session)

        yield made
    for service in services:
        if service._process is not None:
            await service.end(SIGKILL)
