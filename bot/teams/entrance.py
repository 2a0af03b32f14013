"""What every door does, whichever SDK it stands on: each activity is answered once, and acknowledged only when answered."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog

from bot.conversation.attendant import Attendant
from bot.conversation.keeping import Claim, Ledger, Settled
from bot.conversation.lookup import Lookup
from bot.conversation.voices import language_of_locale
from bot.errors import StillAnswering
from bot.guide.guide import Guide
from bot.teams.connector import Connector, SendFailed
from bot.teams.lookup_result import query_result
from bot.teams.outgoing import Drawings, card_result, error_result, message_fields
from bot.teams.plain import Json
from bot.teams.wire import Incoming, keys_of, turn_of, verdict_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the HTTP request is answered with."""

    status: int
    body: Any = None


NOT_IMPLEMENTED = Answer(int(HTTPStatus.NOT_IMPLEMENTED))
COME_AGAIN = Answer(int(HTTPStatus.SERVICE_UNAVAILABLE))
"""The reply could not be delivered for now: Teams sends the activity anew, and it is answered then."""


class Replies:
    """Carries turns to the attendant, and brings replies back as plain JSON."""

    def __init__(self, attendant: Attendant, key: bytes, public_url: str = "") -> None:
        self._attendant = attendant
        self._public_url = public_url
        self._key = key
        self._drawings = Drawings()
        self._lookup: tuple[Guide, Lookup] | None = None

    async def message(self, incoming: Incoming) -> Json | None:
        """Return the message that answers an activity; None for what is ignored on purpose."""
        turn = turn_of(incoming, self._key)
        if turn is None:
            return None
        reply = await self._attendant.attend(turn)
        return message_fields(reply, self._drawings.of(reply.shown, self._attendant.conversation.guide))

    async def invoke(self, incoming: Incoming) -> Answer:
        """Return the answer to a pressed button: the card that comes in place of its own."""
        if incoming.name == "message/submitAction":
            if (verdict := verdict_of(incoming)) is not None:
                await self._attendant.judge(*keys_of(incoming, self._key), verdict)
            return Answer(200)
        if incoming.name == "composeExtension/query":
            return Answer(200, await self._look_up(incoming))
        if incoming.name != "adaptiveCard/action":
            return NOT_IMPLEMENTED
        turn = turn_of(incoming, self._key)
        if turn is None:
            return Answer(200, error_result("BadRequest", "No action of ours"))
        reply = await self._attendant.attend(turn)
        return Answer(200, card_result(self._drawings.of(reply.shown, self._attendant.conversation.guide)))

    async def _look_up(self, incoming: Incoming) -> Json:
        """Return what a message extension found; a whole question takes the matcher, so off the event loop."""
        conversation = self._attendant.conversation
        if self._lookup is None or self._lookup[0] is not conversation.guide:
            self._lookup = (conversation.guide, Lookup(conversation.guide, conversation.match))
        value = incoming.raw.get("value")
        held = value if isinstance(value, dict) else {}
        language = language_of_locale(str(incoming.raw.get("locale") or ""))
        return await asyncio.to_thread(query_result, held, self._lookup[1], conversation.guide, language, self._public_url)


class Carrying:
    """The handler's part that is the same for both SDKs, whose handlers call these by name: all lead to one reply."""

    async def on_message_activity(self, turn_context: Any) -> None:
        """Answer what was written, or a button pressed in an old client."""
        await self._reply(turn_context)

    async def on_conversation_update_activity(self, turn_context: Any) -> None:
        """Say hello when the bot is added; other changes are ignored on purpose."""
        await self._reply(turn_context)

    async def on_installation_update(self, turn_context: Any) -> None:
        """Say hello where the client tells of the installation alone."""
        await self._reply(turn_context)

    async def _reply(self, turn_context: Any) -> None:
        raise NotImplementedError


class Entrance(ABC):
    """Answers authenticated activities; a door on an SDK says how one is run."""

    def __init__(self, replies: Replies, connector: Connector, ledger: Ledger, key: bytes) -> None:
        self._replies = replies
        self._connector = connector
        self._ledger = ledger
        self._person_key = key

    async def process(self, incoming: Incoming) -> Answer:
        """Answer an activity once; a second copy gets the first one's answer."""
        turn = turn_of(incoming, self._person_key) if incoming.key else None
        if turn is None:
            return await self._answered(incoming)
        claim = Claim(
            incoming.key,
            turn.conversation,
            turn.person,
            keep_body=incoming.type == "invoke",
            repeatable=incoming.expects_replies,
        )
        try:
            settled = await self._ledger.claim(claim)
        except StillAnswering:
            return COME_AGAIN
        if settled is not None:
            return Answer(settled.status, settled.body)
        try:
            answer = await self._answered(incoming)
        except BaseException:
            await self._ledger.release(claim)
            raise
        if answer is COME_AGAIN:
            await self._ledger.release(claim)
        else:
            await self._ledger.settle(claim, Settled(answer.status, answer.body))
        return answer

    async def _answered(self, incoming: Incoming) -> Answer:
        if incoming.type == "message" and not incoming.expects_replies:
            self._connector.require_allowed(incoming.service_url)
        try:
            return await self._run(incoming)
        except SendFailed as error:
            log.error("send_failed", status=error.status, again=error.passing)
            # What Teams refuses for good (the person has blocked the bot, the chat is gone) would only be refused again.
            return COME_AGAIN if error.passing else Answer(200)

    @abstractmethod
    async def _run(self, incoming: Incoming) -> Answer:
        """Run an activity through the SDK; raises SendFailed when its reply could not be delivered."""

    @abstractmethod
    async def tell(self, reference: Json, fields: Json) -> str:
        """Send a message of our own accord to a conversation known from before; return its id. Raises SendFailed."""
