"""Messages of our own accord: shown in a conversation known from before, and changed where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from bot.cards.draw import draw
from bot.cards.shown import Show, Shown
from bot.errors import Refused, Undelivered
from bot.guide.entry import Language
from bot.guide.guide import Guide
from bot.teams.connector import Connector, SendFailed
from bot.teams.entrance import Entrance
from bot.teams.outgoing import CARD, summary_of
from bot.teams.plain import Json

log = structlog.get_logger()


class Telling:
    """Tells by the door, and changes by the connector."""

    def __init__(self, door: Entrance, connector: Connector, guide: Callable[[], Guide]) -> None:
        self._door = door
        self._connector = connector
        self._guide = guide

    async def tell(self, reference: Mapping[str, Any], shown: Show, language: Language = "nb") -> str:
        """Show something in the conversation of a Turn's `reference`; return the message's id. Raises Undelivered."""
        # A message of its own: no reply to the one that the reference came with.
        place = {name: value for name, value in reference.items() if name != "activityId"}
        try:
            return await self._door.tell(place, self._fields(shown, language))
        except (SendFailed, Refused) as error:
            raise _undelivered(error) from error

    async def change(self, reference: Mapping[str, Any], message: str, shown: Show, language: Language = "nb") -> None:
        """Show something else in a message told before. Raises Undelivered."""
        fields = self._fields(shown, language)
        place = str(reference["conversation"]["id"])
        whole = {**fields, "id": message, "conversation": reference["conversation"], "from": reference.get("bot")}
        try:
            await self._connector.update(str(reference["serviceUrl"]), place, message, whole)
        except (SendFailed, Refused) as error:
            raise _undelivered(error) from error

    def _fields(self, shown: Show, language: Language) -> Json:
        card = draw(Shown(shown, language=language), self._guide())
        summary, speak = summary_of(card["fallbackText"]), card["speak"]
        return {"type": "message", "attachments": [{"contentType": CARD, "content": card}], "summary": summary, "speak": speak}


def _undelivered(error: SendFailed | Refused) -> Undelivered:
    passing = isinstance(error, SendFailed) and error.passing
    log.warning("tell_failed", status=error.status, again=passing)
    return Undelivered(passing)
