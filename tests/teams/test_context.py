"""What our turn sends is what the SDK's own would have sent, activity by activity."""

from __future__ import annotations

import copy
import hmac
from typing import Any

import pytest
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ResourceResponse
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.context import Turning
from bot.teams.models import activity_from, folded, json_from, outgoing_from
from bot.teams.wire import keyed_hash
from tests.teams.activities import message as activity

REPLY: dict[str, Any] = {
    "type": "message",
    "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard", "odd": [1, None]}}
    ],
    "summary": "Kort",
    "speak": "Kort",
    "inputHint": "expectingInput",
    "channelData": {"feedbackLoop": {"type": "custom"}},
    "entities": [{"type": "https://schema.org/Message", "@id": "", "citation": [{"position": 1}]}],
}
FORMS: dict[str, dict[str, Any]] = {
    "as Teams sends it": {},
    "wanted in the answer": {"deliveryMode": "expectReplies"},
    "without an id": {"id": None},
    "without a locale or a recipient": {"locale": None, "recipient": None},
    "in a thread, with what the SDK does not know": {
        "conversation": {"id": "19:x;messageid=1", "isGroup": True, "odd": {"a": None}}
    },
    "with nulls": {"from": {"id": "29:1", "name": None, "aadObjectId": None}},
    "of the web chat": {"channelId": "webchat"},
    "of Direct Line": {"channelId": "directline"},
    "of the conversation": {"type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}]},
    "in a mode nobody has heard of": {"deliveryMode": {"odd": 1}},
}


class Kept(BotAdapter):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Any] = []

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        self.sent += [json_from(one) for one in activities]
        return [ResourceResponse(id="1") for _ in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        raise NotImplementedError

    async def delete_activity(self, context: TurnContext, reference: Any) -> None:
        raise NotImplementedError


async def _said(kind: type[TurnContext], asked: dict[str, Any], reply: dict[str, Any], whole: bool) -> tuple[Any, ...]:
    adapter = Kept()
    incoming, outgoing = activity_from(copy.deepcopy(asked)), outgoing_from(copy.deepcopy(reply))
    if whole:  # Nothing folded is left, so that the SDK goes its own way from end to end.
        incoming.label, outgoing.label = incoming.label, outgoing.label
        assert folded(incoming) is None
    context = kind(adapter, incoming)
    answer = await context.send_activity(outgoing)
    kept = [json_from(one) for one in context.buffered_reply_activities]
    return adapter.sent, kept, context.responded, answer.id if answer else None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reply", [REPLY, {"text": "Hei"}, {**REPLY, "id": "9", "inputHint": None}, {"type": "trace"}])
async def test_a_reply_is_addressed_as_the_sdk_addresses_it(form: str, reply: dict[str, Any]) -> None:
    asked = {**activity("hei"), "deliveryMode": None, **FORMS[form]}
    assert await _said(Turning, asked, reply, whole=False) == await _said(TurnContext, asked, reply, whole=True)


async def test_handlers_on_what_is_sent_are_heard() -> None:
    adapter, heard = Kept(), []
    context = Turning(adapter, activity_from(activity("hei", deliveryMode=None)))

    async def hear(_context: TurnContext, activities: list[Activity], go_on: Any) -> None:
        heard.extend(one.summary for one in activities)
        await go_on()

    context.on_send_activities(hear)
    await context.send_activity(outgoing_from(REPLY))
    assert heard == ["Kort"]
    assert [one["summary"] for one in adapter.sent] == ["Kort"]


def test_a_folded_activity_is_the_sdks_model_once_asked() -> None:
    held = activity_from({**activity("hei"), "odd": 1})
    assert held.type == "message" and folded(held) is not None
    assert held.from_property.id == activity("hei")["from"]["id"]
    assert held.additional_properties["odd"] == 1
    held.text = "nytt"
    assert json_from(held)["text"] == "nytt" and json_from(held)["odd"] == 1
    with pytest.raises(AttributeError):
        _ = held.nonsense


@given(st.binary(max_size=200), st.text(max_size=200))
def test_a_keyed_hash_is_hmac(key: bytes, value: str) -> None:
    encoded = value.encode("utf-8", "surrogatepass")
    assert keyed_hash(key, value) == hmac.digest(key, encoded, "sha256").hex()[:32]
