"""The door on the Microsoft 365 Agents SDK, which Microsoft still mends: the same handler names, its own models.

Its HTTP adapter, token check and connector stay unused: by default they let in other issuers, other serviceUrls and
channels without endorsement, and send the text of errors to users. Ours stand in their place, as for the first door.
"""

from __future__ import annotations

import logging
from typing import Any, TypeAlias

from microsoft_agents.activity import Activity, ConversationReference, InvokeResponse, ResourceResponse
from microsoft_agents.hosting.core import ActivityHandler, ChannelAdapter
from microsoft_agents.hosting.core import TurnContext as SdkContext
from pydantic import ValidationError

from bot.conversation.keeping import Ledger
from bot.errors import BadActivity
from bot.teams.connector import Connector
from bot.teams.entrance import Carrying, Entrance
from bot.teams.outgoing import sent_back
from bot.teams.plain import Json
from bot.teams.replies import NOT_IMPLEMENTED, Answer, Replies
from bot.teams.wire import Incoming

TurnContext: TypeAlias = Any
"""The SDK's handler and adapter disagree on its type."""
_UNKNOWN = "unknown"
_INCOMING = "undring.incoming"
_INVOKED = ChannelAdapter.INVOKE_RESPONSE_KEY


def activity_from(incoming: Incoming) -> Activity:
    """Return the SDK's activity; where it cannot read the whole, one with the parts that we have checked."""
    try:
        return Activity.model_validate(_filled(incoming.raw, incoming))
    except (ValidationError, ValueError, TypeError):
        pass
    try:
        return Activity.model_validate(_filled(incoming.plain(), incoming))
    except (ValidationError, ValueError, TypeError) as error:
        raise BadActivity("not an activity") from error


def _filled(body: Json, incoming: Incoming) -> Json:
    """Return an activity with all that the SDK demands; what Teams always gives, an odd client may leave out."""
    held: Json = _without_null(body)
    named = {
        "conversation": incoming.conversation,
        "from": incoming.plain()["from"]["id"],
        "recipient": incoming.recipient,
    }
    for part, known in named.items():
        held[part] = {**(held.get(part) or {}), "id": known or _UNKNOWN}
    return {**held, "serviceUrl": incoming.service_url or _UNKNOWN, "channelId": incoming.channel or _UNKNOWN}


def _without_null(value: Any) -> Any:
    """Return some JSON without its nulls, which the SDK refuses where Teams sends them."""
    if isinstance(value, dict):
        return {key: _without_null(held) for key, held in value.items() if held is not None}
    return [_without_null(one) for one in value if one is not None] if isinstance(value, list) else value


def json_from(activity: Activity) -> Json:
    """Return plain JSON for an activity."""
    return dict(activity.model_dump(by_alias=True, exclude_none=True, exclude_unset=True))


class Handler(Carrying, ActivityHandler):
    """The SDK's handler, which only carries turns to the attendant and replies back."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Put the answer to a pressed button in place of its card."""
        answer = await self._replies.invoke(self._incoming(turn_context))
        return InvokeResponse(status=answer.status, body=answer.body)

    def _incoming(self, turn_context: TurnContext) -> Incoming:
        held: Incoming = turn_context.turn_state[_INCOMING]
        return held

    def _activity(self, fields: Json) -> Activity:
        return Activity.model_validate(fields)


class Adapter(ChannelAdapter):
    """Our adapter: what the SDK's pipeline sends goes by our connector."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._connector = connector

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send what the handler says, or keep it when it answers the request itself."""
        incoming = context.turn_state.get(_INCOMING)
        responses = []
        for activity in activities:
            if activity.type == "invokeResponse":
                context.turn_state[_INVOKED] = activity
                responses.append(ResourceResponse())
            elif isinstance(incoming, Incoming) and incoming.expects_replies:
                context.buffered_reply_activities.append(activity)
                responses.append(ResourceResponse())
            else:
                responses.append(await self._send(activity))
        return responses

    async def _send(self, activity: Activity) -> ResourceResponse:
        body = json_from(activity)
        conversation = str(body.get("conversation", {}).get("id", ""))
        sent = await self._connector.send(activity.service_url or "", conversation, body, activity.reply_to_id or "")
        return ResourceResponse(id=sent) if sent else ResourceResponse()

    async def update_activity(self, context: TurnContext, activity: Activity) -> Any:
        """Replace an activity sent before."""
        body = json_from(activity)
        sent = await self._connector.update(activity.service_url or "", str(body["conversation"]["id"]), str(activity.id), body)
        return ResourceResponse(id=sent) if sent else ResourceResponse()

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete an activity sent before."""
        await self._connector.delete(reference.service_url or "", str(reference.conversation.id), str(reference.activity_id))


class AgentsDoor(Entrance):
    """Runs activities through the Agents SDK's pipeline."""

    def __init__(self, replies: Replies, connector: Connector, ledger: Ledger, key: bytes) -> None:
        super().__init__(replies, connector, ledger, key)
        # It logs activities that it cannot read, with what people wrote in them.
        logging.getLogger("microsoft_agents").setLevel(logging.CRITICAL + 1)
        self._handler = Handler(replies)
        self._adapter = Adapter(connector)

    async def _run(self, incoming: Incoming) -> Answer:
        context = SdkContext(self._adapter, activity_from(incoming))
        context.turn_state[_INCOMING] = incoming
        await self._adapter.run_pipeline(context, self._handler.on_turn)
        if incoming.type == "invoke":
            held: Any = context.turn_state.get(_INVOKED)
            return Answer(int(held.value["status"]), held.value.get("body")) if held is not None else NOT_IMPLEMENTED
        if incoming.expects_replies:
            return Answer(200, sent_back([json_from(one) for one in context.buffered_reply_activities]))
        return Answer(200)

    async def tell(self, reference: Json, fields: Json) -> str:
        """Send a message of our own accord to a conversation known from before."""
        sent: list[Any] = []

        async def send(context: TurnContext) -> None:
            # The SDK makes up an id for what it continues from; a reply to that is a reply to nothing.
            context.activity.id = None
            sent.append(await context.send_activity(Activity.model_validate(fields)))

        await self._adapter.continue_conversation("", ConversationReference.model_validate(reference), send)
        return str(sent[0].id or "") if sent and sent[0] else ""
