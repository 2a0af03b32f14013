"""Real HTTP: messages, mentions, buttons, welcomes, second copies and garbage."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.teams.activities import message, press
from tests.teams.conftest import Post


def card_of(body: Any) -> dict[str, Any]:
    return body["activities"][0]["attachments"][0]["content"]


async def test_a_question_gets_one_card(local: Post) -> None:
    status, body = await local(message())
    assert status == 200 and len(body["activities"]) == 1
    reply = body["activities"][0]
    assert "Taushetsplikt" in card_of(body)["fallbackText"]
    assert reply["replyToId"] == "1700000000001" and reply["conversation"]["id"] == "a:conversation"
    assert reply["summary"] and "text" not in reply
    assert reply["from"]["id"] == "28:bot" and reply["recipient"]["id"] == "29:asker"


MENTIONS = [
    {"type": "mention", "text": "<at>Undring</at>", "mentioned": {"id": "28:bot"}},
    {"type": "mention", "text": None, "mentioned": {"id": "28:bot"}},
    {"type": "mention", "mentioned": {"id": "28:bot"}},
]


@pytest.mark.parametrize("mention", MENTIONS)
async def test_a_mention_is_stripped_by_its_entity(local: Post, mention: dict[str, Any]) -> None:
    conversation = {"id": "19:channel;messageid=1", "conversationType": "channel"}
    asked = message("<at>Undring</at> hva er taushetsplikt", entities=[mention], conversation=conversation)
    _, body = await local(asked)
    assert "Taushetsplikt" in card_of(body)["fallbackText"]
    assert body["activities"][0]["conversation"]["id"] == "19:channel;messageid=1"


async def test_another_persons_mention_stays(local: Post) -> None:
    entity = {"type": "mention", "text": "<at>Kari</at>", "mentioned": {"id": "29:other"}}
    status, _ = await local(message("<at>Kari</at> hva er taushetsplikt", entities=[entity]))
    assert status == 200


async def test_the_bot_says_hello_when_added_and_only_then(local: Post) -> None:
    added = message(type="conversationUpdate", text=None, membersAdded=[{"id": "28:bot"}], id="added")
    _, body = await local(added)
    assert "Undring" in card_of(body)["fallbackText"]
    _, body = await local(message(type="conversationUpdate", text=None, membersAdded=[{"id": "29:person"}], id="other"))
    assert body["activities"] == []


async def test_a_button_answers_in_place(local: Post) -> None:
    status, body = await local(press("more", entry="taushetsplikt"))
    assert status == 200
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert "Taushetsplikt" in body["value"]["fallbackText"]


async def test_a_button_pressed_in_an_old_client_is_a_message(local: Post) -> None:
    _, body = await local(message(text=None, id="submit", value={"undring": {"verb": "entry", "entry": "taushetsplikt"}}))
    assert "Taushetsplikt" in card_of(body)["fallbackText"]


@pytest.mark.parametrize("data", [
    {"entry": "finnes-ikke"}, {"entry": "../../etc/passwd"}, {"entry": "<b>"}, {"entry": 7}, {}, {"entry": ["a"]}, {"entry": "x" * 50_000},
])  # fmt: skip
async def test_a_button_for_what_is_gone_gets_a_plain_word(local: Post, data: dict[str, Any]) -> None:
    status, body = await local(press("entry", **data))
    assert status == 200 and "finnes ikke lenger" in body["value"]["fallbackText"]


async def test_an_unknown_verb_gets_a_plain_word(local: Post) -> None:
    _, body = await local(press("explode", entry="taushetsplikt"))
    assert "eldre melding" in body["value"]["fallbackText"]


@pytest.mark.parametrize(
    "value", [None, 5, "x", [], {"action": None}, {"action": {"data": "x"}}, {"action": {"type": "Action.Submit"}}]
)
async def test_a_broken_invoke_is_answered(local: Post, value: Any) -> None:
    status, body = await local({**press("entry"), "value": value, "id": f"broken-{value}"})
    assert status == 200 and body["statusCode"] in (200, 400)


async def test_unknown_invokes_are_501_and_unknown_activities_ignored(local: Post) -> None:
    assert (await local(message(type="invoke", name="task/fetch", id="i")))[0] == 501
    for kind in (
        "typing",
        "messageReaction",
        "messageUpdate",
        "messageDelete",
        "endOfConversation",
        "event",
        "nonsense",
        "installationUpdate",
    ):
        status, body = await local(message(type=kind, id=kind))
        assert (status, body["activities"]) == (200, []), kind


async def test_a_second_copy_is_answered_once(local: Post) -> None:
    first, second, third = await asyncio.gather(*(local(message(id="same")) for _ in range(3)))
    assert first == second == third


QUESTIONS = [
    "",
    " ",
    "🙂🙂🙂",
    "\x00\x01\x02",
    "a" * 100_000,
    "<script>alert(1)</script>",
    "**fet** [x](javascript:alert(1))",
    "' OR 1=1 --",
    "\u202e\u200b",
    "{{7*7}}",
]


@pytest.mark.parametrize("text", QUESTIONS)
async def test_any_text_gets_a_kind_answer_that_repeats_none_of_it(local: Post, text: str) -> None:
    status, body = await local(message(text, id=f"q-{len(text)}-{text[:9]}"))
    assert status == 200
    card = card_of(body)
    assert len(json.dumps(card, ensure_ascii=False).encode()) <= 20 * 1024
    # The button that hands the question over carries it as data, which nobody is shown and nothing reads but our own door.
    titles = [action["title"] for action in card.pop("actions", ())]
    said = json.dumps([card, titles], ensure_ascii=False)
    assert len(said) > 100 and "<script" not in said and "javascript:" not in said


BODIES = [
    (b"", 400), (b"{", 400), (b"[]", 400), (b"5", 400), (b'"x"', 400), (b"{}", 400), (b'{"type": 5}', 400), (b'{"type": ""}', 400),
    (b"\xff\xfe", 400), (b'{"type": "message", "conversation": 5}', 400), (b'{"type": "message", "from": []}', 400), (b"[" * 50_000, 400),
    (b'{"type": "message"}', 403), (b'{"type": "message", "deliveryMode": "expectReplies"}', 200), (b"x" * 300_000, 413),
]  # fmt: skip


@pytest.mark.parametrize(("data", "status"), BODIES)
async def test_malformed_bodies_are_refused_and_never_500(local: Post, data: bytes, status: int) -> None:
    assert (await local(data=data, headers={"Content-Type": "application/json"}))[0] == status


async def test_another_content_type_is_415(local: Post) -> None:
    assert (await local(data=b"{}", headers={"Content-Type": "text/plain"}))[0] == 415


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_local_mode_admits_no_other_page(local: Post, headers: dict[str, str]) -> None:
    assert (await local(message(), headers=headers))[0] == 403


@pytest.mark.parametrize("fields", [
    {"text": 5}, {"entities": "x"}, {"entities": [5, None, {}]}, {"locale": 7}, {"membersAdded": 3}, {"value": "x"}, {"channelData": None},
    {"attachments": "x"}, {"timestamp": "never"}, {"conversation": {"id": 5}}, {"recipient": None}, {"serviceUrl": None}, {"from": {"id": {}}},
])  # fmt: skip
async def test_odd_fields_do_no_harm(local: Post, fields: dict[str, Any]) -> None:
    assert (await local(message(**{"id": str(fields), **fields})))[0] == 200
