"""Sign-in where a setting asks for it, over real HTTP with signed tokens: who comes in, who does not, and what is left behind."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp.test_utils import unused_port
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.conversation.conversation import Conversation
from bot.errors import SettingsFault
from bot.settings import read_settings
from bot.web.sign_in import target
from bot.web.sign_in_tickets import FLOW, VISIT
from tests.teams.activities import TENANT
from tests.web.entra import APP_ID, SECRET, SUBJECT, FakeEntra
from tests.web.people import PAGE, Person, asking, serving, way_in

OTHER = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


@pytest.fixture
async def someone(entra: FakeEntra, conversation: Conversation) -> AsyncIterator[Callable[[], Person]]:
    async with serving(asking(entra, unused_port()), conversation) as person:
        yield person


@pytest.fixture
def kari(someone: Callable[[], Person]) -> Person:
    return someone()


GUARDED = [
    "/veileder/",
    "/veileder/sok?q=meldeplikt",
    "/veileder/duties/",
    PAGE,
    "/veileder/oppslag/finnes-ikke",
    "/veileder/tull/",
]
OPEN = ["/personvern", "/vilkar", "/tilgjengelighet", "/healthz", "/static/guide.css", "/veileder/utlogget"]


@pytest.mark.parametrize("address", GUARDED)
async def test_the_guide_is_for_those_who_have_signed_in(kari: Person, address: str) -> None:
    status, page, answer = await kari.ask("GET", address)
    assert status == 401 and "Logg inn for å lese veilederen" in page and 'href="tel:112"' in page
    assert "meldeplikt-barnehage" not in page and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", OPEN)
async def test_what_is_about_the_service_is_open_to_all(kari: Person, address: str) -> None:
    status, page = await kari.get(address)
    assert status == 200 and "Logg inn for å lese" not in page


async def test_the_bots_own_door_asks_for_its_own_token(kari: Person) -> None:
    assert (await kari.ask("POST", "/api/messages", json={"type": "message"}))[0] == 401


async def test_a_token_from_a_teams_tab_lets_in(kari: Person, entra: FakeEntra) -> None:
    assert (await kari.teams(entra.from_teams()))[0] == 200
    (cookie,) = kari.set
    for wanted in ("__Host-undring=", "Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned", "Max-Age=3600"):
        assert wanted in cookie
    status, page, answer = await kari.ask("GET", PAGE)
    assert status == 200 and "Meldeplikt" in page and "Logg ut" in page
    assert answer.headers["Cache-Control"] == "private, no-cache" and answer.headers["Vary"] == "Cookie"
    again = await kari.ask("GET", PAGE, headers={"If-None-Match": answer.headers["ETag"]})
    assert again[0] == 304
    kari.jar.clear()
    assert (await kari.ask("GET", PAGE, headers={"If-None-Match": answer.headers["ETag"]}))[0] == 401


@pytest.mark.parametrize("audience", [APP_ID, f"api://127.0.0.1/botid-{APP_ID}"])
async def test_both_forms_of_our_name_are_ours(kari: Person, entra: FakeEntra, audience: str) -> None:
    assert (await kari.teams(entra.from_teams(aud=audience, iss=f"https://sts.windows.net/{TENANT}/")))[0] == 200


BAD: dict[str, dict[str, Any]] = {
    "wrong audience": {"aud": OTHER},
    "the bot channel's": {"aud": f"api://{APP_ID}"},
    "no audience": {"aud": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3600},
    "another issuer": {"iss": "https://evil.example/v2.0"},
    "a tenant it does not come from": {"iss": "{url}/" + OTHER + "/v2.0"},
    "no tenant": {"tid": None},
    "nobody": {"sub": None},
    "an app, not a person": {"scp": None, "roles": ["Redaktor"]},
    "another scope": {"scp": "User.Read access_as_users"},
    "unsigned": {"algorithm": "none"},
    "signed with a word": {"algorithm": "HS256"},
    "unknown key": {"kid": "nobody"},
    "a key of someone else": {"key": rsa.generate_private_key(65537, 2048)},
}


@pytest.mark.parametrize("name", BAD)
async def test_a_wrong_token_lets_nobody_in(kari: Person, entra: FakeEntra, name: str) -> None:
    claims = {key: value.replace("{url}", entra.url) if isinstance(value, str) else value for key, value in BAD[name].items()}
    status, said = await kari.teams(entra.from_teams(**claims))
    assert status == 401 and "unauthorized" in said and not kari.set
    assert (await kari.get(PAGE))[0] == 401


async def test_another_tenant_is_kept_out(kari: Person, entra: FakeEntra) -> None:
    status, _ = await kari.teams(entra.from_teams(tid=OTHER, iss=f"{entra.url}/{OTHER}/v2.0"))
    assert status == 403 and not kari.set


ODD = ["", "x", "a.b.c", "e30.e30.", "å.ø.æ", "x" * 20_000, 7, None, ["x"], {"token": "x"}]


@pytest.mark.parametrize("token", ODD)
async def test_what_is_no_token_is_refused(kari: Person, token: Any) -> None:
    status, _ = await kari.teams(token)
    assert status == (401 if isinstance(token, str) else 400) and not kari.set


async def test_only_our_own_page_may_bring_a_token(kari: Person, entra: FakeEntra) -> None:
    token = entra.from_teams()
    assert (await kari.teams(token, **{"Sec-Fetch-Site": "cross-site"}))[0] == 403
    assert (await kari.ask("POST", "/veileder/innlogging", data={"token": token}))[0] == 415
    assert (await kari.ask("POST", "/veileder/innlogging", data=b"[1]", headers={"Content-Type": "application/json"}))[0] == 400
    assert (await kari.ask("POST", "/veileder/innlogging", data=b"[" * 9000, headers={"Content-Type": "application/json"}))[
        0
    ] == 400
    assert not kari.jar


async def test_in_a_browser_one_signs_in_at_microsoft(kari: Person, entra: FakeEntra) -> None:
    wanted = "/veileder/sok?q=meldeplikt+i+barnehagen"
    _, page = await kari.get(wanted)
    link = way_in(page)
    assert link == f"/veileder/innlogging/start?{urlencode({'til': wanted})}"
    there = await kari.follow(link)
    assert FLOW in kari.jar and "SameSite=Lax" in kari.set[0] and "HttpOnly" in kari.set[0] and "Secure" in kari.set[0]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert there.startswith(f"{entra.url}/{TENANT}/oauth2/v2.0/authorize?")
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code" and asked["scope"] == "openid"
    assert "meldeplikt" not in there and len(asked["state"]) >= 32 and asked["state"] != asked["nonce"]
    back = await kari.follow(there)
    assert await kari.follow(back) == wanted
    assert set(kari.jar) == {VISIT} and any("SameSite=Lax" in one and VISIT + "=g" in one for one in kari.set)
    status, page = await kari.get(wanted)
    assert status == 200 and "/veileder/oppslag/meldeplikt-barnehage" in page
    assert entra.redeemed[0]["code_verifier"] not in there


async def test_a_way_back_is_used_once(someone: Callable[[], Person]) -> None:
    kari = someone()
    back = await kari.back_from_entra()
    before = dict(kari.jar)
    await kari.follow(back)
    kari.jar = before
    status, page = await kari.get(back)
    assert status == 401 and "Innloggingen ble ikke ferdig" in page and VISIT not in kari.jar


async def test_a_way_back_belongs_to_the_one_who_set_out(someone: Callable[[], Person]) -> None:
    kari, ola = someone(), someone()
    theirs = await kari.back_from_entra()
    status, page = await ola.get(theirs)
    assert status == 401 and "Innloggingen ble ikke ferdig" in page
    await ola.back_from_entra()
    assert (await ola.get(theirs))[0] == 401 and VISIT not in ola.jar


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "error=access_denied", "code=%00&state=%ff"])
async def test_a_way_back_from_nowhere_leads_nowhere(kari: Person, query: str) -> None:
    status, page = await kari.get(f"/veileder/innlogging/svar?{query}")
    assert status == 401 and "Innloggingen ble ikke ferdig" in page and not kari.jar


async def test_who_says_no_at_microsoft_may_try_again(kari: Person, entra: FakeEntra) -> None:
    entra.error = "access_denied"
    status, page = await kari.get(await kari.back_from_entra())
    assert status == 401 and "Prøv en gang til" in page and not kari.jar
    entra.error = ""
    assert await kari.follow(await kari.back_from_entra()) == PAGE


WRONG_IDS: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"}, "no nonce": {"nonce": None}, "wrong audience": {"aud": OTHER}, "expired": {"exp": 1},
    "the name for tabs": {"aud": f"api://127.0.0.1/botid-{APP_ID}"}, "another issuer": {"iss": "https://evil.example"},
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_IDS)
async def test_a_wrong_id_token_lets_nobody_in(kari: Person, entra: FakeEntra, name: str) -> None:
    entra.claims = WRONG_IDS[name]
    status, page = await kari.get(await kari.back_from_entra())
    assert status == 401 and "Innloggingen ble ikke ferdig" in page and not kari.jar


async def test_an_account_of_another_tenant_is_told_so(kari: Person, entra: FakeEntra) -> None:
    entra.claims = {"tid": OTHER, "iss": f"{entra.url}/{OTHER}/v2.0"}
    status, page = await kari.get(await kari.back_from_entra())
    assert status == 403 and "Denne kontoen kan ikke brukes her" in page and not kari.jar
    link = way_in(page)
    assert "prompt=select_account" in await kari.follow(link)


@pytest.mark.parametrize(("status", "body"), [(503, b"{}"), (200, b"<html>"), (500, b"")])
async def test_when_microsoft_is_silent_one_is_told_so(kari: Person, entra: FakeEntra, status: int, body: bytes) -> None:
    back = await kari.back_from_entra()
    entra.status, entra.body = status, body
    found, page = await kari.get(back)
    assert found == 503 and "Vent litt og prøv igjen" in page and 'href="tel:112"' in page and not kari.jar


@pytest.mark.parametrize("body", [b"[]", b"null", b"{}", b'{"id_token": 7}', b'{"id_token": "x.y.z"}'])
async def test_an_odd_answer_lets_nobody_in(kari: Person, entra: FakeEntra, body: bytes) -> None:
    back = await kari.back_from_entra()
    entra.body = body
    assert (await kari.get(back))[0] == 401 and not kari.jar


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "/veileder//../\\evil", "javascript:alert(1)", "/api/messages", "", "/",
    "/veileder/innlogging/start?til=/veileder/", "/veileder/utlogget", "/veileder/\r\nSet-Cookie: a=b", "/veileder/æ", "/veileder/ x",
    "/veileder.evil.example/", "@evil.example/veileder/", "/veileder/" + "x" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_nobody_is_sent_elsewhere(kari: Person, address: str) -> None:
    assert await kari.follow(await kari.back_from_entra(address)) == "/veileder/"


@pytest.mark.parametrize("address", ["/veileder/", PAGE, "/veileder/sok?q=b%C3%A6rum+%26&sprak=en", "/pult/", "/pult/prov?q=x"])
def test_our_own_pages_are_where_one_comes_back(address: str) -> None:
    assert target(address) == address


async def test_a_cookie_that_was_touched_opens_nothing(kari: Person, entra: FakeEntra) -> None:
    await kari.teams(entra.from_teams())
    good = kari.jar[VISIT]
    for at in (0, 10, len(good) // 2, len(good) - 3):
        changed = "A" if good[at] != "A" else "B"
        kari.jar[VISIT] = good[:at] + changed + good[at + 1 :]
        assert (await kari.get(PAGE))[0] == 401, at
    for odd in ("", "x", "gAAAA", good[:-10], good * 30):
        kari.jar[VISIT] = odd
        assert (await kari.get(PAGE))[0] == 401
    kari.jar[VISIT] = good
    assert (await kari.get(PAGE))[0] == 200


async def test_one_cookie_is_not_taken_for_another(kari: Person) -> None:
    await kari.follow("/veileder/innlogging/start")
    kari.jar[VISIT] = kari.jar[FLOW]
    assert (await kari.get(PAGE))[0] == 401


async def test_a_visit_ends_by_itself(kari: Person, entra: FakeEntra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.sign_in_tickets.IN_TEAMS", 0)
    await kari.teams(entra.from_teams())
    assert VISIT in kari.jar and (await kari.get(PAGE))[0] == 401


async def test_another_replica_knows_the_cookie_and_another_service_does_not(
    entra: FakeEntra, conversation: Conversation, kari: Person
) -> None:
    await kari.teams(entra.from_teams())
    for key, status in (("k" * 32, 200), ("another key", 401)):
        async with serving(asking(entra, unused_port(), PERSON_KEY=key), conversation) as person:
            there = person()
            there.jar = kari.jar
            assert (await there.get(PAGE))[0] == status


async def test_who_signs_out_is_out(kari: Person) -> None:
    await kari.follow(await kari.back_from_entra())
    assert (await kari.ask("POST", "/veileder/utlogging", headers={"Sec-Fetch-Site": "cross-site"}))[0] == 403
    assert (await kari.get(PAGE))[0] == 200 and (await kari.get("/veileder/utlogging"))[0] == 405
    status, _, answer = await kari.ask("POST", "/veileder/utlogging", headers={"Sec-Fetch-Site": "same-origin"})
    assert status == 303 and answer.headers["Location"] == "/veileder/utlogget"
    assert len(kari.set) == 2 and all("Max-Age=0" in one for one in kari.set) and "Partitioned" in kari.set[1]
    assert (await kari.get(PAGE))[0] == 401
    _, page = await kari.get("/veileder/utlogget")
    assert "Du er logget ut" in page and f"/{TENANT}/oauth2/v2.0/logout" in page


async def test_nothing_of_it_is_logged(entra: FakeEntra, conversation: Conversation, capfd: pytest.CaptureFixture[str]) -> None:
    async with serving(asking(entra, unused_port()), conversation) as person:
        kari = person()
        tokens = [entra.from_teams(), entra.from_teams(aud=OTHER)]
        for token in tokens:
            await kari.teams(token)
        cookie = kari.jar[VISIT]
        back = await kari.back_from_entra("/veileder/sok?q=Snipevegen")
        await kari.get("/veileder/sok?q=Snipevegen")
        await kari.get(back)
        await kari.get(back)
        kari.jar.clear()
        await kari.get("/veileder/sok?q=Snipevegen")
    said = "".join(capfd.readouterr())
    code = parse_qs(urlsplit(back).query)
    assert "refused" in said, "the refusals themselves are logged"
    for secret in (*tokens, cookie, code["code"][0], code["state"][0], SECRET, SUBJECT, "Kari", "kari@", "Snipevegen", "k" * 32):
        assert secret not in said


async def test_a_cookie_says_not_who_someone_is(kari: Person, entra: FakeEntra) -> None:
    from bot.web.sign_in_tickets import Tickets

    await kari.teams(entra.from_teams())
    held = Tickets(b"k" * 32)._seal.open(kari.jar[VISIT].encode())
    assert set(held) == {"key", "editor", "for", "until"}
    assert SUBJECT not in str(held) and "Kari" not in str(held) and TENANT not in str(held) and held["editor"] is False


async def test_without_the_setting_all_is_open_and_there_is_no_sign_in(entra: FakeEntra, conversation: Conversation) -> None:
    async with serving(asking(entra, unused_port(), GUIDE_SIGN_IN="off"), conversation) as person:
        kari = person()
        status, page = await kari.get(PAGE)
        assert status == 200 and "Logg ut" not in page
        assert (await kari.teams(entra.from_teams()))[0] in (404, 405)


LANGUAGE = {"nn": "Logg inn for å lese rettleiaren", "en": "Sign in to read the guide"}


@pytest.mark.parametrize("language", LANGUAGE)
async def test_one_is_asked_in_the_language_of_the_page(kari: Person, language: str) -> None:
    _, page = await kari.get(f"{PAGE}?sprak={language}")
    assert LANGUAGE[language] in page and f'<html lang="{language}">' in page


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "local": ({"MicrosoftAppId": "", "MicrosoftAppPassword": ""}, "MicrosoftAppId"),
    "no secret": ({"SIGN_IN_APP_ID": OTHER}, "SIGN_IN_SECRET"),
    "no address": ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
    "plain http": ({"PUBLIC_URL": "http://undring.example"}, "PUBLIC_URL"),
    "a path": ({"PUBLIC_URL": "https://undring.example/bot"}, "PUBLIC_URL"),
    "any tenant": ({"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}, "ALLOWED_TENANTS"),
}


@pytest.mark.parametrize("name", UNFIT)
@pytest.mark.parametrize("which", ["GUIDE_SIGN_IN", "DESK"])
def test_settings_that_cannot_sign_anyone_in_stop_the_start(name: str, which: str) -> None:
    wrong, said = UNFIT[name]
    values = {
        "MicrosoftAppId": APP_ID,
        "MicrosoftAppPassword": SECRET,
        "MicrosoftAppTenantId": TENANT,
        "PUBLIC_URL": "https://u.example",
    }
    with pytest.raises(SettingsFault, match=said):
        read_settings(_env_file=None, **{**values, which: "on", **wrong})
