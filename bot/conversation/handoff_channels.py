"""Which team takes which questions, as the setting HANDOFF_CHANNELS says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.settings import HANDOFF_CHANNEL

DEFAULT = "default"
_THREADED = ("@thread.tacv2", "@thread.skype")
"""Endings of ids of channels, whose messages have threads; chats have none."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A team's channel in Teams."""

    conversation: str
    service_url: str = ""
    """Where it is reached; empty for where the one who asks is reached."""
    team: str = ""
    """What the team is called; empty for the common word."""

    def reference(self, asker: Mapping[str, Any]) -> dict[str, Any]:
        """Return how the door finds the channel, by the bot and the cloud that the one who asks is reached by."""
        held = asker.get("conversation")
        tenant = held.get("tenantId", "") if isinstance(held, Mapping) else ""
        return {
            "serviceUrl": self.service_url or asker.get("serviceUrl", ""),
            "channelId": asker.get("channelId", "msteams"),
            "conversation": {"id": self.conversation, "tenantId": tenant, "isGroup": True},
            "bot": dict(asker.get("bot") or {}),
            "locale": "nb-NO",
        }


class Channels:
    """The teams by the kind of the entry nearest to a question."""

    def __init__(self, written: Iterable[str]) -> None:
        found = [match for one in written if (match := HANDOFF_CHANNEL.fullmatch(one))]
        self._by_kind = {one["kind"]: Channel(one["id"], one["url"] or "", one["team"] or "") for one in found}

    def of(self, kind: str) -> Channel | None:
        """Return the team for a kind of question: its own, else the one for all; None where there is none."""
        return self._by_kind.get(kind) or self.default

    @property
    def default(self) -> Channel | None:
        """Return the team for what no other takes."""
        return self._by_kind.get(DEFAULT)

    def hears(self, conversation: str, kind: str) -> bool:
        """Tell whether a press in `conversation` comes from where questions of a kind are posted."""
        place = conversation.partition(";messageid=")[0]
        return any(one is not None and one.conversation == place for one in (self.of(kind), self.default))

    @staticmethod
    def thread(conversation: str, message: str) -> str:
        """Return the id of the thread under a message; of the chat itself where there are no threads."""
        return f"{conversation};messageid={message}" if message and conversation.endswith(_THREADED) else conversation
