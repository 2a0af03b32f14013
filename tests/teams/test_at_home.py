"""At home in Teams: sources, thumbs, the three dots, edited and deleted messages, welcome and goodbye."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select

from bot.cards.feedback import REASONS, feedback_card
from bot.conversation.conversation import Conversation
from bot.stores import tables
from bot.stores.store import Store
from bot.teams.patience import Patience
from bot.teams.wire import read_activity
from tests.cards.conftest import SCHEMA
from tests.teams.activities import TENANT, message, press
from tests.teams.conftest import Channel, Post, locked_settings, served
from tests.teams.test_door import card_of

Json = dict[str, Any]
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "tenantId": TENANT}
MENTION = [{"type": "mention", "text": "<at>Undring</at>", "mentioned": {"id": "28:bot"}}]


class Teams:
    """Teams' side of a service that must post its answers, and the database behind it."""

    def __init__(self, post: Post, channel: Channel, store: Store) -> None:
        self._post = post
        self._channel = channel
        self.store = store
        self._made = 0

    async def say(self, text: str | None = "hva er taushetsplikt", **fields: Any) -> list[Json]:
        """Bring an activity in; return what was sent back over the connector."""
        self._made += 1
        whole = message(text, **{"id": f"in-{self._made}", **fields})  # type: ignore[arg-type]
        del whole["deliveryMode"]
        before = len(self._channel.sent)
        status, _ = await self.invoke(whole)
        assert status == 200
        return self._channel.sent[before:]

    async def invoke(self, body: Json) -> tuple[int, Any]:
        whole = {**body, "serviceUrl": f"{self._channel.url}/connector"}
        return await self._post(whole, token=self._channel.token())

    async def thumb(self, reaction: str, feedback: Any = "", **fields: Any) -> tuple[int, Any]:
        value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
        self._made += 1
        return await self.invoke(
            {**message(None), "type": "invoke", "name": "message/submitAction", "id": f"t-{self._made}", "value": value, **fields}  # type: ignore[arg-type]
        )

    async def thumbs(self) -> list[tuple[Any, ...]]:
        """Return the thumbs that are kept."""
        await self.store.writer.drain(5)
        columns = tables.feedback.c
        async with self.store.engine.connect() as connection:
            rows = await connection.execute(select(columns.entry, columns.verdict, columns.reason, columns.words))
            return [tuple(row) for row in rows]


@pytest.fixture
async def teams(conversation: Conversation, channel: Channel, door: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Teams]:
    kept: list[Store] = []

    class Kept(Store):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.append(self)

    monkeypatch.setattr("bot.service.Store", Kept)
    async for post in served(locked_settings(channel, DOOR=door), conversation):
        yield Teams(post, channel, kept[0])


def entities(sent: Json) -> list[Json]:
    return [one for one in sent["body"].get("entities", []) if one["type"] == "https://schema.org/Message"]


async def test_an_answer_tells_its_sources_as_teams_shows_them(teams: Teams) -> None:
    (sent,) = await teams.say("hvem har meldeplikt")
    (root,) = entities(sent)
    assert (root["@type"], root["@context"]) == ("Message", "https://schema.org") and "additionalType" not in root
    claims = root["citation"]
    assert 2 <= len(claims) <= 20 and [one["position"] for one in claims] == list(range(1, len(claims) + 1))
    text = json.dumps(sent["body"]["attachments"], ensure_ascii=False)
    for claim in claims:
        look = claim["appearance"]
        assert (claim["@type"], look["@type"]) == ("Claim", "DigitalDocument")
        assert 0 < len(look["name"]) <= 80 and 0 < len(look["abstract"]) <= 160
        assert "Kontrollert mot kilde" in look["abstract"] and f"[{claim['position']}]" in text
    assert claims[0]["appearance"]["url"].startswith("https://lovdata.no/")
    assert "url" not in claims[-1]["appearance"], "the plan that an entry rests on has no address of its own"


