"""The door on botbuilder-core: its ActivityHandler and TurnContext, behind our own small adapter.

As shipped, the SDK's CloudAdapter answers 500 to invokes and expectReplies, makes a token and a connection per turn,
and loses properties (docs/decisions/0001). Here an activity goes through the SDK's own pipeline, and what comes out is
kept (expectReplies, invoke) or sent by one connector.
"""

from __future__ import annotations

from typing import Any

from botbuilder.core import ActivityHandler, BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot.conversation.keeping import Ledger
from bot.teams.connector import Connector
from bot.teams.context import Turning
from bot.teams.entrance import Carrying, Entrance
from bot.teams.models import activity_from, json_from, outgoing_from, reference_from
from bot.teams.outgoing import sent_back
from bot.teams.plain import Json
from bot.teams.replies import NOT_IMPLEMENTED, Answer, Replies
from bot.teams.wire import Incoming

_INCOMING = "undring.incoming"
_INVOKED = BotAdapter._INVOKE_RESPONSE_KEY


class Handler(Carrying, ActivityHandler):
    """The SDK's handler, which only carries turns to the attendant and replies back."""

    def __init__(self, replies: Replies) -> None:
        super().__init__()
        self._replies = replies

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Put the answer to a pressed button in place of its card."""
        answer = await self._replies.invoke(self._incoming(turn_context))
        return InvokeResponse(status=answer.status, body=answer.body)

    def _incoming(self, turn_context: TurnContext) -> Incoming:
        held: Incoming = turn_context.turn_state[_INCOMING]
        return held

    def _activity(self, fields: Json) -> Activity:
        return outgoing_from(fields)


class Adapter(BotAdapter):
    """Our adapter: what the SDK's pipeline sends goes by our connector."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send what the handler says, or keep it when it answers the request itself."""
        responses = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[_INVOKED] = activity
                responses.append(ResourceResponse())
            else:
                responses.append(await self._send(activity))
        return responses

    async def _send(self, activity: Activity) -> ResourceResponse:
        body = json_from(activity)
        conversation = str(body.get("conversation", {}).get("id", ""))
        address, answered = body.get("serviceUrl") or "", body.get("replyToId") or ""
        return ResourceResponse(id=await self._connector.send(address, conversation, body, answered))

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace an activity sent before."""
        body = json_from(activity)
        sent = await self._connector.update(activity.service_url, str(body["conversation"]["id"]), str(activity.id), body)
        return ResourceResponse(id=sent)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete an activity sent before."""
        await self._connector.delete(reference.service_url, str(reference.conversation.id), str(reference.activity_id))


class Door(Entrance):
    """Runs activities through botbuilder's pipeline."""

    def __init__(self, replies: Replies, connector: Connector, ledger: Ledger, key: bytes) -> None:
        super().__init__(replies, connector, ledger, key)
        self._handler = Handler(replies)
        self._adapter = Adapter(connector)

    async def _run(self, incoming: Incoming) -> Answer:
        context = Turning(self._adapter, activity_from(incoming.raw))
        context.turn_state[_INCOMING] = incoming
        await self._adapter.run_pipeline(context, self._handler.on_turn)
        if incoming.type == "invoke":
            held = context.turn_state.get(_INVOKED)
            response = held.value if isinstance(held, Activity) else None
            return Answer(int(response.status), response.body) if isinstance(response, InvokeResponse) else NOT_IMPLEMENTED
        if incoming.expects_replies:
            return Answer(200, sent_back([json_from(one) for one in context.buffered_reply_activities]))
        return Answer(200)

    async def tell(self, reference: Json, fields: Json) -> str:
        """Send a message of our own accord to a conversation known from before."""
        sent: list[Any] = []

        async def send(context: TurnContext) -> None:
            # The SDK makes up an id for what it continues from; a reply to that is a reply to nothing.
            context.activity.id = None
            sent.append(await context.send_activity(outgoing_from(fields)))

        await self._adapter.continue_conversation(reference_from(reference), send)
        return str(sent[0].id or "") if sent and sent[0] else ""
