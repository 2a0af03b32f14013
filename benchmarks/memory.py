"""Memory of the service over many turns that are all different: real HTTP, tokens checked, full answers, SQLite on disk.

    python -m benchmarks.memory --turns 50000 [--plot FILE] [--json FILE]

What is remembered has limits (people, answers, words); growth must end when they are reached, so the second half tells.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import psutil
import typer
from tqdm import tqdm

from benchmarks.http.__main__ import REPO, start
from benchmarks.http.load import QUESTIONS, activity
from bot.guide.loader import load_guide

CLIENTS = 4
PEOPLE = 2_000
Row = dict[str, float]


def questions(seed: int) -> Iterator[str]:
    """Yield questions, no two alike, of the guide's own words."""
    chance = random.Random(seed)
    words = sorted({word for entry in load_guide() for example in entry.examples for word in example.split()})
    seen: set[str] = set()
    while True:
        said = f"{chance.choice(QUESTIONS)} {' '.join(chance.sample(words, 4))}"
        if said not in seen:
            seen.add(said)
            yield said


async def ask(url: str, token: str, service: str, asked: list[str], bar: tqdm[Any]) -> int:
    """Ask them all, some at once; return how many were not answered with 200."""
    wanted, bad = iter(asked), 0
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def client() -> None:
            nonlocal bad
            for said in wanted:
                body = {**activity(service, True, False, PEOPLE), "text": said}
                async with session.post(f"{url}/api/messages", json=body) as answer:
                    await answer.read()
                    bad += answer.status != 200
                bar.update()

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return bad


def measure(turns: int, every: int, home: Path, seed: int) -> list[Row]:
    """Return a row per sample: turns so far, memory in MiB, answers that were no answers."""
    command = [sys.executable, "-m", "benchmarks.http.channel", str(home)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True) as beside:
        assert beside.stdout is not None
        channel = json.loads(beside.stdout.readline())
        process, port, _ = start("ours", channel, home)
        watched, rows, wanted = psutil.Process(process.pid), list[Row](), questions(seed)
        bad = 0
        try:
            with tqdm(total=turns, unit=" turns", mininterval=1) as bar:
                for done in range(0, turns + 1, every):
                    held = watched.memory_info()
                    files = sum(file.stat().st_size for file in home.glob("*.sqlite3*"))
                    rows.append(
                        {
                            "turns": done,
                            "rss_mib": held.rss / 2**20,
                            "open_files": watched.num_fds(),
                            "bad": bad,
                            "disk_mib": files / 2**20,
                        }
                    )
                    tqdm.write(line(rows[-1]))
                    if done < turns:
                        asked = [next(wanted) for _ in range(every)]
                        address = f"http://127.0.0.1:{port}"
                        bad += asyncio.run(ask(address, channel["http_token"], f"{channel['http']}/connector", asked, bar))
        finally:
            process.terminate()
            process.wait(30)
            beside.terminate()
    return rows


def line(row: Row) -> str:
    return f"| {row['turns']:>7.0f} | {row['rss_mib']:.1f} | {row['open_files']:.0f} | {row['disk_mib']:.1f} | {row['bad']:.0f} |"


def plot(rows: list[Row], file: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure((7, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([row["turns"] for row in rows], [row["rss_mib"] for row in rows], marker="o")
    axes.set(xlabel="turer, alle ulike", ylabel="minne i bruk (MiB)", ylim=(0, max(row["rss_mib"] for row in rows) * 1.15))
    axes.grid(alpha=0.3)
    figure.savefig(file)


def main(
    turns: Annotated[int, typer.Option(help="How many, all different.")] = 50_000,
    every: Annotated[int, typer.Option(help="Turns between samples.")] = 5_000,
    seed: Annotated[int, typer.Option()] = 1,
    plot_to: Annotated[Path | None, typer.Option("--plot", help="Where to draw it (svg or png).")] = None,
    json_to: Annotated[Path | None, typer.Option("--json", help="Where to write the figures.")] = None,
) -> None:
    """Measure, and print a table."""
    print("|   turns | MiB | open files | store, MiB | not answered |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as made:
        rows = measure(turns, every, Path(made), seed)
    half = [row["rss_mib"] for row in rows if row["turns"] >= turns / 2]
    print(f"second half: {half[-1] - half[0]:+.1f} MiB in {turns // 2} turns")
    if plot_to:
        plot(rows, plot_to)
    if json_to:
        json_to.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
