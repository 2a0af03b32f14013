"""The trust number for Prometheus: computed when asked, from the guide in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.editors.reviews.opened import Opened, read_opened
from bot.editors.reviews.queue import review_state, trust
from bot.errors import UndringError
from bot.guide.guide import Guide, is_check_overdue


class TrustCollector(Collector):
    """Give the share of entries reviewed in time, plainly and weighted by use; register it once per service."""

    def __init__(
        self, guide: Callable[[], Guide], layers: Sequence[Path], usage: Callable[[], Mapping[str, int]] = lambda: {}
    ) -> None:
        self._guide = guide
        self._layers = layers
        self._usage = usage

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the measures without computing them."""
        yield GaugeMetricFamily("undring_guide_trust", "Share of entries reviewed in time, weighted by use")
        yield GaugeMetricFamily("undring_guide_reviewed", "Share of entries reviewed in time")
        yield GaugeMetricFamily("undring_guide_entries", "Entries in the guide in use")
        yield GaugeMetricFamily("undring_guide_reviews_overdue", "Entries whose review is overdue, or opened anew")
        yield GaugeMetricFamily("undring_guide_checks_overdue", "Entries whose sources should have been checked again")
        yield GaugeMetricFamily("undring_guide_oldest_check_days", "Days since the sources of the oldest entry were checked")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the measures as they are now; an unreadable reviews.yaml counts as no open review."""
        try:
            opened = read_opened(self._layers)
        except UndringError:
            opened = {}
        for family, value in zip(self.describe(), self._values(opened, date.today()), strict=True):
            family.add_metric([], value)
            yield family

    def _values(self, opened: Opened, today: date) -> tuple[float, ...]:
        guide = self._guide()
        number = trust(guide, opened, today, self._usage())
        late = sum(review_state(entry, opened, today) in ("overdue", "opened") for entry in guide)
        unchecked = sum(is_check_overdue(entry, today) for entry in guide)
        oldest = max(((today - entry.checked).days for entry in guide), default=0)
        return number.weighted, number.share, len(guide), late, unchecked, oldest