@pytest.mark.parametrize("text", ["hei", "hvem vant eliteserien i fotball i fjor", "jeg er usikker", "hva vet du om meg"])
async def test_only_answers_from_the_guide_have_sources(teams: Teams, text: str) -> None:
    (sent,) = await teams.say(text)
    assert entities(sent) == []


async def test_a_card_put_in_place_points_at_no_source_of_another(local: Post) -> None:
    _, body = await local(press("entry", entry="taushetsplikt"))
    assert "[1]" not in body["value"]["fallbackText"]


async def test_every_answer_in_every_language_keeps_the_limits_of_citations(conversation: Conversation) -> None:
    from bot.cards.shown import ShowEntry, ShowLaw, Shown
    from bot.teams.outgoing import Drawings

    drawings = Drawings()
    for entry in conversation.guide:
        for language in ("nb", "nn", "en"):
            for body in (ShowEntry(entry.id), ShowLaw(entry.id)):
                for root in drawings.of(Shown(body, language=language), conversation.guide, cited=True).entities:
                    assert 1 <= len(root["citation"]) <= 20, entry.id
                    looks = [one["appearance"] for one in root["citation"]]
                    assert all(len(one["name"]) <= 80 and len(one["abstract"]) <= 160 for one in looks), entry.id


async def test_a_card_is_drawn_once_a_day_whatever_the_clock_does(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cards.shown import ShowEntry, Shown
    from bot.teams.outgoing import Drawings

    noon, day = datetime(2026, 3, 29, 12, tzinfo=UTC).timestamp(), 86_400
    drawings, first, same = Drawings(), Shown(ShowEntry("taushetsplikt")), Shown(ShowEntry("taushetsplikt"))
    drawn = []
    for at, shown in [(noon, first), (noon + 1, same), (noon + 2, first), (noon + day, first), (noon - day, same), (noon, first)]:
        monkeypatch.setattr("bot.teams.outgoing.time.time", lambda at=at: at)
        drawn.append(drawings.of(shown, conversation.guide))
    assert drawn[0] is drawn[1] is drawn[2]
    assert len({id(one) for one in drawn}) == 4
    assert drawings.of(first, conversation.guide, cited=True).entities and not drawn[0].entities


async def test_guide_answers_get_thumbs_and_small_talk_none(teams: Teams) -> None:
    (answer,), (hello,) = await teams.say(), await teams.say("hei")
    assert answer["body"]["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert "channelData" not in hello["body"]


@pytest.mark.parametrize("reaction", ["like", "dislike"])
async def test_a_thumb_opens_a_dialog_with_reasons(local: Post, reaction: str) -> None:
    asked = {"actionName": "feedback", "actionValue": {"reaction": reaction}}
    for value in (asked, {"data": asked}):
        body = {**message(None), "type": "invoke", "name": "message/fetchTask", "id": f"f-{reaction}", "value": value}  # type: ignore[arg-type]
        status, answer = await local(body)
        assert (status, answer["task"]["type"]) == (200, "continue")
        card = answer["task"]["value"]["card"]["content"]
        reasons, words = card["body"][0], card["body"][1]
        assert [one["value"] for one in reasons["choices"]] == list(REASONS[reaction])
        assert (reasons["id"], words["id"]) == ("reason", "words") and card["actions"][0]["type"] == "Action.Submit"


async def test_a_reason_is_kept_with_masked_words_and_the_answer_it_stands_under(teams: Teams) -> None:
    await teams.say("hva er taushetsplikt")
    await teams.say("hva er barnehus")
    said = json.dumps({"reason": "lacking", "words": "Kari Nordmann, tlf 412 34 567, trengte mer"})
    status, body = await teams.thumb("dislike", said, replyToId="sent-1")
    assert (status, body) == (200, ""), "Teams takes an empty answer alone"
    ((entry, verdict, reason, words),) = await teams.thumbs()
    assert (entry, verdict, reason) == ("taushetsplikt", "dislike", "lacking")
    assert "trengte mer" in words and "Nordmann" not in words and "412" not in words


async def test_a_thumb_by_a_colleague_in_a_group_is_for_the_message_it_stands_under(teams: Teams) -> None:
    await teams.say("<at>Undring</at> hva er taushetsplikt", conversation=GROUP, entities=MENTION)
    other = {"from": {"id": "29:other", "aadObjectId": "bbbb"}, "conversation": GROUP}
    await teams.thumb("like", "", replyToId="sent-1", **other)
    assert await teams.thumbs() == [("taushetsplikt", "like", None, None)]


async def test_a_thumb_under_an_unknown_message_is_for_what_was_last_shown(teams: Teams) -> None:
    await teams.say("hva er taushetsplikt")
    await teams.thumb("like", "bare ord", replyToId="from-before")
    assert await teams.thumbs() == [("taushetsplikt", "like", None, "bare ord")]


async def test_a_button_moves_the_thumb_to_the_new_card(teams: Teams) -> None:
    await teams.say("hva er taushetsplikt")
    await teams.invoke({**press("entry", entry="meldeplikt"), "replyToId": "sent-1"})
    await teams.thumb("like", "", replyToId="sent-1")
    assert (await teams.thumbs())[0][0] == "meldeplikt"


ODD: list[Any] = [
    None, 5, [], {}, {"actionName": "feedback"}, {"actionName": "feedback", "actionValue": 5}, {"actionName": "x", "actionValue": {"reaction": "like"}},
    {"actionName": "feedback", "actionValue": {"reaction": "love"}}, {"data": [1]},
]  # fmt: skip


@pytest.mark.parametrize("value", ODD)
async def test_an_odd_thumb_is_kept_nowhere_and_harms_nothing(teams: Teams, value: Any) -> None:
    for name in ("message/submitAction", "message/fetchTask"):
        status, _ = await teams.invoke({**message(None), "type": "invoke", "name": name, "id": f"odd-{name}", "value": value})  # type: ignore[arg-type]
        assert status in (200, 501)
    assert await teams.thumbs() == []


@pytest.mark.parametrize(
    "feedback", ["{", "[1]", '{"reason": ["x"], "words": 7}', '{"reason": "<b>"}', {"reason": "lacking"}, 9, "x" * 50_000]
)
async def test_what_comes_with_a_thumb_is_read_with_care(teams: Teams, feedback: Any) -> None:
    assert (await teams.thumb("dislike", feedback))[0] == 200
    ((_, verdict, reason, words),) = await teams.thumbs()
    assert verdict == "dislike" and reason in (None, "lacking") and len(words or "") <= 300


def edited(text: str, at: str, **fields: Any) -> Json:
    return {
        "type": "messageUpdate",
        "text": text,
        "timestamp": at,
        "channelData": {"eventType": "editMessage", "tenant": {"id": TENANT}},
        **fields,
    }


async def test_an_edited_question_has_its_answer_replaced(teams: Teams) -> None:
    await teams.say("hva er taushetsplikt", id="asked")
    (sent,) = await teams.say(**edited("hva er barnehus", "2026-11-24T10:01:00Z", id="asked"))
    assert (sent["method"], sent["path"].rsplit("/", 1)[1]) == ("PUT", "sent-1")
    assert "barnehus" in sent["body"]["attachments"][0]["content"]["fallbackText"].lower()
    again = await teams.say(**edited("hva er barnehus", "2026-11-24T10:01:00Z", id="asked"))
    assert again == [], "a second copy of an edit is no edit"
    (third,) = await teams.say(**edited("hva er bup", "2026-11-24T10:02:00Z", id="asked"))
    assert third["method"] == "PUT"
    await teams.thumb("like", "", replyToId="sent-1")
    assert (await teams.thumbs())[0][0] == "bup"


async def test_an_edit_is_answered_below_when_the_first_answer_is_gone(teams: Teams, channel: Channel) -> None:
    (sent,) = await teams.say(**edited("hva er barnehus", "2026-11-24T10:01:00Z", id="before-our-time"))
    assert sent["method"] == "POST"
    await teams.say("hva er taushetsplikt", id="asked")
    channel.answers[:] = [(404, {})]
    refused, below = await teams.say(**edited("hva er bup", "2026-11-24T10:03:00Z", id="asked"))
    assert (refused["method"], below["method"]) == ("PUT", "POST")


async def test_a_deleted_question_is_forgotten_and_one_brought_back_says_nothing(teams: Teams) -> None:
    await teams.say("hva er taushetsplikt", id="asked")
    data = {"tenant": {"id": TENANT}}
    deleted = await teams.say(None, type="messageDelete", id="asked", channelData={**data, "eventType": "softDeleteMessage"})
    back = await teams.say("x", type="messageUpdate", id="asked", channelData={**data, "eventType": "undeleteMessage"})
    assert deleted == back == []
    (after,) = await teams.say("og hva sier loven?")
    assert "taushetsplikt" not in after["body"]["attachments"][0]["content"]["fallbackText"].lower()


async def test_in_groups_only_those_who_mention_us_are_answered(local: Post) -> None:
    for kind in ("groupChat", "channel"):
        place = {**GROUP, "conversationType": kind}
        other = [{"type": "mention", "text": "<at>Kari</at>", "mentioned": {"id": "29:kari"}}]
        for number, mentions in enumerate(([], other)):
            _, body = await local(message("hva er taushetsplikt", id=f"{kind}{number}", conversation=place, entities=mentions))
            assert body["activities"] == []
        for number, mention in enumerate(({"text": None, "mentioned": {"id": "28:bot"}}, {"mentioned": {"id": "28:bot"}})):
            asked = message(
                "<at>Undring</at> hva er taushetsplikt",
                id=f"{kind}-{number}",
                conversation=place,
                entities=[{"type": "mention", **mention}],
            )
            _, body = await local(asked)
            assert "Taushetsplikt" in card_of(body)["fallbackText"]


ADDED = {"type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}]}
INSTALLED = {"type": "installationUpdate", "action": "add"}


@pytest.mark.parametrize(
    "place", [{"id": "a:mine", "conversationType": "personal"}, {"id": "19:team@thread.tacv2", "conversationType": "channel"}]
)
async def test_one_welcome_however_teams_tells_of_us(teams: Teams, place: Json) -> None:
    where = {**place, "tenantId": TENANT}
    said = [await teams.say(None, conversation=where, **told) for told in (ADDED, INSTALLED, ADDED, INSTALLED)]
    assert [len(one) for one in said] == [1, 0, 0, 0]
    for action in ("upgrade", "add-upgrade", "remove-upgrade"):
        assert await teams.say(None, conversation=where, type="installationUpdate", action=action) == []
    assert await teams.say(None, conversation=where, type="conversationUpdate", membersAdded=[{"id": "29:colleague"}]) == []


async def test_removed_it_forgets_and_added_anew_it_says_hello_again(teams: Teams) -> None:
    assert len(await teams.say(None, **INSTALLED)) == 1
    await teams.say("hva er taushetsplikt")
    assert await teams.say(None, type="installationUpdate", action="remove") == []
    assert len(await teams.say(None, **INSTALLED)) == 1
    (after,) = await teams.say("og hva sier loven?")
    assert "taushetsplikt" not in after["body"]["attachments"][0]["content"]["fallbackText"].lower()


class Line:
    """A connector that notes what is sent, and may hold it up."""

    def __init__(self, held: asyncio.Event | None = None) -> None:
        self.sent: list[Json] = []
        self.begun = asyncio.Event()
        self._held = held

    async def send(self, service_url: str, conversation: str, activity: Json, reply_to: str = "") -> str:
        self.begun.set()
        if self._held is not None:
            await self._held.wait()
        self.sent.append(activity)
        return "id"


def incoming(**fields: Any) -> Any:
    whole = {**message(), **fields}
    return read_activity({name: value for name, value in whole.items() if value is not None})


async def test_the_dots_are_shown_to_those_who_wait() -> None:
    line = Line()
    async with Patience(line, seconds=0).shown(incoming(deliveryMode=None)):  # type: ignore[arg-type]
        await line.begun.wait()
        await asyncio.sleep(0)
    (dots,) = line.sent
    assert (dots["type"], dots["conversation"], dots["from"]) == ("typing", {"id": "a:conversation"}, {"id": "28:bot"})


async def test_dots_under_way_give_way_to_the_answer() -> None:
    line = Line(held=asyncio.Event())
    async with Patience(line, seconds=0).shown(incoming(deliveryMode=None)):  # type: ignore[arg-type]
        await line.begun.wait()
    assert line.sent == []


QUICK: list[tuple[Json, float]] = [
    ({"deliveryMode": None}, 60), ({}, 0), ({"deliveryMode": None, "type": "invoke"}, 0), ({"deliveryMode": None, "type": "conversationUpdate"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "seconds"), QUICK)
async def test_a_quick_answer_one_that_rides_on_the_request_and_a_button_show_no_dots(fields: Json, seconds: float) -> None:
    line = Line()
    async with Patience(line, seconds).shown(incoming(**fields)):  # type: ignore[arg-type]
        for _ in range(5):
            await asyncio.sleep(0)
    assert line.sent == [] and not line.begun.is_set()


async def test_what_is_one_persons_own_stays_in_the_personal_chat(teams: Teams) -> None:
    await teams.invoke(press("sector", sector="skole"))
    mention = {"conversation": GROUP, "entities": MENTION}
    (shared,) = await teams.say("<at>Undring</at> hvem har meldeplikt", **mention)
    (own,) = await teams.say("hvem har meldeplikt")
    heading = "For deg i skole"
    assert heading in own["body"]["attachments"][0]["content"]["fallbackText"]
    assert heading not in shared["body"]["attachments"][0]["content"]["fallbackText"]
    (told,) = await teams.say("<at>Undring</at> hva vet du om meg", **mention)
    text = told["body"]["attachments"][0]["content"]["fallbackText"]
    assert "personlige chatten" in text and "skole" not in text
    await teams.invoke({**press("sector", sector="nav"), "conversation": GROUP})
    (own,) = await teams.say("hvem har meldeplikt", id="after")
    assert heading in own["body"]["attachments"][0]["content"]["fallbackText"]


CARD = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {}}]
COMPOSED = '<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension"> </span>'


@pytest.mark.parametrize("text", ["", None, COMPOSED, f"<p>{COMPOSED}</p>"])
async def test_a_card_someone_sends_from_a_look_up_is_no_question(local: Post, text: str | None) -> None:
    _, body = await local(message(text, attachments=CARD))  # type: ignore[arg-type]
    assert body["activities"] == []


async def test_words_with_a_card_are_answered(local: Post) -> None:
    _, body = await local(message(f"{COMPOSED} hva er taushetsplikt", attachments=CARD))
    assert "Taushetsplikt" in card_of(body)["fallbackText"]


async def test_a_team_is_told_to_mention_the_bot(teams: Teams) -> None:
    (team,) = await teams.say(None, **ADDED, conversation={**GROUP, "conversationType": "channel"})
    (own,) = await teams.say(None, **ADDED)
    assert "Nevn meg med @" in team["body"]["attachments"][0]["content"]["fallbackText"]
    assert "Nevn meg med @" not in own["body"]["attachments"][0]["content"]["fallbackText"]


@pytest.mark.parametrize("text", ["Hi", "Hello", "Help", "hei", "hjelp", "Hei!", "HJELP"])
async def test_greetings_and_cries_for_help_get_a_way_forward(local: Post, text: str) -> None:
    _, body = await local(message(text))
    assert len(card_of(body)["actions"]) >= 2


@pytest.mark.parametrize("verdict", list(REASONS))
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_dialog_holds_against_the_schema(conversation: Conversation, verdict: str, language: Any) -> None:
    card = feedback_card(verdict, conversation.guide.phrases.voice(language))
    del card["msteams"]
    jsonschema.Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(card)
