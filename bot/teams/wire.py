"""An activity as Teams sends it: read from plain JSON, checked, and turned into a Turn."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from bot.conversation.turn import Action, Scope, Turn
from bot.errors import BadActivity
from bot.teams.changes import has_joined, is_edited, is_for_us, is_mention_of_us

Json: TypeAlias = dict[str, Any]

LONGEST_TEXT = 28_000
INPUTS = {
    "sector": 100,
    "question": 1_100,
    "asked": 1_100,
    "answer": 2_200,
    "consent": 10,
    "choice": 10,
    "weekday": 10,
    "hour": 10,
}
"""The inputs of our cards, and the characters that are read of each: more than may be sent, so that too much is seen."""
# Each stops at the next tag: a text of nothing but beginnings of tags is read through once, not once for each of them.
_MENTION = re.compile(r"<at\b[^<>]*>[^<]*</at>", re.IGNORECASE)
_COMPOSED = re.compile(r'<span\b(?>[^<>]*?class="inline-compose-card")(?:(?!<span\b).)*?</span>', re.IGNORECASE | re.DOTALL)
"""Where a card stood in the text field before it was sent."""
_TAG = re.compile(r"<[^<>]*>")
_SCOPES: dict[str, Scope] = {"personal": "personal", "groupChat": "group", "channel": "channel"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """The parts of an activity that the door needs, each of the type it must have."""

    type: str
    id: str
    service_url: str
    channel: str
    conversation: str
    sender: str
    recipient: str
    tenant: str
    name: str
    raw: Json
    turns: list[Turn | None] = field(default_factory=list, compare=False, repr=False)
    """The turn it is, once read: asked for on the way in and on the way out."""

    @property
    def key(self) -> str:
        """Return what makes this activity the same as another copy of it; empty without an id.

        An edit has the id of its message. The bot is welcomed once in a conversation, however often and in how many ways
        Teams tells that it is there.
        """
        if self.conversation and has_joined(self.raw):
            return self.welcome_key
        edit = f"|{_text(self.raw, 'timestamp')}" if is_edited(self.raw) else ""
        return f"{self.channel}|{self.conversation}|{self.id}{edit}" if self.id else ""

    @property
    def welcome_key(self) -> str:
        """Return what the one welcome of this conversation is called."""
        return f"{self.channel}|{self.conversation}|welcome"

    @property
    def expects_replies(self) -> bool:
        """Tell whether the replies are wanted in the answer to the request."""
        return self.raw.get("deliveryMode") == "expectReplies"

    def plain(self) -> Json:
        """Return the activity with no more than the parts read here, for an SDK that cannot read the whole."""
        return {
            "type": self.type,
            "id": self.id or None,
            "name": self.name or None,
            "serviceUrl": self.service_url or None,
            "channelId": self.channel or None,
            "conversation": {"id": self.conversation},
            "from": {"id": _text(self.raw.get("from"), "id")},
            "recipient": {"id": self.recipient},
        }


def read_activity(body: object) -> Incoming:
    """Return the activity in a parsed body; raises BadActivity when it is not one."""
    if not isinstance(body, dict):
        raise BadActivity("not an object")
    kind = body.get("type")
    if not isinstance(kind, str) or not kind:
        raise BadActivity("no type")
    for name in ("conversation", "from", "recipient", "channelData"):
        if (value := body.get(name)) is not None and not isinstance(value, dict):
            raise BadActivity(f"{name} is not an object")
    for name in ("id", "serviceUrl", "channelId"):
        if (value := body.get(name)) is not None and not isinstance(value, str):
            raise BadActivity(f"{name} is not text")
    return Incoming(
        type=kind,
        id=body.get("id") or "",
        service_url=body.get("serviceUrl") or "",
        channel=body.get("channelId") or "",
        conversation=_text(body.get("conversation"), "id"),
        sender=_text(body.get("from"), "aadObjectId") or _text(body.get("from"), "id"),
        recipient=_text(body.get("recipient"), "id"),
        tenant=_tenant(body),
        name=_text(body, "name"),
        raw=body,
    )


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def _tenant(body: Json) -> str:
    """Return the tenant of the activity; empty when its two places for it disagree."""
    named = _text((body.get("channelData") or {}).get("tenant"), "id")
    also = _text(body.get("conversation"), "tenantId")
    return "" if named and also and named.lower() != also.lower() else named or also


def turn_of(incoming: Incoming, key: bytes) -> Turn | None:
    """Return the turn an activity is; None for what we ignore on purpose."""
    if not incoming.turns:
        incoming.turns.append(_turn_of(incoming, key))
    return incoming.turns[0]


def _turn_of(incoming: Incoming, key: bytes) -> Turn | None:
    action = action_of(incoming)
    if incoming.type == "message" or is_edited(incoming.raw):
        kind = "action" if action else "message"
        if kind == "message" and (not is_for_us(incoming.raw) or _is_only_a_card(incoming)):
            return None
    elif incoming.type == "invoke" and action:
        kind = "action"
    elif has_joined(incoming.raw):
        kind = "joined"
    else:
        return None
    conversation, person = keys_of(incoming, key)
    return Turn(
        kind=kind,  # type: ignore[arg-type]
        conversation=conversation,
        person=person,
        time=datetime.now(UTC),
        text=message_text(incoming) if kind == "message" else "",
        action=action,
        locale=_text(incoming.raw, "locale") or "nb",
        scope=_SCOPES.get(_text(incoming.raw.get("conversation"), "conversationType"), "personal"),
        reference=reference_of(incoming),
    )


def reference_of(incoming: Incoming) -> Json:
    """Return how to find the conversation again; a channel's thread stays in its conversation id."""
    return {
        "activityId": incoming.id,
        "serviceUrl": incoming.service_url,
        "channelId": incoming.channel,
        "conversation": {"id": incoming.conversation, "tenantId": incoming.tenant},
        "bot": {"id": incoming.recipient},
        "user": {"id": _text(incoming.raw.get("from"), "id")},
        "locale": _text(incoming.raw, "locale") or "nb",
    }


