"""The only place where parts meet: settings become a guide, a guide becomes a conversation, a conversation a service."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import track

from bot.conversation.conversation import Conversation
from bot.conversation.danger import DangerWatch
from bot.conversation.desk import Masks
from bot.guide.guide import Guide
from bot.guide.loader import load_guide
from bot.matching.build import Matcher, build_matcher, lessons_of
from bot.matching.learned import learn, texts_of
from bot.matching.model import SentenceModel, load_model
from bot.matching.vectors import SHIPPED, VectorStore
from bot.settings import Settings, read_settings
from bot.wording import say

if TYPE_CHECKING:
    from aiohttp.web_routedef import AbstractRouteDef

    from bot.editors.desk.workroom import Workroom
    from bot.editors.reviews.votes import Rule
    from bot.web.desk_guard import Admits


def guide_from_settings(settings: Settings | None = None) -> Guide:
    """Return the guide of the layers in the settings; raises ContentFaults."""
    return load_guide((settings or read_settings()).KNOWLEDGE)


def learned_matcher(guide: Guide, settings: Settings, model: SentenceModel | None = None) -> Matcher:
    """Return the matcher for a guide, learned now or read from the cache; it loads the sentence model unless given one."""
    why = ""
    if model is None:
        model, why = load_model(settings.CACHE)
    if model is None:
        print(say("no_model", why=why), file=sys.stderr)
    return build_matcher(guide, learn(lessons_of(guide), model, settings.CACHE, show_progress), model, cache=settings.CACHE)


def show_progress(batches: Iterable[Sequence[str]], count: int) -> Iterable[Sequence[str]]:
    """Show on standard error how far the learning has come, when it is long enough to wonder."""
    if count < 8:
        return batches
    from rich.console import Console

    return track(batches, say("learning"), total=count, console=Console(stderr=True), transient=True)


def train_matcher(guide: Guide, settings: Settings, out: Path | None) -> str:
    """Learn from the guide; with `out`, also write the vectors that the code ships with there."""
    lessons = lessons_of(guide)
    model, why = load_model(settings.CACHE)
    learned = learn(lessons, model, settings.CACHE, show_progress)
    build_matcher(guide, learned, model, cache=settings.CACHE)  # What is counted of words and letters is kept too.
    if model is None:
        return say("no_model", why=why)
    if out is not None:
        store = VectorStore(model, (SHIPPED, settings.CACHE / "vectors.npz"))
        store.vectors(texts_of(lessons))
        store.keep(out / SHIPPED.name, texts_of(lessons))
    return say("trained", phrases=len(lessons.bank.phrases), entries=len(lessons.bank.ids))


def mask_from_settings(guide: Guide | None = None) -> Masks:
    """Return the masking of personal data, which leaves the guide's own names and numbers alone."""
    from bot.conversation.masking import masking_for

    return masking_for(guide or guide_from_settings())


def conversation_from_settings(settings: Settings | None = None) -> Conversation:
    """Return a conversation that answers from the guide in the settings."""
    settings = settings or read_settings()
    return conversation_for(guide_from_settings(settings), settings)


def conversation_for(guide: Guide, settings: Settings, model: SentenceModel | None = None) -> Conversation:
    """Return a conversation that answers from a loaded guide, by the given sentence model or its own."""
    matcher = learned_matcher(guide, settings, model)
    watch = DangerWatch(guide.danger, matcher.danger_odds, matcher.fusion.limits.danger)
    return Conversation(guide, matcher, mask_from_settings(guide), watch)


def reads_meaning(conversation: Conversation) -> bool:
    """Tell whether questions are read by meaning too; without the sentence model the words alone answer."""
    matcher = conversation.matches
    return isinstance(matcher, Matcher) and matcher.witness.vector("barn") is not None


def workroom_for(settings: Settings) -> Workroom:
    """Return what the editors' desk works on: the guide's files in the settings."""
    from bot.editors.desk.workroom import Workroom

    return Workroom(settings.KNOWLEDGE, lambda guide: conversation_for(guide, settings))


def desk_routes_for(settings: Settings, room: Workroom, guard: Admits) -> list[AbstractRouteDef]:
    """Return the routes of the editors' desk, let in by `guard`."""
    from bot.editors.desk.workroom import matcher_of
    from bot.editors.gaps.finding import Gaps, find_gaps
    from bot.stores.gathered import Gathered, gather
    from bot.web.desk import desk_routes

    def mask(text: str) -> str:
        return mask_from_settings(room.guide())(text)[0]

    def find(held: Gathered) -> Gaps:
        matcher, model = matcher_of(room.learn()), load_model(settings.CACHE)[0]
        return find_gaps(held.asked, held.votes, room.guide(), matcher, mask, model, settings.GAPS_LEAST)

    return desk_routes(room, guard, lambda: gather(settings.database), find, mask, review_rule(settings))


def review_rule(settings: Settings) -> Rule:
    """Return how many thumbs down open a review."""
    from bot.editors.reviews.votes import Rule

    return Rule(settings.REVIEW_THUMBS_DOWN, settings.REVIEW_WITHIN_DAYS)
