"""`gaps`: what staff ask that the guide cannot answer, as themes, each with a proposed place."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.editors.gaps.accepting import accept
from bot.editors.gaps.asked import read_asked
from bot.editors.gaps.finding import find_gaps
from bot.editors.gaps.proposing import Gap
from bot.editors.gaps.themes import SHOWN
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.matching.model import load_model
from bot.settings import Settings, read_settings
from bot.stores.gathered import Gathered, gather
from bot.wiring import guide_from_settings, learned_matcher, mask_from_settings
from bot.wording import say


def gaps(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    from_: Annotated[Path | None, typer.Option("--from", metavar="FILE", help=say("cli_gaps_from"))] = None,
    accepted: Annotated[int | None, typer.Option("--accept", metavar="N", min=1, help=say("cli_gaps_accept"))] = None,
) -> None:
    """Print the themes, or write the change that one of them proposes."""
    settings = read_settings()
    held = Gathered(read_asked(from_)) if from_ else asyncio.run(gather(settings.database))
    if not held.asked and not held.votes:
        raise UndringError(say("gaps_none"))
    guide = guide_from_settings(settings)
    mask, matcher = mask_from_settings(guide), learned_matcher(guide, settings)
    model = load_model(settings.CACHE)[0]
    every = find_gaps(held.asked, held.votes, guide, matcher, lambda text: mask(text)[0], model, settings.GAPS_LEAST)
    found = list(every.shown)
    if accepted is not None:
        _accept(found, accepted, guide, settings)
        return
    if json_:
        print(json.dumps([_row(gap, guide) for gap in found], ensure_ascii=False))
    else:
        _show(found, guide)
    rest = say("gaps_held", groups=every.held_groups, questions=every.held_questions, least=settings.GAPS_LEAST)
    print(rest, file=sys.stderr if json_ else sys.stdout)


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
        "alias": say("gaps_alias"), "example": say("gaps_example"), "new": say("gaps_new"), "outside": say("gaps_outside"),
        "review": say("gaps_review"),
    }  # fmt: skip
    for number, gap in enumerate(found, 1):
        print(say("gaps_theme", number=number, theme=gap.theme.title, count=gap.theme.count, trend=trends[gap.theme.trend]))
        for one in gap.theme.questions[1:SHOWN]:
            print(f"   – {one.text} ({one.count})")
        title = guide.entries[gap.proposal.entry].title if gap.proposal.entry else ""
        near = ", ".join(guide.entries[one.entry_id].title for one in gap.nearest)
        print(say("gaps_place", place=places[gap.proposal.kind].format(title=title), near=near))
