"""A Reply as an activity: one card, with summary and fallback, alone in its message. Cards drawn before are kept as bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cards.citations import Citation, citations_of
from bot.cards.draw import draw
from bot.cards.shown import ShowChoices, ShowContacts, ShowEntry, ShowLaw, Shown, ShowNothing, ShowWay, repeats_words
from bot.conversation.turn import Reply
from bot.guide.guide import Guide
from bot.teams.plain import Json, Written

CARD = "application/vnd.microsoft.card.adaptive"
SUMMARY = 200
"""Characters of the line that Teams shows in its list and in notifications."""
JUDGED = (ShowEntry, ShowLaw, ShowContacts, ShowChoices, ShowWay, ShowNothing)
"""What the guide answers with: these get Teams' thumbs."""
MOST = 2_000
"""Cards kept."""
LONGEST_NAME, LONGEST_ABSTRACT = 80, 160
"""Characters that Teams allows a citation's title and its line."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card as JSON, and the parts of its message that follow from it."""

    card: Json
    written: Written
    summary: str
    speak: str
    entities: tuple[Json, ...] = ()


class Drawings:
    """Cards of the guide in use, each drawn once a day: they tell how old the guide's facts are."""

    def __init__(self) -> None:
        self._guide: Guide | None = None
        self._day = (0.0, 0.0)
        """From when until when the cards kept hold, in seconds since the epoch: the day they were drawn, where we are."""
        self._kept: OrderedDict[tuple[Shown, bool], Drawn] = OrderedDict()
        self._latest: dict[tuple[int, bool], tuple[Shown, Drawn]] = {}
        """The same by identity, since an answer given again is the very same object: its hash goes through all of it."""

    def of(self, shown: Shown, guide: Guide, cited: bool = False) -> Drawn:
        """Return the card for what is to be shown; kept only where it holds nothing from the person's own message.

        `cited` is for a message of its own in Teams: a card put in place of another would point at the other's sources.
        """
        now = time.time()
        if self._guide is not guide or not self._day[0] <= now < self._day[1]:
            self._kept.clear()
            self._latest.clear()
            self._guide, self._day = guide, _day_of(now)
        by_identity = self._latest.get((id(shown), cited))
        if by_identity is not None and by_identity[0] is shown:
            return by_identity[1]
        if shown.case or repeats_words(shown.body):
            return _drawn(shown, guide, cited)
        made = self._kept.pop((shown, cited), None) or _drawn(shown, guide, cited)
        self._kept[shown, cited] = made
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        if len(self._latest) >= MOST:
            self._latest.clear()
        self._latest[id(shown), cited] = (shown, made)
        return made


def _day_of(now: float) -> tuple[float, float]:
    """Return when the day of `now` begins and ends, in seconds since the epoch, where this machine is."""
    begins = datetime.fromtimestamp(now, UTC).astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return begins.timestamp(), (begins + timedelta(days=1)).timestamp()


def _drawn(shown: Shown, guide: Guide, cited: bool) -> Drawn:
    made = draw(shown, guide, cited)
    found = citations_of(shown, guide) if cited else ()
    return Drawn(made, Written(made), summary_of(made["fallbackText"]), made["speak"], (_root(found),) if found else ())


def _root(citations: tuple[Citation, ...]) -> Json:
    """Return the one message entity that Teams allows; nothing here is generated, so it carries no such label."""
    claims = [{"@type": "Claim", "position": one.position, "appearance": _appearance(one)} for one in citations]
    return {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "citation": claims,
    }


def _appearance(one: Citation) -> Json:
    made: Json = {
        "@type": "DigitalDocument",
        "name": _cut(one.name, LONGEST_NAME),
        "abstract": _cut(one.abstract, LONGEST_ABSTRACT),
    }
    return {**made, "url": one.url} if one.url else made


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def message_fields(reply: Reply, drawn: Drawn) -> Json:
    """Return the fields of the message that shows a reply, as plain JSON."""
    made: Json = {
        "type": "message",
        "attachments": [{"contentType": CARD, "content": drawn.written}],
        "summary": drawn.summary,
        "speak": drawn.speak,
        "inputHint": "expectingInput" if reply.asks_back else "acceptingInput",
    }
    if isinstance(reply.shown.body, JUDGED):
        made["channelData"] = {"feedbackLoop": {"type": "custom"}}
    if drawn.entities:
        made["entities"] = list(drawn.entities)
    return made


def summary_of(text: str) -> str:
    """Return the beginning of a text on one line."""
    return _cut(text, SUMMARY)


def card_result(drawn: Drawn) -> Json:
    """Return the body of an invoke's answer that puts the reply's card in place of the pressed one."""
    return {"statusCode": 200, "type": CARD, "value": drawn.card}


def error_result(code: str, message: str, status: int = 400) -> Json:
    """Return the body of an invoke's answer that tells of an error."""
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": {"code": code, "message": message}}


def sent_back(activities: list[Any]) -> Json:
    """Return the body of an answer to expectReplies."""
    return {"activities": activities}
