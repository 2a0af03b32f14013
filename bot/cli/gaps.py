"""`gaps`: what staff ask that the guide cannot answer, as themes, each with a proposed place."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from bot.editors.gaps.accepting import accept
from bot.editors.gaps.asked import Asked, questions_of, read_asked
from bot.editors.gaps.proposing import Gap, gap_of
from bot.editors.gaps.themes import SHOWN, themes_of
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.matching.model import load_model
from bot.settings import Settings, read_settings
from bot.stores.database import IN_MEMORY, address_of, migrate, open_engine
from bot.stores.tables import unanswered
from bot.wiring import guide_from_settings, learned_matcher, mask_from_settings
from bot.wording import say


def gaps(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    from_: Annotated[Path | None, typer.Option("--from", metavar="FILE", help=say("cli_gaps_from"))] = None,
    accepted: Annotated[int | None, typer.Option("--accept", metavar="N", min=1, help=say("cli_gaps_accept"))] = None,
) -> None:
    """Print the themes, or write the change that one of them proposes."""
    settings = read_settings()
    asked = read_asked(from_) if from_ else _stored(settings)
    if not asked:
        raise UndringError(say("gaps_none"))
    guide = guide_from_settings(settings)
    mask = mask_from_settings(guide)
    questions = questions_of(asked, lambda text: mask(text)[0])
    themes = themes_of(questions, load_model(settings.CACHE)[0], settings.GAPS_LEAST)
    matcher = learned_matcher(guide, settings)
    found = [gap_of(theme, matcher) for theme in themes.shown]
    if accepted is not None:
        _accept(found, accepted, guide, settings)
        return
    if json_:
        print(json.dumps([_row(gap, guide) for gap in found], ensure_ascii=False))
    else:
        _show(found, guide)
    held = say("gaps_held", groups=themes.held_groups, questions=themes.held_questions, least=settings.GAPS_LEAST)
    print(held, file=sys.stderr if json_ else sys.stdout)


def _stored(settings: Settings) -> tuple[Asked, ...]:
    if str(address_of(settings.database)) == IN_MEMORY:
        raise UndringError(say("data_in_memory"))

    async def run() -> tuple[Asked, ...]:
        engine = open_engine(settings.database)
        try:
            await migrate(engine)
            async with engine.connect() as connection:
                rows = await connection.execute(select(unanswered.c.question, unanswered.c.at))
                return tuple(Asked(row.question, 1, row.at) for row in rows)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except (OSError, TimeoutError) as error:
        raise UndringError(say("data_no_database", why=type(error).__name__)) from error


def _accept(found: list[Gap], number: int, guide: Guide, settings: Settings) -> None:
    if number > len(found):
        raise UndringError(say("gaps_no_theme", number=number, most=len(found)))
    gap = found[number - 1]
    file = accept(gap.proposal, [one.text for one in gap.theme.questions[:SHOWN]], guide, settings.KNOWLEDGE)
    print(say("gaps_written", text=gap.proposal.text, file=file))


def _row(gap: Gap, guide: Guide) -> dict[str, Any]:
    nearest = [
        {"id": one.entry_id, "title": guide.entries[one.entry_id].title, "score": round(one.score, 4)} for one in gap.nearest
    ]
    return {
        "theme": gap.theme.title,
        "count": gap.theme.count,
        "trend": gap.theme.trend,
        "questions": [one.text for one in gap.theme.questions[:SHOWN]],
        "nearest": nearest,
        "proposal": {"kind": gap.proposal.kind, "entry": gap.proposal.entry, "text": gap.proposal.text},
    }


def _show(found: list[Gap], guide: Guide) -> None:
    trends = {"up": say("gaps_up"), "down": say("gaps_down"), "flat": say("gaps_flat"), "unknown": say("gaps_unknown")}
    places = {
        "alias": say("gaps_alias"), "example": say("gaps_example"), "new": say("gaps_new"), "outside": say("gaps_outside")
    }  # fmt: skip
    for number, gap in enumerate(found, 1):
        print(say("gaps_theme", number=number, theme=gap.theme.title, count=gap.theme.count, trend=trends[gap.theme.trend]))
        for one in gap.theme.questions[1:SHOWN]:
            print(f"   – {one.text} ({one.count})")
        title = guide.entries[gap.proposal.entry].title if gap.proposal.entry else ""
        near = ", ".join(guide.entries[one.entry_id].title for one in gap.nearest)
        print(say("gaps_place", place=places[gap.proposal.kind].format(title=title), near=near))
