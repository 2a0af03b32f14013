"""The peers, each a process: botbuilder's CloudAdapter echo, an echo on the Agents SDK, and a bare aiohttp handler."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def bare() -> Handler:
    """Parse, and reply; in normal mode send the reply by one shared session."""
    held: dict[str, aiohttp.ClientSession] = {}

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        reply = {"type": "message", "text": f"Echo: {body['text']}", "conversation": body["conversation"]}
        if body.get("deliveryMode") == "expectReplies":
            return web.json_response({"activities": [reply]})
        session = held.setdefault("session", aiohttp.ClientSession()) if held else None
        if session is None:
            session = held["session"] = aiohttp.ClientSession()
        address = f"{body['serviceUrl']}/v3/conversations/{body['conversation']['id']}/activities/{body['id']}"
        async with session.post(address, json=reply) as answer:
            await answer.read()
        return web.Response(status=200)

    return handle


def botbuilder() -> Handler:
    """CloudAdapter as shipped, but for its fault that answers 500 to expectReplies."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication, cloud_adapter

    # 4.17.1 serialises a body that already is a dict; let dicts through.
    shipped = cloud_adapter.serializer_helper
    cloud_adapter.serializer_helper = lambda body: _plain(body, shipped)

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    class Config:
        APP_ID = ""
        APP_PASSWORD = ""

    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config())), Echo()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response(status=200)

    return handle


def _plain(body: Any, shipped: Callable[[Any], Any]) -> Any:
    if isinstance(body, dict):
        return {name: _plain(held, shipped) for name, held in body.items()}
    if isinstance(body, list):
        return [_plain(one, shipped) for one in body]
    return shipped(body) if hasattr(body, "_attribute_map") else body


def agents() -> Handler:
    """An ActivityHandler on microsoft-agents-hosting-aiohttp's CloudAdapter."""
    from microsoft_agents.hosting.aiohttp import CloudAdapter
    from microsoft_agents.hosting.core import ActivityHandler, AgentAuthConfiguration, AnonymousTokenProvider, ClaimsIdentity

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: Any) -> None:
            await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    class Connections:
        def get_connection(self, name: str = "") -> Any:
            return AnonymousTokenProvider()

        def get_default_connection(self) -> Any:
            return AnonymousTokenProvider()

        def get_token_provider(self, *args: Any, **more: Any) -> Any:
            return AnonymousTokenProvider()

        def get_default_connection_configuration(self) -> Any:
            return AgentAuthConfiguration(anonymous_allowed=True)

        def get_token_provider_from_connection(self, name: str = "") -> Any:
            return AnonymousTokenProvider()

    adapter, bot = CloudAdapter(connection_manager=Connections()), Echo()

    async def handle(request: web.Request) -> web.StreamResponse:
        request["claims_identity"] = ClaimsIdentity({}, False)
        return await adapter.process(request, bot) or web.Response(status=202)

    return handle


MAKES = {"bare": bare, "botbuilder": botbuilder, "agents": agents}


def main() -> None:
    app = web.Application()
    app.router.add_post("/api/messages", MAKES[sys.argv[1]]())
    app.router.add_get("/healthz", _alive)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)


async def _alive(request: web.Request) -> web.Response:
    return web.Response(text=json.dumps({"status": "ok"}))


if __name__ == "__main__":
    main()
