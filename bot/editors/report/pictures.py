"""Plots for the report, as SVG that reads on a phone: few words, large letters, the number on each bar."""

from __future__ import annotations

import io
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from bot.editors.report.report import Row
from bot.wording import say

INK, BAR, PALE, QUIET = "#14232b", "#0b5d66", "#dfe8ea", "#475a63"
WIDE = 3.1
"""Inches: just under 300 pixels, so that letters stay whole on a narrow screen."""
LETTERS = 33
"""In a line of a label."""
_LETTER = 0.086
"""Inches."""
_STYLE: Any = {
    "font.size": 10, "font.family": ["DejaVu Sans"], "text.parse_math": False, "svg.fonttype": "path", "svg.hashsalt": "undring",
    "text.color": INK, "axes.edgecolor": QUIET, "xtick.color": INK, "ytick.color": QUIET,
}  # fmt: skip


def number(count: int | None) -> str:
    """Return a count as Norwegians write it; a word where it is hidden."""
    return say("report_hidden") if count is None else f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def bars(rows: Sequence[Row]) -> str:
    """Draw a bar for each row, its label above it and its number at its end."""
    from matplotlib import rc_context

    labels = [wrap(row.label, LETTERS, max_lines=2, placeholder=" …") or [""] for row in rows]
    highs = [0.36 + 0.18 * len(lines) for lines in labels]
    said = [_said(row) for row in rows]
    most = max((row.count or 0 for row in rows), default=0) or 1
    room = max(len(text) for text in said) * _LETTER + 0.15
    with rc_context(_STYLE):
        figure, axes = _empty(sum(highs) + 0.1)
        at = 0.0
        for row, text, lines, high in zip(rows, said, labels, highs, strict=True):
            axes.text(0, at + 0.02, "\n".join(lines), va="top", linespacing=1.15)
            middle, hidden = at + high - 0.22, row.count is None
            edge = {"color": "none", "edgecolor": QUIET, "linestyle": ":"} if hidden else {"color": PALE}
            axes.barh(middle, most, height=0.18, **edge)
            axes.barh(middle, row.count or 0, height=0.18, color=BAR)
            axes.text(most * 1.03, middle, text, va="center", color=QUIET if hidden else INK)
            at += high
        axes.set(xlim=(0, most * WIDE / (WIDE - room)), ylim=(at, 0))
        axes.axis("off")
        return _svg(figure)


def _said(row: Row) -> str:
    return number(row.count) + (f" ({row.share} %)" if row.share is not None else "")


def months(rows: Sequence[Row]) -> str:
    """Draw a standing bar for each month, its number on top; a hidden one is a dotted outline."""
    from matplotlib import rc_context

    most = max((row.count or 0 for row in rows), default=0) or 1
    with rc_context(_STYLE):
        figure, axes = _empty(2.6)
        slant = len(rows) > 6
        for at, row in enumerate(rows):
            if row.count is None:
                axes.bar(at, most * 0.12, 0.7, color="none", edgecolor=QUIET, linestyle=":")
            else:
                axes.bar(at, row.count, 0.7, color=BAR)
            top = most * 0.12 if row.count is None else row.count
            axes.text(at, top + most * 0.03, number(row.count), ha="center", va="bottom", rotation=90 if slant else 0, fontsize=9)
        axes.set_xticks(range(len(rows)), _short(rows), fontsize=8 if len(rows) > 10 else 9)
        axes.set_yticks([])
        axes.set(ylim=(0, most * (1.4 if slant else 1.2)), xlim=(-0.6, max(len(rows), 4) - 0.4))
        axes.spines[["left", "top", "right"]].set_visible(False)
        axes.tick_params(axis="x", length=0)
        return _svg(figure)


def _short(rows: Sequence[Row]) -> list[str]:
    """Return the months in three letters, with the year under January, or under the first where there is none."""
    januaries = [at for at, row in enumerate(rows) if row.key.endswith("-01")] or [0]
    words = [row.label.split() for row in rows]
    return [f"{name[:3]}\n{year}" if at in januaries else name[:3] for at, (name, year) in enumerate(words)]


def _empty(high: float) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, high), layout="constrained")
    return figure, figure.add_subplot()


def _svg(figure: Any) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