def keys_of(incoming: Incoming, key: bytes) -> tuple[str, str]:
    """Return the keyed hashes of the conversation and of the person."""
    return keyed_hash(key, incoming.conversation or incoming.id), keyed_hash(key, incoming.sender)


def reply_to(incoming: Incoming) -> str:
    """Return the id of the message of ours that a button or a thumb belongs to; empty when it is not told."""
    return _text(incoming.raw, "replyToId")


def message_key(incoming: Incoming, message: str, key: bytes) -> str:
    """Return what a message of ours is called inside: no id in clear, and the same from a thread and from its channel."""
    return keyed_hash(key, f"message|{incoming.conversation.partition(';')[0]}|{message}")


def keyed_hash(key: bytes, value: str) -> str:
    """Return what a person or conversation is called everywhere inside: never an id in clear. It is HMAC-SHA256."""
    inside, outside = _halves(key)
    inner, outer = inside.copy(), outside.copy()
    inner.update(value.encode("utf-8", "surrogatepass"))
    outer.update(inner.digest())
    return outer.hexdigest()[:32]


@lru_cache(maxsize=8)
def _halves(key: bytes) -> tuple[Any, Any]:
    """Return HMAC's two hashes as they stand after the key: hmac.digest() lets other threads in, and waits for them."""
    whole = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return hashlib.sha256(whole.translate(hmac.trans_36)), hashlib.sha256(whole.translate(hmac.trans_5C))


def action_of(incoming: Incoming) -> Action | None:
    """Return the button of ours that was pressed: Action.Execute by invoke, or Action.Submit as a message's value."""
    value = incoming.raw.get("value")
    if incoming.type == "invoke":
        held = value.get("action") if isinstance(value, dict) and incoming.name == "adaptiveCard/action" else None
        data = held.get("data") if isinstance(held, dict) else None
    else:
        data = value
    ours = data.get("undring") if isinstance(data, dict) else None
    if isinstance(data, dict) and not isinstance(ours, dict) and (incoming.type == "invoke" or not message_text(incoming)):
        return Action("unknown")
    if not isinstance(data, dict) or not isinstance(ours, dict):
        return None
    # Inputs of the card (the chosen sector) stand beside our own data and are of the same trust: none.
    merged = {**{name: data[name] for name in INPUTS if name in data}, **ours}
    small = {str(name)[:40]: held[: INPUTS.get(name, 100)] for name, held in merged.items() if isinstance(held, str)}
    return Action(small.pop("verb", "unknown"), small)


def _is_only_a_card(incoming: Incoming) -> bool:
    """Tell whether someone sent a card of a message extension and wrote nothing: it is for people, and asks us nothing."""
    attached = incoming.raw.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        if _text(one, "contentType").startswith("application/vnd.microsoft.card."):
            break
    else:
        return False
    return not _TAG.sub("", message_text(incoming)).replace("&nbsp;", "").strip()


def message_text(incoming: Incoming) -> str:
    """Return what was written, without the mention of the bot, which Teams may give without a text of its own."""
    text = _COMPOSED.sub(" ", _text(incoming.raw, "text")[:LONGEST_TEXT])
    entities = incoming.raw.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        if is_mention_of_us(entity, incoming.raw):
            text = _without(text, _text(entity, "text"))
    return text.strip()


def _without(text: str, mention: str) -> str:
    return text.replace(mention, " ", 1) if mention else _MENTION.sub(" ", text, count=1)
