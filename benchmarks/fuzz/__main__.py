"""Bring many odd activities to a running service, and count what it answered and logged.

    python -m benchmarks.fuzz --activities 100000 --seed 1

Ends with code 1 when anything was answered with 5xx, failed inside, or was not answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
from tqdm import tqdm
from yarl import URL

from benchmarks.fuzz.kinds import Request, request
from benchmarks.http.__main__ import REPO, start

AT_ONCE = 8
FAILED = (
    "turn_failed",
    "request_failed",
    "request_too_slow",
    "write_failed",
    "row_refused",
    "rows_not_written",
    "recall_failed",
    "keep_failed",
)
"""What the service logs when something went wrong inside; the rest are refusals, or about others."""


@dataclass
class Counts:
    """What came back, by kind of request and by status; the requests that went wrong, to be run again."""

    by_kind: dict[str, Counter[int]] = field(default_factory=dict)
    wrong: list[tuple[int, Request]] = field(default_factory=list)

    def note(self, status: int, made: Request) -> None:
        self.by_kind.setdefault(made.kind, Counter())[status] += 1
        # 501 is the answer that the protocol wants to an invoke one does not know.
        if (status >= 500 and status != 501) or not status:
            self.wrong.append((status, made))


async def bring(session: aiohttp.ClientSession, base: str, token: str, made: Request) -> int:
    """Return the status a request was answered with; 0 when the connection broke."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **made.headers}
    method = "POST" if made.path == "/api/messages" else "GET"
    try:
        address = URL(base + made.path, encoded=True)
        async with session.request(method, address, data=made.body or None, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


async def run(base: str, channel: dict[str, str], activities: int, seed: int) -> Counts:
    """Bring them all, some at once."""
    counts = Counts()
    chance = random.Random(seed)
    service = f"{channel['http']}/connector"
    wanted = (request(chance, service, number) for number in range(activities))
    with tqdm(total=activities, unit=" activities", smoothing=0.05, mininterval=1) as bar:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:

            async def client() -> None:
                for made in wanted:
                    counts.note(await bring(session, base, channel["http_token"], made), made)
                    bar.update()

            await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return counts


def log_of(path: Path) -> tuple[Counter[str], list[str]]:
    """Return how often each warning and error was logged, and the lines that tell of failures."""
    events: Counter[str] = Counter()
    failed: list[str] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            held: dict[str, Any] = json.loads(line)
        except ValueError:
            if "Traceback" in line or "Error" in line or "never awaited" in line:
                failed.append(line)
            continue
        if held.get("level") in ("warning", "error", "critical"):
            events[str(held.get("event"))] += 1
        if held.get("event") in FAILED:
            failed.append(line)
    return events, failed


def lines(counts: Counts) -> Iterator[str]:
    """Yield the table, in Markdown."""
    statuses = sorted({status for held in counts.by_kind.values() for status in held})
    yield f"| kind | {' | '.join(map(str, statuses))} | in all |"
    yield "|---" * (len(statuses) + 2) + "|"
    for kind, held in sorted(counts.by_kind.items()):
        yield f"| {kind} | {' | '.join(str(held[status] or '') for status in statuses)} | {held.total()} |"
    whole = sum(counts.by_kind.values(), Counter())
    yield f"| in all | {' | '.join(str(whole[status]) for status in statuses)} | {whole.total()} |"


def main(
    activities: Annotated[int, typer.Option(help="How many.")] = 100_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same activities.")] = 1,
    server: Annotated[str, typer.Option(help="«ours», or «ours on agents» for the second door.")] = "ours",
    keep: Annotated[Path | None, typer.Option(help="Folder for what went wrong and for the service's log.")] = None,
) -> None:
    """Run, print the counts, and tell by the exit code whether all went well."""
    with tempfile.TemporaryDirectory() as made:
        home = keep or Path(made)
        home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "benchmarks.http.channel", str(home)]
        with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True) as beside:
            assert beside.stdout is not None
            channel = json.loads(beside.stdout.readline())
            os.environ |= {"HANDOFF_CHANNELS": f"default=19:team@{channel['http']}/connector|Fagteamet"}
            process, port, _ = start(server, channel, home)
            try:
                counts = asyncio.run(run(f"http://127.0.0.1:{port}", channel, activities, seed))
                alive = process.poll() is None
            finally:
                process.terminate()
                process.wait(30)
                beside.terminate()
        events, failed = log_of(home / f"{port}.log")
        for number, (status, one) in enumerate(counts.wrong[:100] if keep else ()):
            (home / f"wrong-{number}.txt").write_bytes(f"{status} {one.kind} {one.path} {one.headers}\n".encode() + one.body)
    print("\n".join(lines(counts)))
    print("logged:", dict(events))
    print(f"seed {seed}: {len(counts.wrong)} wrong answers, {len(failed)} failures in the log, {'alive' if alive else 'DEAD'}")
    for line in failed[:20]:
        print(line)
    raise typer.Exit(int(bool(counts.wrong or failed or not alive)))


if __name__ == "__main__":
    typer.run(main)
