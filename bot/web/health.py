"""GET /healthz, /readyz and /metrics: alive, ready, and counted; never anything anyone wrote."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.guide.guide import Guide


@dataclass(slots=True)
class State:
    """How the service is: whether the store answers, questions are read by meaning, and whether it is on its way out."""

    store_answers: Callable[[], Awaitable[bool]]
    reads_meaning: bool = True
    draining: bool = False

    async def drain(self, app: web.Application) -> None:
        """Take no more: what is under way is finished, and no balancer sends more."""
        self.draining = True

    async def status(self) -> str:
        """Return ok, or what keeps it from serving."""
        if self.draining:
            return "draining"
        return "ok" if await self.store_answers() else "store"


def health_routes(guide: Callable[[], Guide], registry: CollectorRegistry, state: State) -> list[web.RouteDef]:
    """Return the routes for probes and Prometheus.

    Ready means that the guide is loaded, the store answers, and nobody has told us to stop. Without the sentence model
    the words alone answer: that is said here, but takes nobody out of service.
    """

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(request: web.Request) -> web.Response:
        held, status = guide(), await state.status()
        model = "ok" if state.reads_meaning else "missing"
        about = {"status": status, "entries": len(held), "knowledge": held.fingerprint, "model": model}
        return web.json_response(about, status=200 if status == "ok" else 503)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)]
