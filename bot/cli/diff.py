"""`diff`: which known questions a change of the guide would answer differently."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bot.cli.evaluate import QUESTIONS
from bot.editors.diff.comparing import Difference, as_markdown, differences, known_questions
from bot.editors.diff.sharing import SharedModel
from bot.editors.diff.sides import side
from bot.editors.evaluation.questions import Question, read_questions
from bot.matching.model import load_model
from bot.settings import read_settings
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
        asked = known_questions(before, after, read_questions(questions), every)
        found: list[Difference] = []
        if before.fingerprint != after.fingerprint:
            model, _ = load_model(settings.CACHE)
            shared = SharedModel(model) if model else None
            sides = conversation_for(before, settings, shared), conversation_for(after, settings, shared)
            found = differences(*sides, asked, _progress)
    if json_:
        print(json.dumps([one.row() for one in found], ensure_ascii=False))
    else:
        text = as_markdown(found, after, before, len(asked))
        print(text if markdown else text.replace("\\|", "|").replace("&lt;", "<").replace("&#64;", "@"))


def _progress(questions: Sequence[Question]) -> Iterable[Question]:
    return track(questions, say("asking"), console=Console(stderr=True), transient=True)
