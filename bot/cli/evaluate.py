"""`evaluate`: the measures of design.md over a folder of questions, beside the peers, as text, JSON, pictures and a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.conversation.conversation import Conversation
from bot.conversation.danger import DangerWatch
from bot.editors.evaluation.curves import SIZES, ablation, learning_curve
from bot.editors.evaluation.dialogs import hold_dialogs, read_dialogs
from bot.editors.evaluation.fitting import fit_danger, fit_fusion
from bot.editors.evaluation.measures import Asked, Share, danger_measures
from bot.editors.evaluation.peers import PEERS, peer
from bot.editors.evaluation.personal import personal_measures, read_personal
from bot.editors.evaluation.questions import Question, read_danger_questions, read_questions
from bot.editors.evaluation.reporting import as_json, as_text, write_pictures
from bot.editors.evaluation.running import ask_all, look_for_danger
from bot.errors import UndringError
from bot.matching.build import Matcher
from bot.matching.fusion import FUSION_FILE, write_fusion
from bot.matching.model import load_model
from bot.settings import read_settings
from bot.wiring import conversation_from_settings
from bot.wording import say

QUESTIONS = Path(__file__).resolve().parents[2] / "tests" / "questions"


def evaluate(
    questions: Annotated[Path, typer.Option("--questions", help=say("cli_questions"))] = QUESTIONS,
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    against: Annotated[list[str] | None, typer.Option("--against", help=say("cli_against"))] = None,
    half: Annotated[str, typer.Option("--half", help=say("cli_half"))] = "both",
    pictures: Annotated[Path | None, typer.Option("--pictures", help=say("cli_pictures"))] = None,
    fit: Annotated[bool, typer.Option("--fit", help=say("cli_fit"))] = False,
    studies: Annotated[bool, typer.Option("--studies", help=say("cli_studies"))] = False,
    others: Annotated[list[str] | None, typer.Argument(help=say("cli_against"))] = None,
) -> None:
    """Print how well the guide answers; with --fit, first fit its numbers on the development half."""
    conversation = conversation_from_settings()
    matcher = conversation.matches
    if not isinstance(matcher, Matcher):
        raise UndringError(type(matcher).__name__)
    every = read_questions(questions)
    if fit:
        matcher.fusion = fit_fusion(matcher, [one for one in every if one.half == "development"])
        known = [one for one in read_danger_questions(questions) if one.half == "development"]
        if isinstance(conversation.danger, DangerWatch) and known:
            limits = fit_danger(conversation.danger, known, matcher.fusion.limits, matcher.witness.danger_by_letters)
            matcher.fusion = replace(matcher.fusion, limits=limits)
            conversation.danger.limit = matcher.fusion.limits.danger
        write_fusion(matcher.fusion, FUSION_FILE)
    chosen = [one for one in every if half == "both" or one.half == half]
    asked = ask_all(conversation, chosen, _progress)
    other = _other_measures(conversation, questions, half)
    peers = {name: _peer_recalls(name, matcher, chosen) for name in _peer_names([*(against or []), *(others or [])])}
    report = as_json(asked, other, peers)
    if studies:
        report |= _studies(conversation, matcher, every)
    if pictures is not None:
        write_pictures(pictures, asked, report)
    print(json.dumps(report, ensure_ascii=False) if json_ else as_text(report))


def _other_measures(conversation: Conversation, folder: Path, half: str) -> dict[str, Share]:
    """Measure danger, masking and dialogs, those that `folder` has questions for."""
    dangers = [one for one in read_danger_questions(folder) if half in ("both", one.half)]
    messages = [one for one in read_personal(folder) if half in ("both", one.half)]
    turns = hold_dialogs(conversation, [one for one in read_dialogs(folder) if half in ("both", one.half)])
    measured = danger_measures(look_for_danger(conversation, dangers)) if dangers else {}
    measured |= personal_measures(conversation.mask, messages) if messages else {}
    return measured | ({"turns_handled": Share(sum(not turn.failed for turn in turns), len(turns))} if turns else {})


def _studies(conversation: Conversation, matcher: Matcher, every: Sequence[Question]) -> dict[str, Any]:
    """Return the ablation and the learning curve; some minutes of work, shown as it goes."""
    from rich.progress import track

    settings = read_settings()
    model, _ = load_model(settings.CACHE)
    sizes = track(SIZES, say("cli_studies"), console=_stderr(), transient=True)
    curve = learning_curve(conversation.guide, every, matcher.fusion, model, settings.CACHE, sizes)
    return {"curve": [one.row() for one in curve], "ablation": [one.row() for one in ablation(matcher, every)]}


def _stderr() -> Console:
    return Console(stderr=True)


def _progress(questions: Sequence[Question]) -> Iterable[Question]:
    from rich.progress import track

    return track(questions, say("asking"), console=_stderr(), transient=True)


def _peer_names(against: list[str]) -> list[str]:
    named = [name for one in against for name in one.replace(",", " ").split()]
    return list(PEERS) if "all" in named else named


def _peer_recalls(name: str, matcher: Matcher, questions: Sequence[Question]) -> dict[str, Any]:
    rank = peer(name, matcher.witness.bank)
    inside = [one for one in questions if one.accept]
    asked = [Asked(one, "choices", tuple(rank(one.text)), 0.0, 4, 0.0) for one in inside]
    count = max(len(asked), 1)
    return {
        "recall@1": round(sum(one.rank == 1 for one in asked) / count, 4),
        "recall@3": round(sum(one.rank is not None and one.rank <= 3 for one in asked) / count, 4),
    }
