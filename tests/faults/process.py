"""The service as a process of its own in trouble, and Teams' side of it: what was sent, what was acknowledged, what came back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.serving import REPO, clean_environ

WITHIN = 90
"""Seconds to wait for what must come; a slow machine is no fault."""


class Teams:
    """The connector's side: counts the replies to each activity, and holds them back while told to."""

    def __init__(self) -> None:
        self.replies: Counter[str] = Counter()
        self.cards: dict[str, str] = {}
        self.reached = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self.url = ""

    def app(self) -> web.Application:
        async def take(request: web.Request) -> web.Response:
            body = await request.json()
            if body["type"] == "typing":
                return web.json_response({"id": "dots"})
            self.reached.set()
            await self.free.wait()
            self.replies[body["replyToId"]] += 1
            self.cards[body["replyToId"]] = body["attachments"][0]["content"]["fallbackText"]
            return web.json_response({"id": "x"})

        app = web.Application()
        app.router.add_post("/connector/{rest:.*}", take)
        return app


class Service:
    """One process after the other on the same store; `plain` ones have a matcher with nothing to learn."""

    def __init__(self, home: Path, plain: bool = True, **settings: str) -> None:
        self.home = home
        self.log: list[str] = []
        self.url = ""
        self._module = ["-m", "tests.replicas.one"] if plain else ["app.py"]
        self._environ = {
            "PERSON_KEY": "one key for all",
            "PORT": "0",
            "LOG_LEVEL": "info",
            "PERSON_TURNS_A_MINUTE": "0",
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None
        return self._process

    async def start(self) -> None:
        """Start, and wait until it listens."""
        environ = {**clean_environ(), "PYTHONUNBUFFERED": "1", **self._environ}
        seen = len(self.log)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._module,
            cwd=REPO,
            env=environ,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read())
        line = await self.until(r"http://[\d.]+:\d+", seen)
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found is not None
        self.url = found[0]

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log.append(line.decode())
            self._news.set()

    async def until(self, pattern: str, since: int = 0) -> str:
        """Wait for a line of the log, and return it."""
        async with asyncio.timeout(WITHIN):
            while True:
                self._news.clear()
                for line in self.log[since:]:
                    if re.search(pattern, line):
                        return line
                if self.process.returncode is not None:
                    raise AssertionError(f"ended with {self.process.returncode}: {''.join(self.log[-20:])}")
                await self._news.wait()

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the log's lines about one kind of event."""
        held = [json.loads(line) for line in self.log if line.startswith("{")]
        return [one for one in held if one["event"] == name]

    async def end(self, signal: int) -> int:
        """Send a signal, and return how the process ended."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal)
        status = await self.process.wait()
        if self._reading is not None:
            await self._reading
        return status


class Sender:
    """Teams' other side: brings activities, again and again until they are acknowledged."""

    def __init__(self, service: Service, teams: Teams, session: aiohttp.ClientSession) -> None:
        self.service = service
        self.teams = teams
        self.session = session

    def activity(self, key: str, person: str = "p", text: str = "hva er taushetsplikt", **fields: Any) -> dict[str, Any]:
        return {
            "type": "message", "id": key, "channelId": "msteams", "serviceUrl": f"{self.teams.url}/connector", "locale": "nb-NO",
            "from": {"id": f"29:{person}", "aadObjectId": f"person-{person}"}, "recipient": {"id": "28:bot"},
            "conversation": {"id": f"a:{person}", "conversationType": "personal"}, "text": text, **fields,
        }  # fmt: skip

    async def once(self, activity: dict[str, Any]) -> tuple[int, Any]:
        """Bring an activity once; 0 for no answer."""
        with suppress(aiohttp.ClientError, TimeoutError):
            limit = aiohttp.ClientTimeout(total=20)
            async with self.session.post(f"{self.service.url}/api/messages", json=activity, timeout=limit) as answer:
                body = await answer.read()
                return answer.status, json.loads(body) if body else None
        return 0, None

    async def until_taken(self, activity: dict[str, Any]) -> Any:
        """Bring an activity until it is acknowledged."""
        async with asyncio.timeout(WITHIN):
            while True:
                status, body = await self.once(activity)
                if status == 200:
                    return body
                assert status in (0, 503), f"{status}: {body}"
                await asyncio.sleep(0.05)

    async def ask(self, key: str, text: str, person: str = "p") -> str:
        """Ask in the request itself, and return what the card says."""
        body = await self.until_taken(self.activity(key, person, text, deliveryMode="expectReplies"))
        return str(body["activities"][0]["attachments"][0]["content"]["fallbackText"])

    async def choose(self, key: str, sector: str, person: str = "p") -> None:
        """Choose a workplace by its button."""
        action = {"type": "Action.Execute", "verb": "sector", "data": {"undring": {"verb": "sector", "sector": sector}}}
        fields = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        await self.until_taken(self.activity(key, person, **fields))
