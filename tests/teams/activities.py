"""Activities as Teams sends them."""

from __future__ import annotations

from typing import Any

TENANT = "11111111-2222-3333-4444-555555555555"
Json = dict[str, Any]


def message(text: str = "hva er taushetsplikt", **fields: Any) -> Json:
    return {
        "type": "message", "id": "1700000000001", "timestamp": "2026-11-24T10:00:00.000Z", "channelId": "msteams",
        "serviceUrl": "http://localhost:1/connector", "locale": "nb-NO", "text": text, "textFormat": "plain",
        "from": {"id": "29:asker", "name": "Noen", "aadObjectId": "aaaa"}, "recipient": {"id": "28:bot", "name": "Undring"},
        "conversation": {"id": "a:conversation", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}}, "entities": [{"type": "clientInfo", "locale": "nb-NO"}],
        "deliveryMode": "expectReplies", **fields,
    }  # fmt: skip


def press(verb: str, **data: Any) -> Json:
    action = {"type": "Action.Execute", "verb": verb, "data": {"undring": {"verb": verb, **data}}}
    return {
        **message(),
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": f"press-{verb}-{data}",
        "text": None,
        "value": {"action": action},
    }
