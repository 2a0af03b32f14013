"""Run every server in turn, print a table and write JSON."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from benchmarks.http.channel import APP_ID, TENANT
from benchmarks.http.load import requests, run

REPO = Path(__file__).resolve().parents[2]
MODES = {"expectReplies": ("http", True), "connector": ("http", False), "connector https": ("https", False)}
SERVERS = ("ours", "ours, all different", "ours on agents", "botbuilder", "agents", "bare")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def start(server: str, channel: dict[str, str], home: Path) -> tuple[subprocess.Popen[bytes], int, float]:
    """Start a server; return it, its port and the seconds until it was ready."""
    port = free_port()
    # `requests` reads the one, OpenSSL the other.
    env = {**os.environ, "PORT": str(port), "SSL_CERT_FILE": channel["cert"], "REQUESTS_CA_BUNDLE": channel["cert"]}
    if server.startswith("ours"):
        env |= {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": "secret",
            "MicrosoftAppTenantId": TENANT,
            "ALLOWED_SERVICE_HOSTS": "localhost",
            "OPENID_METADATA_URL": f"{channel['http']}/metadata",
            "TOKEN_URL": f"{channel['http']}/token",
            "DATA": str(home),
            "PERSON_TURNS_A_MINUTE": "0",
            "TENANT_TURNS_A_MINUTE": "0",
            "DATABASE_URL": f"sqlite:///{home}/{port}.sqlite3",
            "DOOR": "agents" if "on agents" in server else "botbuilder",
        }
        command = [sys.executable, str(REPO / "app.py")]
    else:
        command = [sys.executable, "-m", "benchmarks.http.servers", server]
    started = time.perf_counter()
    with (home / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPO, env=env, stdout=log, stderr=log)
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return process, port, time.perf_counter() - started
        except OSError:
            if process.poll() is not None or time.perf_counter() - started > 120:
                raise SystemExit(f"{server} did not start:\n{(home / f'{port}.log').read_text()[-2000:]}") from None
            time.sleep(0.01)


def measure(server: str, channel: dict[str, str], home: Path, clients: list[int], seconds: float) -> list[dict[str, Any]]:
    process, port, ready = start(server, channel, home)
    watched, rows = psutil.Process(process.pid), []
    try:
        for mode, (scheme, expect) in MODES.items():
            token = channel[f"{scheme}_token"] if server.startswith("ours") else ""
            wanted = requests(port, token, f"{channel[scheme]}/connector", expect, "different" in server)
            asyncio.run(run(port, 4, 1.0, wanted))
            for count in clients:
                before = sum(watched.cpu_times()[:2])
                figures = asyncio.run(run(port, count, seconds, wanted))
                cpu = (sum(watched.cpu_times()[:2]) - before) / max(len(figures.times), 1) * 1000
                rows.append(
                    {
                        "server": server,
                        "mode": mode,
                        "clients": count,
                        "rps": round(figures.rate, 1),
                        "bad": figures.bad,
                        "p50_ms": round(figures.percentile(0.5), 2),
                        "p99_ms": round(figures.percentile(0.99), 2),
                        "cpu_ms": round(cpu, 3),
                        "rss_mib": round(watched.memory_info().rss / 2**20, 1),
                        "ready_s": round(ready, 2),
                    }
                )
                print(line(rows[-1]), flush=True)
    finally:
        process.terminate()
        process.wait(20)
    return rows


def line(row: dict[str, Any]) -> str:
    return (
        f"| {row['server']} | {row['mode']} | {row['clients']} | {row['rps']} | {row['p50_ms']} | {row['p99_ms']} "
        f"| {row['cpu_ms']} | {row['rss_mib']} | {row['bad']} |"
    )


def ratios(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return our rate over each peer's, by mode and clients."""
    rates = {(row["server"], row["mode"], row["clients"]): row["rps"] for row in rows}
    found: dict[str, dict[str, float]] = {}
    for (server, mode, count), rate in rates.items():
        if server.startswith("ours"):
            peers = {name: rates.get((name, mode, count)) for name in ("botbuilder", "agents", "bare")}
            found[f"{server}, {mode}, {count}"] = {name: round(rate / peer, 2) for name, peer in peers.items() if peer}
    return found


def main(
    seconds: Annotated[float, typer.Option(help="Seconds of each run.")] = 3.0,
    clients: Annotated[str, typer.Option(help="Clients at once, with commas.")] = "1,16,64",
    servers: Annotated[str, typer.Option(help="Servers, with semicolons.")] = ";".join(SERVERS),
    out: Annotated[Path | None, typer.Option(help="Write the figures as JSON here.")] = None,
) -> None:
    """Measure each server; about four minutes with everything."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "benchmarks.http.channel", folder]
        with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE) as teams:
            assert teams.stdout is not None
            channel = json.loads(teams.stdout.readline())
            print(
                "| server | replies | clients | req/s | p50 ms | p99 ms | CPU ms/turn | RSS MiB | not 2xx |\n"
                "|---|---|---|---|---|---|---|---|---|"
            )
            counts = [int(one) for one in clients.split(",")]
            try:
                rows = [row for server in servers.split(";") for row in measure(server, channel, home, counts, seconds)]
            finally:
                teams.terminate()
    print("\n| ours | ÷ botbuilder | ÷ agents | ÷ bare |\n|---|---|---|---|")
    for name, held in ratios(rows).items():
        print(f"| {name} | {held.get('botbuilder', '–')} | {held.get('agents', '–')} | {held.get('bare', '–')} |")
    ready = {row["server"]: row["ready_s"] for row in rows}
    print(f"\nReady after, s: {ready}")
    if out is not None:
        out.write_text(json.dumps({"rows": rows, "ratios": ratios(rows), "ready_s": ready}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
