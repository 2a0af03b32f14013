"""The door on botbuilder-core: its ActivityHandler and TurnContext, behind our own small adapter.

As shipped, the SDK's CloudAdapter answers 500 to invokes and expectReplies, makes a token and a connection per turn,
and loses properties (docs/decisions/0001). Here an activity goes through the SDK's own pipeline, and what comes out is
kept (expectReplies, invoke) or sent by one connector.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from botbuilder.core import ActivityHandler, BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot.conversation.attendant import Attendant
from bot.teams import outgoing
from bot.teams.connector import Connector, SendFailed
from bot.teams.models import activity_from, json_from
from bot.teams.wire import Incoming, turn_of

log = structlog.get_logger()

REMEMBERED = 2_000
"""Activity ids remembered, so that a second copy is not answered again."""
_INCOMING = "undring.incoming"
_INVOKED = BotAdapter._INVOKE_RESPONSE_KEY


@dataclass(frozen=True, slots=True)
class Answer:
    """What the HTTP request is answered with."""

    status: int
    body: Any = None


class Handler(ActivityHandler):
    """The SDK's handler, which only carries turns to the attendant and replies back."""

    def __init__(self, attendant: Attendant, key: bytes) -> None:
        super().__init__()
        self._attendant = attendant
        self._key = key

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Answer what was written, or a button pressed in an old client."""
        await self._reply(turn_context)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Say hello when the bot is added; other changes are ignored on purpose."""
        await self._reply(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Say hello where the client tells of the installation alone."""
        await self._reply(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Put the answer to a pressed button in place of its card."""
        incoming: Incoming = turn_context.turn_state[_INCOMING]
        turn = turn_of(incoming, self._key)
        if incoming.name == "adaptiveCard/action" and turn is not None:
            reply = await self._attendant.attend(turn)
            return InvokeResponse(status=200, body=outgoing.card_result(reply, self._attendant.conversation.guide))
        if incoming.name == "adaptiveCard/action":
            body = outgoing.error_result("BadRequest", "No action of ours")
            return InvokeResponse(status=200, body=body)
        if incoming.name == "message/submitAction":
            return InvokeResponse(status=200)
        return InvokeResponse(status=int(HTTPStatus.NOT_IMPLEMENTED))

    async def _reply(self, turn_context: TurnContext) -> None:
        turn = turn_of(turn_context.turn_state[_INCOMING], self._key)
        if turn is None:
            return
        reply = await self._attendant.attend(turn)
        fields = outgoing.message_fields(reply, self._attendant.conversation.guide)
        await turn_context.send_activity(activity_from({"type": "message", **fields}))


class Door(BotAdapter):
    """Our adapter: runs an authenticated activity through the handler and answers the request."""

    def __init__(self, attendant: Attendant, connector: Connector, key: bytes) -> None:
        super().__init__()
        self._handler = Handler(attendant, key)
        self._connector = connector
        self._answers: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    async def process(self, incoming: Incoming) -> Answer:
        """Answer an activity once; a second copy gets the first one's answer."""
        if not incoming.key:
            return await self._process(incoming)
        if (first := self._answers.get(incoming.key)) is not None:
            return await asyncio.shield(first)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[incoming.key] = answer
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        try:
            answer.set_result(await self._process(incoming))
        except BaseException:
            self._answers.pop(incoming.key, None)
            answer.cancel()
            raise
        return answer.result()

    async def _process(self, incoming: Incoming) -> Answer:
        if incoming.type == "message" and incoming.raw.get("deliveryMode") != "expectReplies":
            self._connector.require_allowed(incoming.service_url)
        context = TurnContext(self, activity_from(incoming.raw))
        context.turn_state[_INCOMING] = incoming
        await self.run_pipeline(context, self._handler.on_turn)
        return self._answer(incoming, context)

    def _answer(self, incoming: Incoming, context: TurnContext) -> Answer:
        if incoming.type == "invoke":
            held = context.turn_state.get(_INVOKED)
            response = held.value if isinstance(held, Activity) else None
            if isinstance(response, InvokeResponse):
                return Answer(int(response.status), response.body)
            return Answer(int(HTTPStatus.NOT_IMPLEMENTED))
        if incoming.raw.get("deliveryMode") == "expectReplies":
            return Answer(200, {"activities": [json_from(one) for one in context.buffered_reply_activities]})
        return Answer(200)

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
        try:
            sent = await self._connector.send(activity.service_url, conversation, body, activity.reply_to_id or "")
        except SendFailed as error:
            log.error("send_failed", status=error.status)
            return ResourceResponse()
        return ResourceResponse(id=sent)

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace an activity sent before."""
        body = json_from(activity)
        sent = await self._connector.update(activity.service_url, str(body["conversation"]["id"]), str(activity.id), body)
        return ResourceResponse(id=sent)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete an activity sent before."""
        await self._connector.delete(reference.service_url, str(reference.conversation.id), str(reference.activity_id))
