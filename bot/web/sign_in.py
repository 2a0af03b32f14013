"""Sign-in for the pages, where a setting asks for it: silently in a Teams tab, at Microsoft's own page in a browser."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef

from bot.errors import BadActivity, Refused
from bot.guide.guide import Guide
from bot.settings import Settings
from bot.web.limits import whole_body
from bot.web.sign_in_entra import CALLBACK, Entra, EntraSilent, Person
from bot.web.sign_in_pages import SignInPages
from bot.web.sign_in_tickets import ON_THE_WAY, Tickets, Visit

START, FROM_TEAMS, LEAVE, LEFT = "/veileder/innlogging/start", "/veileder/innlogging", "/veileder/utlogging", "/veileder/utlogget"
GUIDE, DESK = "/veileder/", "/pult/"
_TARGET = re.compile(r"/(?:veileder|pult)/[!#-\[\]-~]{0,1200}")
"""Pages one may come back to: our own, in signs that no browser reads as another site."""
_MOST_USED = 10_000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Editors:
    """Lets people in to the desk who have signed in with the role of an editor."""

    signs_out = True

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets

    def admit(self, request: web.Request) -> None:
        """Raise Refused unless the caller is an editor."""
        self._editor(request)

    def token(self, request: web.Request) -> str:
        """Return the secret that this editor's pages send along with what they write."""
        return self._tickets.desk_token(self._editor(request))

    def _editor(self, request: web.Request) -> Visit:
        visit = self._tickets.visit(request)
        if visit is None:
            raise Refused(401, "not signed in")
        if not visit.is_editor:
            raise Refused(403, "no role")
        return visit


class SignIn:
    """Lets people in to the pages it guards, and shows all others the way."""

    def __init__(self, entra: Entra, tickets: Tickets, pages: SignInPages) -> None:
        self._entra = entra
        self._tickets = tickets
        self._pages = pages
        self.editors = Editors(tickets)
        self._used: dict[str, float] = {}

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        """Hold Entra's keys fresh while the service runs."""
        await self._entra.keys.refresh()
        fresh = asyncio.create_task(self._entra.keys.keep_fresh())
        yield
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)

    def routes(self) -> list[AbstractRouteDef]:
        """Return the routes of the sign-in itself, which are open to all."""
        return [
            web.get(START, self._start),
            web.get(CALLBACK, self._back),
            web.post(FROM_TEAMS, self._from_teams),
            web.post(LEAVE, self._leave),
            web.get(LEFT, self._left),
        ]

    def guarded(self, routes: Iterable[AbstractRouteDef]) -> list[AbstractRouteDef]:
        """Return the routes with those of the guide open to whoever has signed in, and those of the desk to editors."""
        return [self._behind(one) if isinstance(one, web.RouteDef) else one for one in routes]

    def _behind(self, route: web.RouteDef) -> web.RouteDef:
        if not route.path.startswith((GUIDE, DESK)):
            return route
        inner: Handler = route.handler
        editors = route.path.startswith(DESK)

        async def guarded(request: web.Request) -> web.StreamResponse:
            visit = self._tickets.visit(request)
            if visit is None or (editors and not visit.is_editor):
                if request.method in ("GET", "HEAD"):
                    return self._pages.ask(target(request.path_qs), editors, visit is not None)
                self.editors.admit(request)
            answer = await inner(request)
            answer.headers["Vary"] = "Cookie"
            if answer.headers.get("Cache-Control", "").startswith("public"):
                answer.headers["Cache-Control"] = "private, no-cache"
            return answer

        return web.RouteDef(route.method, route.path, guarded, route.kwargs)

    async def _start(self, request: web.Request) -> web.StreamResponse:
        """Send someone to Microsoft's sign-in page, with all that must be the same when they come back put aside."""
        held = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        way = self._entra.way_in(held["state"], held["nonce"], held["verifier"])
        if "velg" in request.query:
            way += "&" + urlencode({"prompt": "select_account"})
        answer = _gone_to(way)
        self._tickets.set_out(answer, {**held, "target": target(request.query.get("til", ""))})
        return answer

    async def _back(self, request: web.Request) -> web.StreamResponse:
        """Let in whoever comes back with a code, if it was we who sent them and this is the first time."""
        flow = self._tickets.flow(request)
        wanted = str((flow or {}).get("target", GUIDE))
        answer: web.StreamResponse
        try:
            if flow is None or not self._first(str(flow["state"]), request.query.get("state", "")):
                raise Refused(401, "state")
            if not request.query.get("code"):
                raise Refused(401, "no code")
            person = await self._entra.redeem(request.query["code"], str(flow["verifier"]), str(flow["nonce"]))
        except Refused as error:
            answer = self._pages.refused(wanted, error)
        except EntraSilent as error:
            answer = self._pages.silent(wanted, error)
        else:
            answer = _gone_to(wanted)
            self._tickets.let_in(answer, self._visit(person), framed=False)
        self._tickets.arrived(answer)
        return answer

    def _first(self, state: str, given: str) -> bool:
        """Tell whether a state is the one we gave, and has not been used: a code's own single use is Entra's to keep."""
        if not hmac.compare_digest(state.encode(), given.encode("utf-8", "replace")) or state in self._used:
            return False
        now = time.monotonic()
        if len(self._used) >= _MOST_USED:
            self._used = {one: at for one, at in self._used.items() if now - at < ON_THE_WAY}
        self._used[state] = now
        return True

    async def _from_teams(self, request: web.Request) -> web.StreamResponse:
        """Let in whoever a Teams tab brings a token for."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused(403, "another site")
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            body = json.loads(await whole_body(request))
        except (ValueError, RecursionError) as error:
            raise BadActivity("not JSON") from error
        token = body.get("token") if isinstance(body, dict) else None
        if not isinstance(token, str):
            raise BadActivity("token")
        answer = web.json_response({"ok": True})
        self._tickets.let_in(answer, self._visit(await self._entra.vouched(token)), framed=True)
        return answer

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused(403, "another site")
        back = target(request.query.get("til", ""))
        answer = _gone_to(LEFT if back == GUIDE else f"{LEFT}?{urlencode({'til': back})}")
        self._tickets.let_out(answer)
        return answer

    async def _left(self, request: web.Request) -> web.StreamResponse:
        return self._pages.left(target(request.query.get("til", "")), self._entra.way_out)

    def _visit(self, person: Person) -> Visit:
        return Visit(self._tickets.person(person.tenant, person.subject), person.is_editor)


def sign_in_for(settings: Settings, session: aiohttp.ClientSession, key: bytes, guide: Callable[[], Guide]) -> SignIn:
    """Return the sign-in that the settings ask for."""
    return SignIn(Entra(settings, session), Tickets(key), SignInPages(guide, START))


def target(asked: str) -> str:
    """Return the page to come back to: one of ours, or the guide's first."""
    within = _TARGET.fullmatch(asked) and not asked.startswith((START, CALLBACK, LEAVE, LEFT))
    return asked if within else GUIDE


def _gone_to(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
