"""The report of an evaluation: as data, as text, as pictures, and as one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from bot.editors.evaluation.measures import (
    Asked,
    Share,
    confusions,
    mean_reciprocal_rank,
    measures,
    percentile,
    reliability,
)

_SLICES: dict[str, Callable[[Asked], str]] = {
    "kind": lambda one: one.question.kind,
    "style": lambda one: one.question.style,
    "language": lambda one: one.question.language,
    "half": lambda one: one.question.half,
}
Report = dict[str, Any]


def as_json(asked: Sequence[Asked], other: dict[str, Share], peers: dict[str, Any]) -> Report:
    """Return the whole report as plain data."""
    times = [one.ms for one in asked]
    return {
        "questions": len(asked),
        **{name: _row(value) for name, value in {**measures(asked), **other}.items()},
        "mrr": round(mean_reciprocal_rank(asked), 4),
        "ms": {"p50": round(percentile(times, 0.5), 2), "p99": round(percentile(times, 0.99), 2)},
        "by": {name: _sliced(asked, of) for name, of in _SLICES.items()},
        "confusions": [{"wanted": wanted, "got": got, "count": count} for wanted, got, count in confusions(asked)],
        "reliability": [{"score": round(s, 3), "right": round(r, 3), "count": n} for s, r, n in reliability(asked)],
        "peers": peers,
    }


def _row(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"value": round(share.value, 4), "low": round(low, 4), "high": round(high, 4), "n": share.of}


def _sliced(asked: Sequence[Asked], of: Callable[[Asked], str]) -> dict[str, Any]:
    names = sorted({of(one) for one in asked if one.question.accept and of(one)})
    rows = {}
    for name in names:
        held = measures([one for one in asked if one.question.accept and of(one) == name])
        rows[name] = {key: round(held[key].value, 3) for key in ("recall@1", "recall@3", "shown", "confident_wrong")}
        rows[name]["n"] = held["recall@1"].of
    return rows


def as_text(report: Report) -> str:
    """Return the report as lines for a terminal."""
    lines = []
    for name, held in report.items():
        if isinstance(held, dict) and "low" in held:
            lines.append(f"{name:<18} {held['value']:.3f}  [{held['low']:.2f}–{held['high']:.2f}]  n={held['n']}")
    lines.append(f"{'mrr':<18} {report['mrr']:.3f}")
    lines.append(f"{'ms':<18} p50 {report['ms']['p50']}  p99 {report['ms']['p99']}")
    for slice_, rows in report["by"].items():
        lines.append("")
        for name, row in rows.items():
            shown = "  ".join(f"{key} {row[key]:.2f}" for key in ("recall@1", "recall@3", "shown", "confident_wrong"))
            lines.append(f"{slice_} {name:<12} {shown}  n={row['n']}")
    for name, row in report["peers"].items():
        lines.append(f"peer {name:<16} recall@1 {row['recall@1']:.3f}  recall@3 {row['recall@3']:.3f}")
    for study in ("curve", "ablation"):
        for row in report.get(study, ()):
            lines.append(f"{study} {row['name']:<28} recall@1 {row['recall@1']:.3f}  recall@3 {row['recall@3']:.3f}")
    lines.append("")
    lines += [f"{row['count']}× {row['wanted']} → {row['got']}" for row in report["confusions"]]
    return "\n".join(lines)


def write_pictures(folder: Path, asked: Sequence[Asked], report: Report) -> None:
    """Write the pictures, the data and a one-page report into `folder`."""
    from bot.editors.evaluation.plots import plot_curve, plot_reliability, plot_slices

    folder.mkdir(parents=True, exist_ok=True)
    plot_reliability(report["reliability"], folder / "reliability.png")
    plot_slices(report["by"], folder / "slices.png")
    if "curve" in report:
        plot_curve(report["curve"], folder / "curve.png")
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    pages = Environment(loader=PackageLoader("bot.editors", "templates"), autoescape=select_autoescape())
    (folder / "report.html").write_text(pages.get_template("evaluation.html").render(report=report), encoding="utf-8")
