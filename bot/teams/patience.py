"""Tell that an answer is under way, when it takes longer than half a second; a quick one is announced by nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.teams.connector import Connector, SendFailed
from bot.teams.plain import Json
from bot.teams.wire import Incoming

SECONDS = 0.5


class Patience:
    """Shows the three dots while someone waits."""

    def __init__(self, connector: Connector, seconds: float = SECONDS) -> None:
        self._connector = connector
        self._seconds = seconds

    @asynccontextmanager
    async def shown(self, incoming: Incoming) -> AsyncIterator[None]:
        """Show the dots if what is done meanwhile takes long; the answer never comes before them."""
        if incoming.expects_replies or incoming.type not in ("message", "messageUpdate"):
            yield
            return
        under_way: list[asyncio.Task[None]] = []
        timer = asyncio.get_running_loop().call_later(
            self._seconds, lambda: under_way.append(asyncio.create_task(self._show(incoming)))
        )
        try:
            yield
        finally:
            timer.cancel()
            if under_way:
                # Dots that arrive after the answer would stand there for seconds.
                under_way[0].cancel()
                await asyncio.gather(*under_way, return_exceptions=True)

    async def _show(self, incoming: Incoming) -> None:
        plain = incoming.plain()
        dots: Json = {
            "type": "typing",
            "conversation": plain["conversation"],
            "from": plain["recipient"],
            "recipient": plain["from"],
        }
        try:
            await self._connector.send(incoming.service_url, incoming.conversation, dots)
        except SendFailed:
            # The answer itself will tell whether anything comes through.
            return
