"""Requests by kind: whole activities, activities with parts put out of order, bytes that are no activity, and pages."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from benchmarks.fuzz.texts import MARKUP, SIGNS, text
from benchmarks.http.channel import TENANT

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


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a path other than /api/messages is a page."""

    kind: str
    body: bytes = b""
    path: str = "/api/messages"
    headers: dict[str, str] = field(default_factory=dict)


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


def small(chance: random.Random) -> Json:
    """Return data of a button: what we know, what we do not, and values of the wrong kind."""
    held = {
        name: chance.choice((chance.choice(IDS), text(chance)[:200], chance.choice(ODD)))
        for name in chance.sample(DATA, chance.randrange(6))
    }
    return {"verb": chance.choice((*VERBS, chance.choice(ODD))), **held}


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
                holder[key] = {"id": holder[key], "value": chance.choice(ODD)}
            case 3:
                holder[key] = text(chance)
            case _:
                holder[key] = chance.choice(ODD)
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
        chance, service, number, type=kind, name=text(chance)[:50], value=chance.choice(ODD), reactionsAdded=[{"type": "like"}]
    )


def _button(chance: random.Random, service: str, number: int) -> Json:
    action = {
        "type": "Action.Execute",
        "verb": "x",
        "data": {"undring": small(chance), "question": text(chance), "answer": chance.choice(ODD)},
    }
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
        (json.dumps({"reason": "wrong", "words": text(chance)}), text(chance), {"feedbackText": text(chance)}, chance.choice(ODD))
    )
    value = {
        "actionName": "feedback",
        "actionValue": {"reaction": chance.choice(("like", "dislike", chance.choice(ODD))), "feedback": said},
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
        {"name": chance.choice(("q", "initialRun", "x")), "value": chance.choice((text(chance), chance.choice(ODD)))}
        for _ in range(chance.randrange(3))
    ]
    value = {
        "commandId": chance.choice(("services", "duties", "all", chance.choice(ODD))),
        "parameters": chance.choice((rows, chance.choice(ODD))),
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
    return activity(chance, service, number, type="invoke", name=name, value=chance.choice(ODD))


WHOLE: dict[str, Callable[[random.Random, str, int], Json]] = {
    "message": _message, "edit or delete": _update, "members": _members, "other type": _other, "button": _button, "submit": _submit, "thumb": _thumb,
    "look-up": _look_up, "other invoke": _invoke,
}  # fmt: skip


def _bytes(chance: random.Random, service: str, number: int) -> bytes:  # noqa: PLR0911
    whole = json.dumps(activity(chance, service, number)).encode()
    match chance.randrange(9):
        case 0:
            return whole[: chance.randrange(len(whole))]
        case 1:
            return chance.randbytes(chance.randrange(300))
        case 2:
            return bytes(one ^ (chance.random() < 0.01) * chance.randrange(256) for one in whole)
        case 3:
            depth = chance.choice((50, 200, 500, 900, 1023, 1024, 5000))
            opening, closing = chance.choice((("[", "]"), ('{"a":', "}")))
            deep = opening * depth + "1" + closing * depth
            name = chance.choice(("x", "value", "entities", "channelData", "attachments", "conversation"))
            return whole[:-1] + f', "{name}": {deep}}}'.encode()
        case 4:
            return json.dumps(chance.choice(ODD)).encode()
        case 5:
            return whole[:-1] + b', "type": ' + json.dumps(chance.choice(ODD)).encode() + b"}"
        case 6:
            return json.dumps(activity(chance, service, number), ensure_ascii=False).encode("utf-16", "surrogatepass")
        case 7:
            return whole + whole
        case _:
            return whole[:-1] + b', "channelData": {"n": ' + chance.choice((b"NaN", b"1e999", b"-Infinity", b"9" * 400)) + b"}}"


def _page(chance: random.Random, number: int) -> Request:
    said = quote(text(chance)[:500].encode("utf-8", "replace"))
    odd = quote(chance.choice(MARKUP + SIGNS).encode("utf-8", "replace"), safe="")
    ways = (
        f"/veileder/sok?q={said}",
        f"/veileder/oppslag/{odd}",
        f"/veileder/{odd}/",
        f"/veileder/?sprak={odd}",
        f"/static/{odd}",
        f"/{odd}",
    )
    return Request(
        "page", path=chance.choice((*ways, "/veileder/oppslag/%00", "/static/..%2f..%2fetc/passwd", "/veileder/sok?q=%ff&q=%00"))
    )


def request(chance: random.Random, service: str, number: int) -> Request:
    """Return the next request: four of ten are whole, four have parts out of order, the rest are no activities at all."""
    if chance.random() < 0.05:
        return _page(chance, number)
    if chance.random() < 0.1:
        kinds = (
            "application/json",
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "",
            "application/json; charset=nothing",
        )
        return Request("bytes", _bytes(chance, service, number), headers={"Content-Type": chance.choice(kinds)})
    kind = chance.choices(tuple(WHOLE), (8, 1, 1, 1, 4, 1, 1, 1, 1))[0]
    made = WHOLE[kind](chance, service, number)
    if chance.random() < 0.5:
        kind, made = f"{kind}, changed", changed(made, chance, chance.randrange(1, 6))
    return Request(kind, json.dumps(made).encode())
