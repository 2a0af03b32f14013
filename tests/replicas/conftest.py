"""Replicas as processes behind a real nginx, on one PostgreSQL, with a connector that counts what it is sent."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.stores.conftest import fresh_database, postgres_server

__all__ = ["postgres_server"]
REPO = Path(__file__).resolve().parents[2]
LEASE = 1.5
KEY = b"one key for all"

NGINX = """
{user} worker_processes 1; daemon off; pid {home}/nginx.pid; error_log {home}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  upstream undring {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://undring; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host 127.0.0.1;
      proxy_connect_timeout 1s; proxy_read_timeout 15s;
      # A message is a POST, yet may be passed on: the ledger sees to it that it is answered once.
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Connector:
    """Teams' side: counts the replies to each activity."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.url = ""

    def app(self) -> web.Application:
        async def take(request: web.Request) -> web.Response:
            body = await request.json()
            if body["type"] == "typing":
                return web.json_response({"id": "dots"})
            self.answers[body["replyToId"]] += 1
            return web.json_response({"id": "x"})

        app = web.Application()
        app.router.add_post("/connector/{rest:.*}", take)
        return app


class Cluster:
    """Three replicas and what stands before and behind them."""

    def __init__(self, home: Path, address: str, connector: Connector) -> None:
        self.home = home
        self.address = address
        self.connector = connector
        self.ports = [free_port() for _ in range(3)]
        self.port = free_port()
        self.killed = 0
        self._replicas: dict[int, asyncio.subprocess.Process] = {}
        self._nginx: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        await asyncio.gather(*(self.run(port) for port in self.ports))
        servers = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in self.ports)
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.home / "nginx.conf"
        config.write_text(NGINX.format(home=self.home, servers=servers, port=self.port, user=user), encoding="utf-8")
        self._nginx = await asyncio.create_subprocess_exec(
            "nginx", "-p", str(self.home), "-c", str(config), "-e", f"{self.home}/e.log"
        )
        await self.until_ready(self.port)

    async def run(self, port: int) -> None:
        """Start a replica and wait until it is ready."""
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "DATABASE_URL": self.address, "PERSON_KEY": KEY.decode(),
            "PORT": str(port), "LEASE": str(LEASE),
        }  # fmt: skip
        with (self.home / f"{port}.log").open("ab") as log:
            self._replicas[port] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.replicas.one", cwd=REPO, env=environment, stdout=log, stderr=log
            )
        await self.until_ready(port)

    async def until_ready(self, port: int) -> None:
        async with aiohttp.ClientSession() as session, asyncio.timeout(40):
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    async def kill(self, how: signal.Signals) -> None:
        """Kill a replica at random, and start another in its place."""
        port = random.choice(self.ports)
        held = self._replicas[port]
        held.send_signal(how)
        self.killed += 1
        await held.wait()
        await self.run(port)

    async def stop(self) -> None:
        if self._nginx is not None and self._nginx.returncode is None:
            self._nginx.terminate()
            await self._nginx.wait()
        for held in self._replicas.values():
            if held.returncode is None:
                with suppress(ProcessLookupError):
                    held.kill()
                await held.wait()


@pytest.fixture
async def cluster(postgres_server: tuple[str, Path], tmp_path: Path) -> AsyncIterator[Cluster]:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed here; test.sh installs it where it can")
    address = await asyncio.to_thread(fresh_database, postgres_server[0], "replicas")
    connector = Connector()
    async with TestServer(connector.app(), host="127.0.0.1") as server:
        connector.url = f"http://127.0.0.1:{server.port}/connector"
        held = Cluster(tmp_path, address, connector)
        try:
            await held.start()
            yield held
        finally:
            await held.stop()
