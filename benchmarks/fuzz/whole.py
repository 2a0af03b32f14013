"""Whole activities of every kind that Teams sends, and how parts of one are put out of order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from benchmarks.fuzz.buttons import known_buttons
from benchmarks.fuzz.texts import text
from benchmarks.http.channel import TENANT
from bot.teams.wire import INPUTS

Json = dict[str, Any]
VERBS = (
    "entry", "more", "law", "contacts", "sectors", "sector", "none", "course", "path", "weekly", "handoff", "handoff_send", "handoff_mine",
    "handoff_take", "handoff_release", "handoff_close", "handoff_take_over", "handoff_withdraw", "handoff_answer", "unknown", "",
)  # fmt: skip
DATA = (
    "entry",
    "sector",
    "question",
    "asked",
    "answer",
    "consent",
    "choice",
    "weekday",
    "hour",
    "lesson",
    "step",
    "do",
    "ticket",
    "course",
    "path",
    "lang",
)
KEYS: dict[str, tuple[str, ...]] = {
    "choice": ("0", "1", "2", "3", "-1", "x"), "weekday": ("0", "6", "7", "x"), "hour": ("8", "15", "24", "-1", "x"),
    "sector": ("skole", "barnehage", "helse", "nav", "x"),
}  # fmt: skip
IDS = (
    "taushetsplikt",
    "meldeplikt",
    "../../etc/passwd",
    "",
    "x" * 200,
    "avvergingsplikt",
    "samtykke",
    "\ud800",
    "0",
    "-1",
    "[a](http://b)",
)
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**18, 2**64, "", " ", "x", "\u0000", "\ud800", "x" * 3000, [], {}, [[]], [{}], {"": ""}, [None], {"id": None},
    {"id": 1}, {"id": []}, "null", "2026-11-24T10:00:00Z", "nb", "-", ["mention"],
)  # fmt: skip


def activity(chance: random.Random, service: str, number: int, **fields: Any) -> Json:
    """Return a whole activity as Teams sends it."""
    person = chance.randrange(500)
    scope = chance.choice(("personal", "personal", "personal", "groupChat", "channel"))
    said = text(chance)
    made = {
        "type": "message", "id": f"{number}", "timestamp": "2026-11-24T10:00:00.000Z", "channelId": "msteams", "serviceUrl": service,
        "locale": chance.choice(("nb-NO", "nn-NO", "en-GB", "xx", "")), "text": said, "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": f"<p>{said}</p>"}],
        "from": {"id": f"29:{person}", "name": "Noen", "aadObjectId": f"aad-{person}"}, "recipient": {"id": "28:bot", "name": "Undring"},
        "conversation": {"id": f"{scope}:{person}", "conversationType": scope, "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}}, "entities": [{"type": "clientInfo", "locale": "nb-NO", "country": "NO"}], **fields,
    }  # fmt: skip
    if scope != "personal" and made["type"] == "message":
        made["text"] = f"<at>Undring</at> {said}"
        made["entities"].append({"type": "mention", "text": "<at>Undring</at>", "mentioned": {"id": "28:bot", "name": "Undring"}})
    if made["type"] == "message" and chance.random() < 0.8:
        made["deliveryMode"] = "expectReplies"
    return made


def odd(chance: random.Random) -> Any:
    """Return a value that hardly belongs where it is put."""
    return deepcopy(chance.choice(ODD))


def small(chance: random.Random) -> Json:
    """Return data of a button: what we know, what we do not, and values of the wrong kind."""
    held = {
        name: chance.choice((chance.choice(IDS), text(chance)[:200], odd(chance)))
        for name in chance.sample(DATA, chance.randrange(6))
    }
    return {"verb": chance.choice((*VERBS, odd(chance))), **held}


def changed(value: Any, chance: random.Random, times: int) -> Any:
    """Return plain JSON with some of its parts replaced, lost, doubled or wrapped."""
    for _ in range(times):
        places: list[tuple[Any, Any]] = []
        _walk(value, places)
        if not places:
            return value
        holder, key = chance.choice(places)
        match chance.randrange(5):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]] * chance.randrange(4)
            case 2:
                holder[key] = {"id": holder[key], "value": odd(chance)}
            case 3:
                holder[key] = text(chance)
            case _:
                holder[key] = odd(chance)
    return value


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in items:
        places.append((value, key))
        _walk(held, places)


def _message(chance: random.Random, service: str, number: int) -> Json:
    return activity(chance, service, number)


def _update(chance: random.Random, service: str, number: int) -> Json:
    kind = chance.choice(("messageUpdate", "messageDelete"))
    event = {"eventType": chance.choice(("editMessage", "undeleteMessage", "softDeleteMessage", ""))}
    data = {"tenant": {"id": TENANT}, **event}
    return activity(chance, service, number - chance.randrange(5), type=kind, channelData=data)


def _members(chance: random.Random, service: str, number: int) -> Json:
    people = [{"id": chance.choice(("28:bot", "29:other"))} for _ in range(chance.randrange(3))]
    if chance.random() < 0.3:
        return activity(
            chance, service, number, type="installationUpdate", action=chance.choice(("add", "remove", "add-upgrade", "x"))
        )
    return activity(
        chance,
        service,
        number,
        type="conversationUpdate",
        **{chance.choice(("membersAdded", "membersRemoved", "topicName")): people},
    )


def _other(chance: random.Random, service: str, number: int) -> Json:
    kind = chance.choice(
        (
            "typing",
            "event",
            "endOfConversation",
            "handoff",
            "command",
            "messageReaction",
            "trace",
            "contactRelationUpdate",
            "x" * 50,
        )
    )
    return activity(
        chance, service, number, type=kind, name=text(chance)[:50], value=odd(chance), reactionsAdded=[{"type": "like"}]
    )


def _data(chance: random.Random) -> Json:
    """Return data of a button: one of ours, as it is or changed, or one that we never made."""
    if chance.random() < 0.3:
        return {"undring": small(chance), "question": text(chance), "answer": odd(chance)}
    held: Json = json.loads(chance.choice(known_buttons()))
    typed = {name: chance.choice(KEYS.get(name, ("true", text(chance)))) for name in chance.sample(tuple(INPUTS), 2)}
    changed({"data": held}, chance, chance.choice((0, 0, 1, 2)))
    return {**held, **typed}


def _button(chance: random.Random, service: str, number: int) -> Json:
    action = {"type": "Action.Execute", "verb": "x", "data": _data(chance)}
    fields = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": action},
        "text": None,
        "replyToId": f"{number - 1}",
    }
    return activity(chance, service, number, **fields)


def _submit(chance: random.Random, service: str, number: int) -> Json:
    return {
        **activity(chance, service, number),
        "text": chance.choice((None, "", text(chance))),
        "value": {"undring": small(chance)},
    }


def _thumb(chance: random.Random, service: str, number: int) -> Json:
    said = chance.choice(
        (json.dumps({"reason": "wrong", "words": text(chance)}), text(chance), {"feedbackText": text(chance)}, odd(chance))
    )
    value = {
        "actionName": "feedback",
        "actionValue": {"reaction": chance.choice(("like", "dislike", odd(chance))), "feedback": said},
    }
    name = chance.choice(("message/submitAction", "message/fetchTask"))
    return activity(
        chance,
        service,
        number,
        type="invoke",
        name=name,
        value=chance.choice((value, {"data": value})),
        replyToId=f"{number - 2}",
    )


def _look_up(chance: random.Random, service: str, number: int) -> Json:
    rows = [
        {"name": chance.choice(("q", "initialRun", "x")), "value": chance.choice((text(chance), odd(chance)))}
        for _ in range(chance.randrange(3))
    ]
    value = {
        "commandId": chance.choice(("services", "duties", "all", odd(chance))),
        "parameters": chance.choice((rows, odd(chance))),
    }
    return activity(chance, service, number, type="invoke", name="composeExtension/query", value=value)


def _invoke(chance: random.Random, service: str, number: int) -> Json:
    name = chance.choice(
        (
            "task/fetch",
            "signin/verifyState",
            "composeExtension/queryLink",
            "adaptiveCard/action",
            "config/fetch",
            text(chance)[:40],
        )
    )
    return activity(chance, service, number, type="invoke", name=name, value=odd(chance))


WHOLE: dict[str, Callable[[random.Random, str, int], Json]] = {
    "message": _message, "edit or delete": _update, "members": _members, "other type": _other, "button": _button, "submit": _submit, "thumb": _thumb,
    "look-up": _look_up, "other invoke": _invoke,
}  # fmt: skip
