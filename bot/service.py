"""The running service: the guide that is reloaded when its files change, the door, the web application."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import structlog
from aiohttp import web
from aiohttp.web_routedef import AbstractRouteDef
from prometheus_client import REGISTRY, CollectorRegistry
from threadpoolctl import threadpool_limits

from bot.conversation.attendant import Attendant
from bot.conversation.conversation import Conversation
from bot.conversation.errands import Errands
from bot.conversation.handoff import services_for
from bot.conversation.handoff_channels import Channels
from bot.conversation.handoff_chores import Chores, keep_up
from bot.conversation.handoff_desk import HandoffOffice
from bot.conversation.handoff_team import TeamDesk
from bot.conversation.recent import RecentAnswers
from bot.conversation.weekly_round import WeeklyRound, course_errands, send_weekly
from bot.editors.desk.workroom import Workroom
from bot.editors.reviews.metrics import TrustCollector
from bot.errors import ContentFaults, SettingsFault
from bot.guide.guide import Guide
from bot.guide.loader import load_guide
from bot.guide.stamp import stamp_of
from bot.logs import configure_logs
from bot.matching.forgetting import forget_old
from bot.settings import Settings
from bot.stores.keyfile import person_key
from bot.stores.reviewing import KnownUse, keep_reviews_open
from bot.stores.store import Store
from bot.teams.auth import Authenticator
from bot.teams.connector import Connector, Token
from bot.teams.keys import SigningKeys
from bot.teams.opening import open_door
from bot.teams.telling import Telling
from bot.teams.tokens import NoToken, entra_token, managed_identity_token
from bot.tracing import requests_traced, start_tracing, stop_tracing, trace_store
from bot.web.chat_page import chat_routes
from bot.web.guide_pages import guide_routes
from bot.web.health import State, health_routes
from bot.web.messages import messages_route
from bot.web.server import runner_for, web_app
from bot.web.sign_in import SignIn, sign_in_for
from bot.wiring import conversation_for, desk_routes_for, reads_meaning, review_rule
from bot.wording import say

log = structlog.get_logger()
LAST_MOMENT = 0.2
"""Seconds between the last connection taken and the first one closed."""
COLLECT_AFTER = 20_000
"""New objects between collections: a turn makes hundreds, all of them gone by themselves when it is over."""
RELOAD_EVERY = 5.0
"""Seconds between looks at the guide's files."""


