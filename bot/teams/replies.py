"""Carry turns to the attendant, and bring replies back as plain JSON: messages, cards in place, dialogs, look-ups."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.conversation.attendant import Attendant
from bot.conversation.lookup import Lookup
from bot.conversation.turn import Reply, Turn
from bot.conversation.voices import language_of_locale
from bot.guide.entry import Language
from bot.guide.guide import Guide
from bot.teams.changes import is_taken_back
from bot.teams.feedback import dialog, opinion_of, verdict_of
from bot.teams.lookup_result import query_result, said_instead
from bot.teams.outgoing import Drawings, Drawn, card_result, error_result, message_fields
from bot.teams.pace import Pace
from bot.teams.patience import Patience
from bot.teams.plain import Json
from bot.teams.wire import Incoming, keys_of, message_key, reply_to, turn_of

TEAMS = "msteams"
MOST_EDITABLE = 10_000
"""Answers that an edited question still replaces; an older one, or another replica's, is answered below."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the HTTP request is answered with."""

    status: int
    body: Any = None


NOT_IMPLEMENTED = Answer(int(HTTPStatus.NOT_IMPLEMENTED))
COME_AGAIN = Answer(int(HTTPStatus.SERVICE_UNAVAILABLE))
"""The reply could not be delivered for now: Teams sends the activity anew, and it is answered then."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message to send, the reply it shows, and the message it takes the place of, if any."""

    fields: Json
    reply: Reply
    replaces: str = ""


class Replies:
    """Carries turns to the attendant, and brings replies back as plain JSON."""

    def __init__(self, attendant: Attendant, key: bytes, patience: Patience, pace: Pace, public_url: str = "") -> None:
        self._attendant = attendant
        self._public_url = public_url
        self._key = key
        self._patience = patience
        self._pace = pace
        self._drawings = Drawings()
        self._lookup: tuple[Guide, Lookup] | None = None
        self._answered_by: OrderedDict[str, str] = OrderedDict()
        """By question, our message that answered it: an edited question has its answer replaced while this is known."""

    async def message(self, incoming: Incoming) -> Spoken | None:
        """Return the message that answers an activity; None for what is ignored on purpose."""
        turn = turn_of(incoming, self._key)
        if turn is None:
            return None
        async with self._patience.shown(incoming):
            reply = await self._attended(incoming, turn)
        drawn = self._draw(reply, cited=incoming.channel == TEAMS)
        replaces = self._answered_by.get(self._name(incoming, incoming.id), "") if incoming.type == "messageUpdate" else ""
        return Spoken(message_fields(reply, drawn), reply, replaces)

    def sent(self, incoming: Incoming, spoken: Spoken, message: str) -> None:
        """Keep what a message of ours shows, and what it answers."""
        if not message:
            return
        if incoming.id:
            self._answered_by[self._name(incoming, incoming.id)] = message
            if len(self._answered_by) > MOST_EDITABLE:
                self._answered_by.popitem(last=False)
        self._attendant.note_sent(self._name(incoming, message), spoken.reply)

    async def taken_back(self, incoming: Incoming) -> None:
        """Forget what was talked about when the person deletes the question or removes the bot."""
        if is_taken_back(incoming.raw):
            await self._attendant.forget_thread(*keys_of(incoming, self._key))

    async def invoke(self, incoming: Incoming) -> Answer:
        """Return the answer to a pressed button, a thumb, or a look-up."""
        match incoming.name:
            case "adaptiveCard/action":
                return await self._press(incoming)
            case "composeExtension/query":
                return Answer(200, await self._look_up(incoming))
            case "message/fetchTask":
                return self._ask_why(incoming)
            case "message/submitAction":
                return await self._judged(incoming)
            case _:
                return NOT_IMPLEMENTED

    async def _press(self, incoming: Incoming) -> Answer:
        turn = turn_of(incoming, self._key)
        if turn is None:
            return Answer(200, error_result("BadRequest", "No action of ours"))
        reply = await self._attended(incoming, turn)
        if pressed := reply_to(incoming):
            self._attendant.note_sent(self._name(incoming, pressed), reply)
        return Answer(200, card_result(self._draw(reply)))

    async def _attended(self, incoming: Incoming, turn: Turn) -> Reply:
        in_time = self._pace.admits(incoming)
        return await (self._attendant.attend(turn) if in_time else self._attendant.slow_down(turn))

    def _ask_why(self, incoming: Incoming) -> Answer:
        verdict = verdict_of(incoming.raw.get("value"))
        if verdict is None:
            return NOT_IMPLEMENTED
        return Answer(200, dialog(verdict, self._attendant.conversation.guide.phrases.voice(_language(incoming))))

    async def _judged(self, incoming: Incoming) -> Answer:
        opinion = opinion_of(incoming.raw.get("value"))
        if opinion is not None and self._pace.admits(incoming):
            message = reply_to(incoming)
            name = self._name(incoming, message) if message else ""
            await self._attendant.judge(*keys_of(incoming, self._key), opinion, name)
        # Teams takes an answer that says nothing, and no other.
        return Answer(200)

    def _draw(self, reply: Reply, cited: bool = False) -> Drawn:
        return self._drawings.of(reply.shown, self._attendant.conversation.guide, cited)

    def _name(self, incoming: Incoming, message: str) -> str:
        return message_key(incoming, message, self._key)

    async def _look_up(self, incoming: Incoming) -> Json:
        """Return what a message extension found; a whole question takes the matcher, so off the event loop."""
        conversation = self._attendant.conversation
        if self._lookup is None or self._lookup[0] is not conversation.guide:
            self._lookup = (conversation.guide, Lookup(conversation.guide, conversation.match))
        value = incoming.raw.get("value")
        held = value if isinstance(value, dict) else {}
        language = _language(incoming)
        if not self._pace.admits(incoming):
            return said_instead(conversation.guide.phrases.say(language, "too_fast"))
        return await asyncio.to_thread(query_result, held, self._lookup[1], conversation.guide, language, self._public_url)


def _language(incoming: Incoming) -> Language:
    return language_of_locale(str(incoming.raw.get("locale") or ""))
