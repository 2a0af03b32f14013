"""What happened to a message or to the installation: edited, deleted, brought back, added, removed, upgraded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_edited(raw: Mapping[str, Any]) -> bool:
    """Tell whether a message was written anew; one that was deleted and brought back says nothing new."""
    return raw.get("type") == "messageUpdate" and _event(raw) == "editMessage"


def is_taken_back(raw: Mapping[str, Any]) -> bool:
    """Tell whether a message was deleted, or the bot removed."""
    if raw.get("type") == "messageDelete":
        return True
    if raw.get("type") == "installationUpdate":
        return raw.get("action") == "remove"
    return raw.get("type") == "conversationUpdate" and _has_us(raw, "membersRemoved")


def is_removed(raw: Mapping[str, Any]) -> bool:
    """Tell whether the bot was removed from the conversation."""
    return is_taken_back(raw) and raw.get("type") != "messageDelete"


def has_joined(raw: Mapping[str, Any]) -> bool:
    """Tell whether the bot was added; Teams says so in one way or two, and an upgrade is no arrival."""
    if raw.get("type") == "installationUpdate":
        return raw.get("action") == "add"
    return raw.get("type") == "conversationUpdate" and _has_us(raw, "membersAdded")


def is_for_us(raw: Mapping[str, Any]) -> bool:
    """Tell whether a message is meant for us: everything in a personal chat, elsewhere what mentions us."""
    conversation = raw.get("conversation")
    kind = conversation.get("conversationType") if isinstance(conversation, dict) else None
    if kind not in ("groupChat", "channel"):
        return True
    entities = raw.get("entities")
    found = entities if isinstance(entities, list) else []
    return any(is_mention_of_us(entity, raw) for entity in found)


def is_mention_of_us(entity: object, raw: Mapping[str, Any]) -> bool:
    """Tell whether an entity mentions the bot; one that names nobody can only mean whom the message was brought to."""
    if not isinstance(entity, dict) or entity.get("type") != "mention":
        return False
    mentioned = _id(entity.get("mentioned"))
    return not mentioned or mentioned == _id(raw.get("recipient"))


def _has_us(raw: Mapping[str, Any], key: str) -> bool:
    members, us = raw.get(key), _id(raw.get("recipient"))
    return isinstance(members, list) and any(_id(one) == us for one in members)


def _event(raw: Mapping[str, Any]) -> str:
    data = raw.get("channelData")
    event = data.get("eventType") if isinstance(data, dict) else None
    return event if isinstance(event, str) else ""


def _id(holder: object) -> str:
    value = holder.get("id") if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""