class LiveConversation:
    """The conversation over the last good content; a broken file is reported and changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stamp = stamp_of(settings.KNOWLEDGE)
        self._learning = threading.Lock()
        self._learned: Conversation | None = None
        self.current = RecentAnswers(self.learned(load_guide(settings.KNOWLEDGE)))

    def learned(self, guide: Guide) -> Conversation:
        """Return a conversation over a guide; what the desk and the door both need, is learned once."""
        with self._learning:
            if self._learned is None or self._learned.guide.fingerprint != guide.fingerprint:
                self._learned = conversation_for(guide, self._settings)
            return self._learned

    def reload_if_changed(self) -> bool:
        """Load the guide anew when a file has changed; tell whether it is now in use."""
        stamp = stamp_of(self._settings.KNOWLEDGE)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            guide = load_guide(self._settings.KNOWLEDGE)
            if guide.fingerprint != self.current.guide.fingerprint:
                self.current = RecentAnswers(self.learned(guide))
        except ContentFaults as error:
            log.error("content_faults", count=len(error.faults), first=str(error.faults[0]))
            return False
        log.info("guide_loaded", entries=len(self.current.guide), knowledge=self.current.guide.fingerprint)
        return True


async def build_app(settings: Settings, live: LiveConversation) -> web.Application:
    """Return the web application with its door open: locked in signed mode, loopback alone in local mode."""
    key = person_key(settings)
    store = Store(settings, key)
    trace_store(store.engine)
    errands = Errands()
    attendant = Attendant(lambda: live.current, store.turns, store, errands)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=200, limit_per_host=0, keepalive_timeout=60),
        cookie_jar=aiohttp.DummyCookieJar(),  # What one service sets is no business of the next.
        trace_configs=requests_traced(),
    )
    hosts = settings.ALLOWED_SERVICE_HOSTS
    connector = Connector(session, _token(session, settings), hosts, settings.is_local)
    door = open_door(settings, attendant, connector, store.turns, key)
    tells = Telling(door, connector, lambda: live.current.guide)
    office = _handoff(settings, store, tells, lambda: services_for(live.current.conversation, ""))
    errands.add({**office.errands(), **TeamDesk(office).errands()})
    errands.add(course_errands(store.progress, store.reminders, store.replica.now))
    weekly = WeeklyRound(store.reminders, store.turns, tells, lambda: live.current.guide, store.replica.now)
    keys = SigningKeys(session, settings.OPENID_METADATA_URL)
    guard = None if settings.is_local else Authenticator(settings, keys)

    guide = lambda: live.current.guide  # noqa: E731
    use = KnownUse(store)

    @asynccontextmanager
    async def running(app: web.Application) -> AsyncIterator[None]:
        await store.start()
        tasks = [asyncio.create_task(_watch(live)), asyncio.create_task(send_weekly(weekly, store.is_ready))]
        opening = keep_reviews_open(store, settings.KNOWLEDGE, guide, review_rule(settings))
        tasks += [asyncio.create_task(opening), asyncio.create_task(use.keep())]
        if settings.HANDOFF_CHANNELS:
            tasks.append(asyncio.create_task(keep_up(store.jobs, Chores(office, settings.HANDOFF_REMIND_HOURS))))
        if not settings.is_local:
            await keys.refresh()
            tasks.append(asyncio.create_task(keys.keep_fresh()))
        yield
        for task in tasks:
            task.cancel()
        # Let them end: one that is cut off in the middle of a statement must give its connection back first.
        await asyncio.gather(*tasks, return_exceptions=True)
        await session.close()
        await store.close()

    state = State(store.is_ready, reads_meaning(live.current.conversation))
    routes: list[AbstractRouteDef] = [messages_route(door, guard), *health_routes(guide, _measures(settings, guide, use), state)]
    sign_in = sign_in_for(settings, session, key, guide) if settings.signs_in else None
    routes += _pages(settings, live, sign_in)
    lifespans: list[Callable[[web.Application], object]] = [running]
    if sign_in is not None:
        lifespans.append(sign_in.running)
    if sign_in is not None and settings.DESK == "on":
        room = Workroom(settings.KNOWLEDGE, live.learned)
        routes += sign_in.guarded(desk_routes_for(settings, room, sign_in.editors))
        lifespans.append(room.running)
    app = web_app(routes, lifespans)
    app.on_shutdown.append(state.drain)
    return app


def _pages(settings: Settings, live: LiveConversation, sign_in: SignIn | None) -> list[AbstractRouteDef]:
    """Return the pages people read, behind the sign-in where the settings ask for it."""
    guide = lambda: live.current.guide  # noqa: E731
    pages = guide_routes(guide, lambda: live.current, settings.GUIDE_SIGN_IN == "on")
    if sign_in is not None:
        pages = [*sign_in.routes(), *(sign_in.guarded(pages) if settings.GUIDE_SIGN_IN == "on" else pages)]
    return [*pages, *chat_routes(guide)] if settings.is_local else pages


def _measures(settings: Settings, guide: Callable[[], Guide], use: KnownUse) -> CollectorRegistry:
    """Return what /metrics tells: what the process counts, and how the guide in use stands."""
    registry = CollectorRegistry()
    registry.register(REGISTRY)
    registry.register(TrustCollector(guide, settings.KNOWLEDGE, lambda: use.counts))
    return registry


def _handoff(settings: Settings, store: Store, tells: Telling, services: Callable[[], tuple[str, ...]]) -> HandoffOffice:
    channels = Channels(settings.HANDOFF_CHANNELS)
    return HandoffOffice(store.tickets, tells, channels, store.replica.now, round(settings.KEEP_TICKET_DAYS), services)


async def _watch(live: LiveConversation) -> None:
    while True:
        await asyncio.sleep(RELOAD_EVERY)
        try:
            await asyncio.to_thread(live.reload_if_changed)
        except Exception as error:  # The last good content goes on serving, whatever happens to the files.
            log.error("reload_failed", error=type(error).__name__)


def _token(session: aiohttp.ClientSession, settings: Settings) -> Token:
    if settings.is_local:
        return NoToken()
    make = managed_identity_token if settings.MicrosoftAppType == "UserAssignedMSI" else entra_token
    return make(session, settings)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, then let what is under way finish."""
    configure_logs(settings.LOG_LEVEL)
    start_tracing(settings.OTEL_EXPORTER_OTLP_ENDPOINT)
    live = LiveConversation(settings)
    # One thread does the sums of an answer: two are no faster on vectors, and the other would spin beside the event loop.
    threadpool_limits(1)
    if (files := forget_old(settings.CACHE)) > 0:
        log.info("cache_cleaned", files=files)
    try:
        asyncio.run(_serve(settings, live))
    finally:
        stop_tracing()


async def _serve(settings: Settings, live: LiveConversation) -> None:
    runner = runner_for(await build_app(settings, live))
    # Before anyone is told that we listen: whoever then tells us to stop is heard.
    stop = _told_to_stop()
    await runner.setup()
    listening = _listening(settings)
    site = web.SockSite(runner, listening)
    await site.start()
    port = listening.getsockname()[1]
    if not gc.isenabled():  # What was made while starting stays: no collection needs to go through it again.
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER, 20, 50)
        gc.enable()
    print(say("serving_local" if settings.is_local else "serving", host=settings.HOST, port=port), file=sys.stderr, flush=True)
    await stop.wait()
    await site.stop()
    # Who connected in the last moment is heard first: aiohttp would leave them, and us, waiting for all of the drain's time.
    await asyncio.sleep(LAST_MOMENT)
    await runner.cleanup()


def _told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for signalled in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signalled, stop.set)
    return stop


def _listening(settings: Settings) -> socket.socket:
    try:
        return socket.create_server((settings.HOST, settings.PORT), backlog=512)
    except OSError as error:
        raise SettingsFault(say("port_taken", host=settings.HOST, port=settings.PORT, why=error.strerror or "")) from error
