"""All gaps at once: questions without an answer in themes, and entries that many have given a thumb down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.editors.gaps.asked import Asked, Question, questions_of
from bot.editors.gaps.proposing import Gap, Proposal, gap_of
from bot.editors.gaps.themes import Theme, themes_of, trend_of
from bot.editors.reviews.votes import Vote
from bot.guide.guide import Guide
from bot.matching.build import Matcher
from bot.matching.model import SentenceModel
from bot.matching.verdict import Candidate


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is large enough to be shown, and how much was held back."""

    shown: tuple[Gap, ...]
    held_groups: int = 0
    held_questions: int = 0


def find_gaps(
    asked: Sequence[Asked],
    votes: Sequence[Vote],
    guide: Guide,
    matcher: Matcher,
    mask: Callable[[str], str],
    model: SentenceModel | None,
    least: int,
) -> Gaps:
    """Return the gaps that at least `least` questions or thumbs down show, most asked first."""
    themes = themes_of(questions_of(asked, mask), model, least)
    gaps = (*(gap_of(theme, matcher) for theme in themes.shown), *_rated(votes, guide, least))
    return Gaps(gaps, themes.held_groups, themes.held_questions)


def _rated(votes: Sequence[Vote], guide: Guide, least: int) -> list[Gap]:
    down: dict[str, list[Asked]] = {}
    for vote in votes:
        if not vote.is_up and vote.entry in guide.entries:
            down.setdefault(vote.entry, []).append(Asked(guide.entries[vote.entry].title, 1, vote.at))
    up = {entry: sum(vote.is_up for vote in votes if vote.entry == entry) for entry in down}
    newest = max((vote.at for vote in votes), default=None)
    found = []
    for entry, times in down.items():
        if len(times) >= least and len(times) > up[entry]:
            theme = Theme(
                guide.entries[entry].title, (Question(guide.entries[entry].title, tuple(times)),), trend_of(times, newest)
            )
            found.append(Gap(theme, (Candidate(entry, 1.0),), Proposal("review", entry, guide.entries[entry].title)))
    return sorted(found, key=lambda one: (-one.theme.count, one.theme.title))
