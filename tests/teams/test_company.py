"""In channels and groups: answered in the thread when mentioned, silent otherwise, and nothing personal shown or kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.teams.activities import TENANT, Json, message
from tests.teams.conftest import Channel, Post

PLACES = [("channel", "19:all@thread.tacv2;messageid=1700"), ("groupChat", "19:chat@thread.v2")]
MENTION = {"type": "mention", "text": "<at>Undring</at>", "mentioned": {"id": "28:bot"}}
_count = iter(range(10_000))


def said(text: str, place: tuple[str, str] | None = None, mentioned: bool = True, **fields: Any) -> Json:
    number = next(_count)
    if place is None:
        return message(text, id=f"company-{number}", **fields)
    kind, conversation = place
    more: Json = {"entities": [MENTION]} if mentioned else {"entities": []}
    where = {"id": conversation, "conversationType": kind, "tenantId": TENANT}
    text = f"<at>Undring</at> {text}" if mentioned else text
    return message(text, id=f"company-{number}", conversation=where, **{**more, **fields})


def card(body: Any) -> Json:
    held: Json = body["activities"][0]["attachments"][0]["content"]
    return held


@pytest.mark.parametrize("place", PLACES)
async def test_answers_in_the_thread_it_was_asked_in(locked: Post, channel: Channel, place: tuple[str, str]) -> None:
    asked = said("hva er taushetsplikt", place, serviceUrl=f"{channel.url}/connector", deliveryMode=None)
    assert (await locked(asked, channel.token()))[0] == 200
    [sent] = channel.sent
    assert sent["path"].startswith(f"/connector/v3/conversations/{place[1]}/activities")
    assert sent["body"]["conversation"]["id"] == place[1]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "entities",
    [[], [{"type": "mention", "text": "<at>Kari</at>", "mentioned": {"id": "29:kari"}}], [{"type": "clientInfo"}], "x", None],
)  # fmt: skip
async def test_never_speaks_unasked(locked: Post, channel: Channel, place: tuple[str, str], entities: Any) -> None:
    asked = said("hva er taushetsplikt", place, mentioned=False, entities=entities)
    asked |= {"serviceUrl": f"{channel.url}/connector"}
    status, body = await locked(asked, channel.token())
    assert status == 200 and not body["activities"]
    assert (await locked(asked | {"deliveryMode": None, "id": f"{asked['id']}-sent"}, channel.token()))[0] == 200
    assert not channel.sent


@pytest.mark.parametrize("place", PLACES)
async def test_where_one_works_is_not_shown_to_others(local: Post, place: tuple[str, str]) -> None:
    await local(said("jeg jobber på en skole"))
    alone = card((await local(said("hvem har meldeplikt")))[1])
    assert "For deg i skole" in alone["fallbackText"]
    together = card((await local(said("hvem har meldeplikt", place)))[1])
    assert "For deg i" not in together["fallbackText"]
    kept = card((await local(said("hva vet du om meg", place)))[1])
    assert "personlige chatten" in kept["fallbackText"] and "skole" not in json.dumps(kept)


@pytest.mark.parametrize("place", PLACES)
async def test_where_one_works_is_not_kept_from_where_others_read(local: Post, place: tuple[str, str]) -> None:
    await local(said("jeg jobber på en skole"))
    card_ = card((await local(said("jeg jobber i en barnehage", place)))[1])
    assert "husker jeg ikke hvor du jobber" in card_["fallbackText"]
    assert "For deg i skole" in card((await local(said("hvem har meldeplikt")))[1])["fallbackText"], "what was known stands"


@pytest.mark.parametrize("place", PLACES)
async def test_erasing_works_there_too(local: Post, place: tuple[str, str]) -> None:
    await local(said("jeg jobber på en skole"))
    assert "slettet" in card((await local(said("slett mine data", place)))[1])["fallbackText"]
    assert "For deg i" not in card((await local(said("hvem har meldeplikt")))[1])["fallbackText"]
