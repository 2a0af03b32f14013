"""GET /healthz, /readyz and /metrics: alive, ready, and counted; never anything anyone wrote."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.guide.guide import Guide


def health_routes(
    guide: Callable[[], Guide], registry: CollectorRegistry, store_answers: Callable[[], Awaitable[bool]]
) -> list[web.RouteDef]:
    """Return the routes for probes and Prometheus; ready means that the guide is loaded and the store answers."""

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(request: web.Request) -> web.Response:
        held = guide()
        answers = await store_answers()
        about = {"status": "ok" if answers else "store", "entries": len(held), "knowledge": held.fingerprint}
        return web.json_response(about, status=200 if answers else 503)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)]
