"""What every door does, whichever SDK it stands on: each activity is answered once, and acknowledged only when answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import structlog

from bot.conversation.keeping import Claim, Ledger, Settled
from bot.errors import StillAnswering
from bot.teams.changes import is_removed
from bot.teams.connector import Connector, SendFailed
from bot.teams.plain import Json
from bot.teams.replies import COME_AGAIN, Answer, Replies
from bot.teams.wire import Incoming, keys_of, turn_of

log = structlog.get_logger()


class Carrying:
    """The handler's part that is the same for both SDKs, whose handlers call these by name."""

    _replies: Replies

    async def on_message_activity(self, turn_context: Any) -> None:
        """Answer what was written, or a button pressed in an old client."""
        await self._reply(turn_context)

    async def on_message_update_activity(self, turn_context: Any) -> None:
        """Answer an edited message anew, in place of its first answer; one that is brought back is left alone."""
        await self._reply(turn_context)

    async def on_message_delete_activity(self, turn_context: Any) -> None:
        """Forget what a deleted message made us talk about; the answer stays, it holds nothing of the person's."""
        await self._replies.taken_back(self._incoming(turn_context))

    async def on_conversation_update_activity(self, turn_context: Any) -> None:
        """Say hello when the bot is added, forget when it is removed; other changes are ignored on purpose."""
        await self._replies.taken_back(self._incoming(turn_context))
        await self._reply(turn_context)

    async def on_installation_update(self, turn_context: Any) -> None:
        """Say hello, or forget, where the client tells of the installation alone; an upgrade changes nothing."""
        await self.on_conversation_update_activity(turn_context)

    async def _reply(self, turn_context: Any) -> None:
        incoming = self._incoming(turn_context)
        spoken = await self._replies.message(incoming)
        if spoken is None:
            return
        if spoken.replaces:
            try:
                await turn_context.update_activity(self._activity({**spoken.fields, "id": spoken.replaces}))
                self._replies.sent(incoming, spoken, spoken.replaces)
                return
            except SendFailed as error:
                if error.passing:
                    raise
        response = await turn_context.send_activity(self._activity(spoken.fields))
        self._replies.sent(incoming, spoken, str(response.id or "") if response else "")

    def _incoming(self, turn_context: Any) -> Incoming:
        raise NotImplementedError

    def _activity(self, fields: Json) -> Any:
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
        if is_removed(incoming.raw):
            await self._ledger.release(Claim(incoming.welcome_key, *keys_of(incoming, self._person_key)))
        key = incoming.key
        turn = turn_of(incoming, self._person_key) if key else None
        if turn is None:
            return await self._answered(incoming)
        claim = Claim(
            key,
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
        if incoming.type in ("message", "messageUpdate") and not incoming.expects_replies:
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
