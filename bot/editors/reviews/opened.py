"""Reviews that something has opened by itself: a changed law, a dead link, repeated bad feedback.

Kept in knowledge/reviews.yaml, not in the service's store: the commands that open a review run in CI and on editors'
machines, where there is no store; the file travels with the guide, is read by people, and a change shows in its history.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.errors import UndringError
from bot.guide.yaml_reader import read_yaml
from bot.wording import say

if TYPE_CHECKING:
    from bot.editors.laws.watch import Finding

Cause: TypeAlias = Literal["law", "link", "feedback"]
Opened: TypeAlias = dict[str, dict[str, str]]
"""For each entry: the cause and detail, and the day it was opened."""


def reviews_file(layers: Sequence[Path]) -> Path:
    """Return the file beside the first layer."""
    return layers[0].parent / "reviews.yaml"


def read_opened(layers: Sequence[Path]) -> Opened:
    """Return the open reviews; raises UndringError when the file cannot be read."""
    path = reviews_file(layers)
    if not path.exists():
        return {}
    document = read_yaml(path, str(path), 1024 * 1024)
    held = document.data or {}
    if document.faults or not isinstance(held, dict) or not all(isinstance(causes, dict) for causes in held.values()):
        raise UndringError(say("reviews_broken", file=path))
    return {str(entry_id): {str(cause): str(day) for cause, day in causes.items()} for entry_id, causes in held.items()}


def open_reviews(layers: Sequence[Path], reasons: Iterable[tuple[str, str]], today: date | None = None) -> int:
    """Open a review for each (entry, reason) that is not open already; return how many are new."""
    opened = read_opened(layers)
    fresh = 0
    for entry_id, reason in reasons:
        causes = opened.setdefault(entry_id, {})
        if reason not in causes:
            causes[reason] = str(today or date.today())
            fresh += 1
    if fresh:
        _write(reviews_file(layers), opened)
    return fresh


def close_reviews(layers: Sequence[Path], entry_ids: Iterable[str]) -> None:
    """Take reviewed entries off the list."""
    opened = read_opened(layers)
    gone = [entry_id for entry_id in entry_ids if opened.pop(entry_id, None) is not None]
    if gone:
        _write(reviews_file(layers), opened)


def open_for_laws(layers: Sequence[Path], found: Iterable[Finding]) -> int:
    """Open a review for every entry that a new finding concerns."""
    reasons = ((entry, f"law {one.provision} {one.act or one.finding}") for one in found if one.new for entry in one.entries)
    return open_reviews(layers, reasons)


def open_for_links(layers: Sequence[Path], dead: Iterable[tuple[str, str]]) -> int:
    """Open a review for every (entry, address) whose address is dead."""
    return open_reviews(layers, ((entry_id, f"link {address}") for entry_id, address in dead))


def open_for_feedback(layers: Sequence[Path], bad: Iterable[str]) -> int:
    """Open a review of every entry that many have given a thumb down."""
    return open_reviews(layers, ((entry_id, "feedback") for entry_id in bad))


def _write(path: Path, opened: Opened) -> None:
    from ruamel.yaml import YAML

    out = io.StringIO()
    yaml = YAML()
    yaml.width = 4096
    yaml.dump({key: dict(sorted(opened[key].items())) for key in sorted(opened)}, out)
    fresh = path.with_suffix(".new")
    fresh.write_text(say("reviews_head") + "\n" + (out.getvalue() if opened else ""), encoding="utf-8")
    fresh.replace(path)
