"""Look at everything that must be right for the service to work, and name the cause and the cure of each fault."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

from bot.errors import UndringError
from bot.guide.loader import read_layers
from bot.matching.model import load_model
from bot.packaging.package import GUID, build_package
from bot.settings import Settings
from bot.web.sign_in_entra import CALLBACK
from bot.wording import say

State = Literal["good", "warning", "fault"]
PATIENCE = 8.0
"""Seconds to wait for another machine."""
MOST_SKEW = 240.0
"""Seconds the clock may be wrong before signed tokens are refused."""
_CAUSES = {"AADSTS7000215": "secret", "AADSTS7000222": "secret", "AADSTS700016": "tenant", "AADSTS90002": "tenant"}
"""Entra's codes for a wrong or expired secret, and for an app or tenant that is not there."""
_REFUSED = {
    "token": {"secret": "doctor_token_secret", "tenant": "doctor_token_tenant", "": "doctor_token_refused"},
    "sign_in": {"secret": "doctor_sign_in_secret", "tenant": "doctor_sign_in_tenant", "": "doctor_sign_in_refused"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: the subject, its state, and in a fault the cause and the cure."""

    about: str
    state: State
    message: str


Look = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> list[Finding]:
    """Return every finding, in the order in which things must be put right."""
    looks: tuple[Look, ...] = (look_at_identity, look_at_address, look_at_package, look_at_knowledge, look_at_model)
    found = [finding for look in looks for finding in look(settings)]
    return [*found, *asyncio.run(_look_outside(settings))]


def _good(about: str, key: str, **values: object) -> Finding:
    return Finding(about, "good", say(key, **values))


def _fault(about: str, key: str, **values: object) -> Finding:
    return Finding(about, "fault", say(key, **values))


def look_at_identity(settings: Settings) -> Iterator[Finding]:
    """The ids and the secret: their form, and whether they stand in each other's place."""
    about, secret = "identity", settings.MicrosoftAppPassword.get_secret_value()
    if settings.is_local:
        yield Finding(about, "warning", say("doctor_local"))
        return
    faults = []
    if not GUID.fullmatch(settings.MicrosoftAppId):
        faults.append("doctor_bot_id")
    if settings.MicrosoftAppTenantId and not GUID.fullmatch(settings.MicrosoftAppTenantId):
        faults.append("doctor_tenant_name")
    if settings.MicrosoftAppTenantId and settings.MicrosoftAppTenantId.lower() == settings.MicrosoftAppId.lower():
        faults.append("doctor_same_ids")
    if secret and GUID.fullmatch(secret):
        faults.append("doctor_secret_id")
    yield from (_fault(about, key) for key in faults)
    if settings.MicrosoftAppType == "MultiTenant":
        yield Finding(about, "warning", say("doctor_multi_tenant"))
    if not faults:
        yield _good(about, "doctor_identity_good")


def look_at_address(settings: Settings) -> Iterator[Finding]:
    """The address people and Teams reach the service by."""
    address = urlsplit(settings.PUBLIC_URL)
    if not settings.PUBLIC_URL:
        yield Finding("address", "warning" if settings.is_local else "fault", say("doctor_no_url"))
    elif address.scheme != "https" or not address.hostname:
        yield _fault("address", "doctor_not_https", url=settings.PUBLIC_URL)
    elif address.path.strip("/"):
        yield _fault("address", "doctor_url_path", url=settings.PUBLIC_URL)
    else:
        yield _good("address", "doctor_address_good", url=settings.PUBLIC_URL)


def look_at_package(settings: Settings) -> Iterator[Finding]:
    """The app package, built as it would be uploaded."""
    try:
        build_package(settings)
    except UndringError as error:
        yield Finding("package", "warning" if settings.is_local else "fault", str(error))
    else:
        yield _good("package", "doctor_package_good")


def look_at_knowledge(settings: Settings) -> Iterator[Finding]:
    """The guide: does it load, and without faults."""
    loading = read_layers(settings.KNOWLEDGE)
    errors = [fault for fault in loading.faults if fault.level == "error"]
    if errors:
        yield _fault("knowledge", "doctor_knowledge_faults", count=len(errors), first=errors[0])
    elif loading.guide is not None:
        yield _good("knowledge", "doctor_knowledge_good", entries=len(loading.guide))


def look_at_model(settings: Settings) -> Iterator[Finding]:
    """The sentence model: without it the guide answers from words alone."""
    model, why = load_model(settings.CACHE)
    if model is None:
        yield Finding("model", "warning", say("no_model", why=why))
    else:
        yield _good("model", "doctor_model_good")


async def _look_outside(settings: Settings) -> list[Finding]:
    if settings.is_local:
        return []
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    looks = (look_at_keys, look_at_token, look_at_sign_in, look_at_door)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        return [finding for look in looks for finding in await look(session, settings)]


async def look_at_keys(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Where the keys of incoming tokens are described; its clock tells whether ours is right."""

    async def look() -> list[Finding]:
        async with session.get(settings.OPENID_METADATA_URL) as answer:
            if answer.status != 200:
                return [_fault("keys", "doctor_keys_status", status=answer.status, url=settings.OPENID_METADATA_URL)]
            return [_good("keys", "doctor_keys_good"), *_clock(answer.headers.get("Date", ""))]

    return await _patiently(look, "keys", settings.OPENID_METADATA_URL)


def _clock(date: str) -> Iterator[Finding]:
    try:
        skew = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError):
        return
    if skew > MOST_SKEW:
        yield _fault("clock", "doctor_clock", seconds=round(skew))
    else:
        yield _good("clock", "doctor_clock_good")


async def look_at_token(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Whether the id, the secret and the tenant together are given a token."""
    if settings.MicrosoftAppType == "UserAssignedMSI":
        return [Finding("token", "warning", say("doctor_token_identity"))]
    tenant = settings.MicrosoftAppTenantId or "botframework.com"
    url = settings.TOKEN_URL or f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
    secret = settings.MicrosoftAppPassword.get_secret_value()
    scope = "https://api.botframework.com/.default"
    refused = await _refusal(session, "token", url, (settings.MicrosoftAppId, secret, scope))
    return refused or [_good("token", "doctor_token_good")]


async def look_at_sign_in(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Whether people can sign in to the pages: Entra is reached there, and knows the app and its secret."""
    if not settings.signs_in:
        return []
    url = f"{settings.sign_in_place}/v2.0/.well-known/openid-configuration"

    async def look() -> list[Finding]:
        async with session.get(url) as answer:
            return [] if answer.status == 200 else [_fault("sign_in", "doctor_sign_in_place", status=answer.status, url=url)]

    found = await _patiently(look, "sign_in", url)
    if not found and (home := settings.MicrosoftAppTenantId):  # Entra gives an app itself tokens in its own tenant alone.
        app = (settings.sign_in_app, settings.sign_in_secret, f"{settings.sign_in_app}/.default")
        found = await _refusal(session, "sign_in", f"{settings.SIGN_IN_AUTHORITY.rstrip('/')}/{home}/oauth2/v2.0/token", app)
    return found or [_good("sign_in", "doctor_sign_in_good", back=settings.PUBLIC_URL.rstrip("/") + CALLBACK)]


async def _refusal(session: aiohttp.ClientSession, about: str, url: str, app: tuple[str, str, str]) -> list[Finding]:
    """Return why an app's id and secret together are given no token; nothing when they are."""
    form = {"grant_type": "client_credentials", "client_id": app[0], "client_secret": app[1], "scope": app[2]}

    async def look() -> list[Finding]:
        async with session.post(url, data=form) as answer:
            held = await answer.json(content_type=None)
            if answer.status == 200 and isinstance(held, dict) and held.get("access_token"):
                return []
            said = str(held.get("error_description", "")) if isinstance(held, dict) else ""
            code = found.group() if (found := re.search(r"AADSTS\d+", said)) else str(answer.status)
            return [_fault(about, _REFUSED[about][_CAUSES.get(code, "")], code=code)]

    return await _patiently(look, about, url)


async def look_at_door(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Whether the service is reached from outside, and refuses what is not signed."""
    if not settings.PUBLIC_URL.startswith("https://"):
        return []
    url = f"{settings.PUBLIC_URL.rstrip('/')}/api/messages"

    async def look() -> list[Finding]:
        async with session.post(url, json={"type": "message"}) as answer:
            if answer.status in (401, 403):
                return [_good("door", "doctor_door_good")]
            return [
                _fault("door", "doctor_door_open" if answer.status < 300 else "doctor_door_status", status=answer.status, url=url)
            ]

    return await _patiently(look, "door", url)


async def _patiently(look: Callable[[], Awaitable[list[Finding]]], about: str, url: str) -> list[Finding]:
    try:
        return await look()
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        return [_fault(about, "doctor_unreachable", url=url, why=type(error).__name__)]
