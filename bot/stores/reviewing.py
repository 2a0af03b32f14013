"""What the running service does for the reviews: opens those that thumbs ask for, once a day, and knows how entries are used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import structlog

from bot.editors.reviews.votes import Rule, open_by_votes
from bot.guide.guide import Guide
from bot.stores.gathered import read_gathered, read_used
from bot.stores.store import Store

log = structlog.get_logger()
DAY = 86_400.0
LOOK_EVERY = 600.0
"""Seconds between looks at whether it is due."""


async def open_reviews(store: Store, layers: Sequence[Path], guide: Guide, rule: Rule) -> int:
    """Open what is due now; return how many are new."""
    held = await read_gathered(store.engine)
    fresh = await asyncio.to_thread(open_by_votes, layers, guide, held.votes, rule, store.replica.now())
    if fresh:
        log.info("reviews_opened", count=fresh)
    return fresh


class KnownUse:
    """How often each entry was shown, as last read: what the trust number is weighted by."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.counts: Mapping[str, int] = {}

    async def look(self) -> None:
        """Read it; while the database is away, what was known last goes on counting."""
        try:
            if await self._store.is_ready():
                self.counts = await read_used(self._store.engine)
        except Exception as error:  # Whatever it is, the next look may find it.
            log.warning("use_unknown", error=type(error).__name__)

    async def keep(self) -> None:
        """Read it now and again, for as long as the service runs."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)


async def keep_reviews_open(store: Store, layers: Sequence[Path], guide: Callable[[], Guide], rule: Rule) -> None:
    """Look once a day, on one of the replicas, for as long as the service runs."""

    async def work() -> None:
        try:
            await open_reviews(store, layers, guide(), rule)
        except OSError as error:  # The guide lies on a disk nobody may write to: the weekly job opens them instead.
            log.warning("reviews_unwritable", error=type(error).__name__)

    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if await store.is_ready():
                await store.jobs.run_due("reviews", DAY, work)
        except Exception as error:  # The database is away: the next look finds it.
            log.warning("reviews_failed", error=type(error).__name__)
