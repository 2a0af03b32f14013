"""`diff`: which known questions a change of the guide would answer differently."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bot.cli.evaluate import QUESTIONS
from bot.editors.diff.comparing import Difference, differences, known_questions
from bot.editors.diff.content import edits, may_differ
from bot.editors.diff.report import as_markdown
from bot.editors.diff.sharing import SharedModel
from bot.editors.diff.sides import side
from bot.editors.evaluation.questions import Question, read_questions
from bot.editors.evaluation.running import Progress
from bot.guide.guide import Guide
from bot.matching.model import load_model
from bot.settings import Settings, read_settings
from bot.wiring import conversation_for
from bot.wording import say


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=say("cli_diff_side"))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=say("cli_diff_side"))],
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help=say("cli_markdown"))] = False,
    questions: Annotated[Path, typer.Option("--questions", help=say("cli_questions"))] = QUESTIONS,
    every: Annotated[bool, typer.Option("--all", help=say("cli_diff_all"))] = False,
) -> None:
    """Ask both guides and print what differs, as a table fit for a comment."""
    settings = read_settings()
    with side(old, settings.KNOWLEDGE) as before, side(new, settings.KNOWLEDGE) as after:
        found, asked = _compared((old, before), (new, after), questions, every, settings)
        if json_:
            print(json.dumps([one.row() for one in found], ensure_ascii=False))
            return
        text = as_markdown(found, (before, after), edits(before, after), asked)
        print(text if markdown else text.replace("\\|", "|").replace("&lt;", "<").replace("&#64;", "@"))


def _compared(
    old: tuple[str, Guide], new: tuple[str, Guide], questions: Path, every: bool, settings: Settings
) -> tuple[list[Difference], int | None]:
    """Return what differs, and how many questions were asked: None where no answer can differ."""
    if not may_differ(old[1], new[1]):
        return [], None
    asked = known_questions(old[1], new[1], read_questions(questions), every)
    model, _ = load_model(settings.CACHE)
    shared = SharedModel(model) if model else None
    sides = []
    for number, (name, guide) in enumerate((old, new), 1):
        print(say("diff_learning", side=name, number=number), file=sys.stderr)
        sides.append(conversation_for(guide, settings, shared))
    return differences(sides[0], sides[1], asked, (_progress(old[0]), _progress(new[0]))), len(asked)


def _progress(name: str) -> Progress:
    def show(questions: Sequence[Question]) -> Iterable[Question]:
        return track(questions, say("diff_asking", side=name), console=Console(stderr=True), transient=True)

    return show
