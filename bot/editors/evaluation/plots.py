"""Figures that people would rather see than read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.wording import say, sentences

_FEWEST = 5
"""Questions of a slice that is drawn: of fewer, a share says nothing."""


def plot_reliability(rows: list[dict[str, Any]], file: Path) -> None:
    """Draw how often the guide is right at each score; on the diagonal its scores are true."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], "--", color="grey")
    axes.plot([row["score"] for row in rows], [row["right"] for row in rows], "o-", color="#0b5d66")
    for row in rows:
        axes.annotate(str(row["count"]), (row["score"], row["right"]), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=say("plot_score"), ylabel=say("plot_right"), title=say("plot_calibration"))
    figure.savefig(file, dpi=130)


def plot_slices(slices: dict[str, dict[str, Any]], file: Path) -> None:
    """Draw recall@1 and recall@3 for each kind, style and language."""
    from matplotlib.figure import Figure

    words = sentences("slice_")
    rows = [
        (f"{words.get(name, name)}: {words.get(f'{name}_{key}', key)}", held)
        for name, of in slices.items()
        for key, held in of.items()
        if held["n"] >= _FEWEST
    ]
    figure = Figure(figsize=(8, 0.32 * len(rows) + 1.6), layout="constrained")
    axes = figure.add_subplot()
    places = range(len(rows))
    axes.barh(places, [held["recall@3"] for _, held in rows], color="#9fc9cd", label="recall@3")
    axes.barh(places, [held["recall@1"] for _, held in rows], color="#0b5d66", label="recall@1", height=0.5)
    axes.set_yticks(list(places), [f"{name} (n={held['n']})" for name, held in rows], fontsize=8)
    axes.set(xlim=(0, 1), ylim=(-0.7, len(rows) - 0.3))
    axes.invert_yaxis()
    figure.suptitle(say("plot_slices"))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)  # Above the bars: none is covered.
    figure.savefig(file, dpi=130)


def plot_curve(rows: list[dict[str, Any]], file: Path) -> None:
    """Draw recall against the number of examples per entry: where it flattens, more examples no longer help."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    sizes = [int(row["name"]) for row in rows]
    for key, colour in (("recall@1", "#0b5d66"), ("recall@3", "#6ba8ad")):
        axes.plot(sizes, [row[key] for row in rows], "o-", color=colour, label=key)
    axes.set(ylim=(0, 1), xlabel=say("plot_examples"), ylabel=say("plot_hits"), title=say("plot_curve"))
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(file, dpi=130)
