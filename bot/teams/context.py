"""The SDK's TurnContext, made cheap for the one thing our turns do with it: address a reply, and keep or send it.

What TurnContext.send_activities does by copying models three times, is done here on the JSON of both. Whatever is out of
the ordinary (a handler on what is sent, an activity that is not ours or that someone has changed) goes the SDK's own way.
"""

from __future__ import annotations

from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes, DeliveryModes, ResourceResponse
from botframework.connector import Channels

from bot.teams.models import Outgoing, folded, outgoing_from
from bot.teams.plain import Json

_ADDRESS = (
    ("channelId", "channelId"),
    ("locale", "locale"),
    ("serviceUrl", "serviceUrl"),
    ("conversation", "conversation"),
    ("from", "recipient"),
    ("recipient", "from"),
)
"""Each part of a reply's address, and where in the activity it answers that stands."""
_UNANSWERABLE = frozenset({Channels.direct_line.value, Channels.webchat.value})
"""Channels in which the SDK names no message that is replied to."""
_KEPT = ResourceResponse()
"""What is sent back with the answer to the request, has no id."""


class Turning(TurnContext):
    """A turn that sends what is still JSON as JSON."""

    async def send_activities(self, activities: list[Activity]) -> list[ResourceResponse]:
        """Send activities, or keep them where the answer to the request carries them."""
        asked = folded(self.activity)
        bodies = [folded(one) if isinstance(one, Outgoing) else None for one in activities]
        if asked is None or self._on_send_activities or None in bodies:
            sent: list[ResourceResponse] = await super().send_activities(activities)
            return sent
        output = [outgoing_from(addressed(body, asked)) for body in bodies if body is not None]
        if asked.get("deliveryMode") == DeliveryModes.expect_replies:
            self.buffered_reply_activities.extend(output)
            responses = [_KEPT] * len(output)
        else:
            responses = await self.adapter.send_activities(self, output)
        if any(one.type != ActivityTypes.trace for one in output):
            self.responded = True
        return responses


def addressed(body: Json, asked: Json) -> Json:
    """Return a reply's JSON with where it goes, taken from the activity it answers, as the SDK would give it."""
    made = {**body, "type": body.get("type") or ActivityTypes.message.value}
    made["inputHint"] = body.get("inputHint") or "acceptingInput"
    made.pop("id", None)
    for part, source in _ADDRESS:
        value: Any = asked.get(source)
        if value is None:
            made.pop(part, None)
        else:
            made[part] = {key: held for key, held in value.items() if held is not None} if isinstance(value, dict) else value
    named = asked.get("type") != ActivityTypes.conversation_update and asked.get("channelId") not in _UNANSWERABLE
    if named and asked.get("id"):
        made["replyToId"] = asked["id"]
    return made
