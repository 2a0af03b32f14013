"""What was found lately, so that no one is asked again before the end date; only what was well is remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from bot.editors.links.checking import Checked

KEEP_DAYS = 6
"""A weekly job asks anew; a second run the same day does not."""
_GOOD = ("ok", "redirected", "robots")


def read_links(file: Path, today: date) -> dict[str, Checked]:
    """Return what is remembered and not past its end date; nothing when the file is broken."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return {key: Checked(**row["checked"]) for key, row in held.items() if date.fromisoformat(row["until"]) >= today}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def keep_links(file: Path, found: Mapping[str, Checked], today: date) -> None:
    """Remember what was well among `found`, each until its end date."""
    held = {key: (one, str(today)) for key, one in read_links(file, today).items() if key not in found}
    until = str(today + timedelta(days=KEEP_DAYS))
    held |= {key: (one, until) for key, one in found.items() if one.state in _GOOD}
    rows = {key: {"checked": asdict(one), "until": end} for key, (one, end) in sorted(held.items())}
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(rows), encoding="utf-8")
    fresh.replace(file)
