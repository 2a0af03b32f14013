"""Requests by kind: whole activities, activities with parts put out of order, bytes that are no activity, and pages."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from urllib.parse import quote

from benchmarks.fuzz.texts import MARKUP, SIGNS, text
from benchmarks.fuzz.whole import WHOLE, activity, changed, odd


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a path other than /api/messages is a page."""

    kind: str
    body: bytes = b""
    path: str = "/api/messages"
    headers: dict[str, str] = field(default_factory=dict)


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
            return json.dumps(odd(chance)).encode()
        case 5:
            return whole[:-1] + b', "type": ' + json.dumps(odd(chance)).encode() + b"}"
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
