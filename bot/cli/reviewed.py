"""`reviewed` and `reviews`: record a review, and see what waits for one."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.laws import law_data
from bot.editors.laws.watch import LawData
from bot.editors.reviews.opened import close_reviews, read_opened
from bot.editors.reviews.queue import review_queue, trust
from bot.editors.reviews.recording import fingerprints_of, record_review, require_role
from bot.editors.reviews.votes import disliked, open_by_votes, with_feedback
from bot.editors.writing.places import file_of
from bot.errors import UndringError
from bot.settings import Settings, read_settings
from bot.stores.gathered import Gathered, gather
from bot.wiring import guide_from_settings, mask_from_settings, review_rule
from bot.wording import say


def reviewed(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help=say("cli_id"))],
    role: Annotated[str, typer.Option("--role", help=say("cli_role"))],
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help=say("cli_review_date"))] = None,
    files: Annotated[list[Path] | None, typer.Option("--from", help=say("cli_laws_from"))] = None,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
) -> None:
    """Record that a role has approved entries today, and how the law texts they cite read now."""
    settings = read_settings()
    guide = guide_from_settings(settings)
    masks = mask_from_settings(guide)
    tidy, on = require_role(role, lambda text: masks(text)[0]), day.date() if day else date.today()
    if on > date.today():
        raise UndringError(say("review_future", date=on))
    for entry_id in ids:
        if entry_id not in guide.entries:
            raise UndringError(say("unknown_entry", id=entry_id))
    data = _laws_at_hand(files or [], settings)
    rows = []
    for entry_id in ids:
        file, prints = file_of(guide, entry_id, settings.KNOWLEDGE), fingerprints_of(guide, entry_id, data)
        record_review(file, tidy, on, prints)
        rows.append({"id": entry_id, "file": str(file), "reviewed": str(on), "reviewer": tidy, "fingerprints": prints})
    close_reviews(settings.KNOWLEDGE, ids)
    if json_:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(say("review_recorded", id=row["id"], date=on, role=tidy, count=len(row["fingerprints"])))


def reviews(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    opening: Annotated[bool, typer.Option("--open", help=say("cli_reviews_open"))] = False,
) -> None:
    """Print what waits for review, by role, and how far the guide can be trusted, weighted by use where that is known."""
    settings = read_settings()
    guide, rule = guide_from_settings(settings), review_rule(settings)
    held, today, now = _gathered(settings), date.today(), time.time()
    if opening:
        open_by_votes(settings.KNOWLEDGE, guide, held.votes, rule, now)
    bad = disliked(guide, held.votes, rule, now)
    opened = with_feedback(read_opened(settings.KNOWLEDGE), bad, str(today))
    waiting, number = review_queue(guide, opened, today), trust(guide, opened, today, held.usage)
    if json_:
        print(json.dumps({"trust": asdict(number), "queue": [one.row() for one in waiting]}, ensure_ascii=False))
        return
    words = {"opened": say("review_opened"), "overdue": say("review_late"), "never": say("review_never")}
    for role, group in groupby(waiting, key=lambda one: one.role):
        print("\n" + (role or say("review_no_role")))
        for one in group:
            print(f"  {one.id:<44} {words[one.state]} {', '.join(one.reasons)}".rstrip())
    values = {"share": round(number.share * 100), "reviewed": number.reviewed, "entries": number.entries}
    print("\n" + say("review_trust", **values))


def _gathered(settings: Settings) -> Gathered:
    """Return what use has told, where a database is set; without one the guide's files say all there is."""
    if not settings.DATABASE_URL:
        return Gathered()
    try:
        return asyncio.run(gather(settings.database))
    except UndringError as error:
        print(str(error), file=sys.stderr)
        return Gathered()


def _laws_at_hand(files: list[Path], settings: Settings) -> LawData:
    held = settings.CACHE / "laws" / "gjeldende-lover.tar.bz2"
    if not files and not held.exists():
        return LawData([], {})
    return law_data(files or [held], settings)
