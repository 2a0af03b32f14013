"""Latency, build time and memory of the matcher and its peers, at 195, 2 000, 20 000 and 200 000 entries.

    python -m benchmarks.matching [--sizes 195 2000 20000] [--json FILE] [--plot FILE]

The guide is repeated with words from its own vocabulary put together anew, so that sizes differ and the language does not.
Each size runs in a process of its own; times are of one thread, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

SIZES = (195, 2_000, 20_000, 200_000)
ASKED = 120
SLOW = 40.0
"""Seconds after which a peer is not asked further at one size."""
PEER_NAMES = ("wratio", "token_set_ratio", "bm25s", "tantivy", "fts5", "tfidf")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    chosen = parser.parse_args()
    rows = [row for size in chosen.sizes for row in measured_apart(size)]
    print(table(rows))
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    if chosen.plot:
        plot(rows, chosen.plot)


def measured_apart(size: int) -> list[dict[str, Any]]:
    """Measure one method after another, each in a process that ends, so that memory is its own."""
    from rich.progress import track

    rows = []
    for name in track(("ours", *PEER_NAMES), f"{size} entries", transient=True):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(pool.apply(measure, (name, size)))
    return rows


def measure(name: str, size: int) -> dict[str, Any]:
    """Return the figures of one method at one size."""
    guide = grown(size)
    before = _memory()
    started = time.perf_counter()
    ask = _ours(guide) if name == "ours" else _peer(name, guide)
    built = time.perf_counter() - started
    times = list(_timed(ask, questions()))
    times.sort()
    return {
        "method": name,
        "entries": size,
        "build_s": round(built, 2),
        "memory_mb": round(_memory() - before),
        "p50_ms": round(times[len(times) // 2], 3),
        "p99_ms": round(times[int(0.99 * (len(times) - 1))], 3),
        "asked": len(times),
    }


def _timed(ask: Callable[[str], object], asked: Sequence[str]) -> Iterator[float]:
    ask(asked[0])
    stop = time.perf_counter() + SLOW
    for question in asked:
        started = time.perf_counter()
        ask(question)
        yield (time.perf_counter() - started) * 1000
        if time.perf_counter() > stop:
            return


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def questions() -> list[str]:
    """Return blind questions of the repository, always the same."""
    from bot.editors.evaluation.questions import read_questions

    every = [one.text for one in read_questions(Path(__file__).parents[1] / "tests" / "questions")]
    return random.Random(5).sample(every, min(ASKED, len(every)))


def grown(size: int) -> Any:
    """Return the guide with `size` entries: its own first, then new ones with its vocabulary."""
    from dataclasses import replace

    from bot.guide.loader import load_guide

    guide = load_guide()
    chance = random.Random(7)
    own = list(guide)
    words = [word for entry in own for text in (entry.title, *entry.examples) for word in text.split()]
    entries = {entry.id: entry for entry in own[:size]}
    while len(entries) < size:
        entries |= {one.id: one for one in [_made(own, words, chance, len(entries))]}
    return replace(guide, entries=entries)


def _made(own: list[Any], words: list[str], chance: random.Random, number: int) -> Any:
    model = chance.choice(own)
    text = lambda least, most: " ".join(chance.choices(words, k=chance.randint(least, most)))  # noqa: E731
    changed = {
        "id": f"made-{number}",
        "title": f"{text(1, 3)} {number}",
        "aliases": tuple(text(1, 3) for _ in range(4)),
        "examples": tuple(text(3, 12) for _ in range(8)),
        "answer": text(40, 60),
        "more": None,
        "nn": None,
        "en": None,
    }
    return model.model_copy(update=changed)


def _ours(guide: Any) -> Callable[[str], object]:
    from bot.matching.build import build_matcher, lessons_of
    from bot.matching.learned import learn
    from bot.matching.model import load_model
    from bot.settings import read_settings

    settings = read_settings()
    model, _ = load_model(settings.CACHE)
    return build_matcher(guide, learn(lessons_of(guide), model, settings.CACHE), model).match


def _peer(name: str, guide: Any) -> Callable[[str], object]:
    from bot.editors.evaluation.peers import peer
    from bot.matching.bank import bank_of

    return peer(name, bank_of(guide))


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table."""
    keys = ("method", "entries", "p50_ms", "p99_ms", "build_s", "memory_mb", "asked")
    lines = ["".join(f"{key:>16}" for key in keys)]
    return "\n".join(lines + ["".join(f"{row[key]!s:>16}" for key in keys) for row in rows])


def plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw the median latency against the number of entries."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for name in dict.fromkeys(row["method"] for row in rows):
        held = [row for row in rows if row["method"] == name]
        style = {"color": "#0b5d66", "linewidth": 2.5} if name == "ours" else {"alpha": 0.7}
        axes.plot([row["entries"] for row in held], [row["p50_ms"] for row in held], "o-", label=name, **style)
    axes.set(xscale="log", yscale="log", xlabel="entries", ylabel="p50, ms")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(file, dpi=130)


if __name__ == "__main__":
    main()
