"""Whatever comes in is answered or refused: never 5xx, never a failure inside, never a person's markup in a card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import structlog
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.conftest import Get
from tests.fuzz.strategies import KINDS, MARKUP, NAMES, button_data, changes, few, values, words
from tests.teams.activities import message
from tests.teams.conftest import Channel, Post

REFUSED = (400, 403, 413, 501)
_numbers = iter(range(10**9))


def fresh(**fields: Any) -> dict[str, Any]:
    return message(id=f"fuzz-{next(_numbers)}", **fields)


async def answered(post: Post, body: Any) -> Any:
    """Bring a body; return the answer's body. Nothing may fail, on the outside or inside."""
    raw = json.dumps(body, allow_nan=True).encode()
    with structlog.testing.capture_logs() as logs:
        status, held = await post(data=raw, headers={"Content-Type": "application/json"})
    assert status == 200 or status in REFUSED, (status, body)
    failed = [one for one in logs if one["event"].endswith("_failed") and one["event"] != "send_failed"]
    assert not failed, (failed, body)
    return held


@few(120)
@given(kind=st.sampled_from(KINDS), name=st.sampled_from(NAMES), changed=changes)
@example(kind="message", name="", changed={"id": {"id": "1"}})
async def test_activities_with_parts_out_of_order(
    local: Post, channel: Channel, kind: str, name: str, changed: dict[str, Any]
) -> None:
    await answered(local, {**fresh(type=kind, name=name, serviceUrl=f"{channel.url}/connector"), **changed})


@few(120)
@given(
    data=st.one_of(button_data, values),
    typed=st.dictionaries(st.sampled_from(("question", "asked", "answer", "sector", "choice")), values, max_size=2),
)
async def test_buttons_with_any_data(local: Post, data: Any, typed: dict[str, Any]) -> None:
    held = {"undring": data, **typed}
    action = {"type": "Action.Execute", "data": held}
    await answered(local, fresh(type="invoke", name="adaptiveCard/action", value={"action": action}, text=None))
    await answered(local, fresh(value=held, text=None))


@few(60)
@given(
    name=st.sampled_from(NAMES),
    value=values,
    feedback=st.one_of(values, words),
    reaction=st.one_of(st.sampled_from(("like", "dislike")), values),
)
async def test_invokes_with_any_value(local: Post, name: str, value: Any, feedback: Any, reaction: Any) -> None:
    thumb = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
    query = {"commandId": value, "parameters": [{"name": "q", "value": feedback}, value]}
    for held in (value, thumb, {"data": thumb}, query):
        await answered(local, fresh(type="invoke", name=name, value=held, text=None))


@few(60)
@given(raw=st.binary(max_size=200), cut=st.integers(0, 500), bit=st.integers(0, 7))
async def test_bytes_that_are_hardly_json(local: Post, raw: bytes, cut: int, bit: int) -> None:
    whole = bytearray(json.dumps(fresh()).encode())
    whole[cut % len(whole)] ^= 1 << bit
    for body in (raw, bytes(whole), bytes(whole[:cut])):
        status, _ = await local(data=body, headers={"Content-Type": "application/json"})
        assert status == 200 or status in REFUSED, body


OPENINGS = (
    "", "hva er ", "hva betyr ", "spør fagteamet: ", "nei, jeg mente ", "jeg jobber i ", "hvis jeg jobbet i ", "hva med ", "hva er taushetsplikt i ", "nummer ",
    "Kari Nordmann ", "et barn blir slått av ", "hva skal jeg gjøre når ",
)  # fmt: skip


@few(150)
@given(
    opening=st.sampled_from(OPENINGS),
    markup=st.sampled_from(MARKUP),
    rest=words,
    before=st.sampled_from(("", "hva er taushetsplikt", "hei")),
)
@example(opening="spør fagteamet: ", markup=MARKUP[0], rest="", before="")
async def test_what_a_person_writes_is_never_read_as_markup(
    local: Post, opening: str, markup: str, rest: str, before: str
) -> None:
    who = {"id": f"29:{next(_numbers)}"}
    there = {"id": f"a:{who['id']}", "conversationType": "personal"}
    if before:
        await answered(local, fresh(text=before, conversation=there, **{"from": who}))
    held = await answered(local, fresh(text=f"{opening}{markup} {rest}", conversation=there, **{"from": who}))
    for activity in (held or {}).get("activities", ()):
        for said in read_as_markup(activity):
            # The markup's own letters; each of these is made to be found wherever it lands.
            assert "evil.example" not in said and "<at" not in said and "onerror" not in said and "zalle" not in said, said
            assert "<script" not in said and "{{DATE" not in said and "**zfet**" not in said and "${z}" not in said, said
        assert not [one for one in activity.get("entities", ()) if one.get("type") == "mention"]


def read_as_markup(value: Any) -> Iterator[str]:
    """Yield the strings of a reply that Teams reads as Markdown, HTML or templates, or shows as a title."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from read_as_markup(one)
    elif isinstance(value, dict):
        # A run of plain text, a field to write in, and the data that a button brings back to us are shown letter by letter or not at all.
        letters = value.get("type") in ("TextRun", "Input.Text")
        for name, one in value.items():
            if not (letters and name in ("text", "value")) and name not in (
                "data",
                "fallbackText",
                "speak",
                "replyToId",
                "conversation",
                "recipient",
            ):
                yield from read_as_markup(one)


@few(60)
@given(markup=st.sampled_from(MARKUP), rest=words)
async def test_pages_show_what_is_searched_for_as_letters(get: Get, markup: str, rest: str) -> None:
    said = quote(f"{rest[:60]} {markup} <z>".encode("utf-8", "replace"))
    for path in (f"/veileder/sok?q={said}", f"/veileder/oppslag/{said}", f"/veileder/?sprak={said}"):
        status, page = await get(path)
        assert status in (200, 404)
        assert "<z>" not in page and "<script>z" not in page and "<img src=z" not in page
