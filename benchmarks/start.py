"""How long the service takes from being spawned until /readyz answers 200, the processor time that cost, and its memory.

    python -m benchmarks.start [--times 5] [--json FILE]

Local mode on loopback, everything learned and kept before the first measured start.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from benchmarks.http.__main__ import REPO, free_port

PATIENCE = 600.0
"""Seconds the very first start may take, when the guide must be learned."""
STEP = 0.005


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    started()
    rows = [started() for _ in range(chosen.times)]
    found = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    for name, value in found.items():
        print(f"{name:14} {value:8.2f}   ({', '.join(f'{row[name]:.2f}' for row in rows)})")
    if chosen.json:
        chosen.json.write_text(json.dumps({"median": found, "rows": rows}, indent=1), encoding="utf-8")


def started() -> dict[str, float]:
    """Start the service once, wait until it is ready, and stop it; return what that took."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(REPO / "app.py")], cwd=REPO, env={**os.environ, "PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit("the service did not start")
            time.sleep(STEP)
        wall = time.perf_counter() - began
        watched = psutil.Process(process.pid)
        used = watched.cpu_times()
        return {"wall_s": wall, "cpu_s": used.user + used.system, "rss_mb": watched.memory_info().rss / 2**20}
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
