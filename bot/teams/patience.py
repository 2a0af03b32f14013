"""Tell that an answer is under way, when it takes longer than half a second; a quick one is announced by nobody."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.teams.connector import Connector, SendFailed
from bot.teams.plain import Json
from bot.teams.wire import Incoming

SECONDS = 0.5
_UNSEEN: AbstractAsyncContextManager[None] = nullcontext()


class Patience:
    """Shows the three dots while someone waits."""

    def __init__(self, connector: Connector, seconds: float = SECONDS) -> None:
        self._connector = connector
        self._seconds = seconds

    def shown(self, incoming: Incoming) -> AbstractAsyncContextManager[None]:
        """Show the dots if what is done meanwhile takes long; the answer never comes before them."""
        quiet = incoming.expects_replies or incoming.type not in ("message", "messageUpdate")
        return _UNSEEN if quiet else _Dots(self._connector, self._seconds, incoming)


class _Dots(AbstractAsyncContextManager[None]):
    """The dots of one turn."""

    def __init__(self, connector: Connector, seconds: float, incoming: Incoming) -> None:
        self._connector = connector
        self._seconds = seconds
        self._incoming = incoming
        self._under_way: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._start)

    async def __aexit__(self, *raised: object) -> None:
        self._timer.cancel()
        if self._under_way is not None:
            # Dots that arrive after the answer would stand there for seconds.
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)

    def _start(self) -> None:
        self._under_way = asyncio.create_task(self._show())

    async def _show(self) -> None:
        incoming = self._incoming
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
