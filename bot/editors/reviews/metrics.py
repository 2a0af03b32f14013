"""The trust number for Prometheus: computed when asked, from the guide in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.editors.reviews.opened import read_opened
from bot.editors.reviews.queue import trust
from bot.errors import UndringError
from bot.guide.guide import Guide


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

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the measures as they are now; an unreadable reviews.yaml counts as no open review."""
        try:
            opened = read_opened(self._layers)
        except UndringError:
            opened = {}
        number = trust(self._guide(), opened, date.today(), self._usage())
        for family, value in zip(self.describe(), (number.weighted, number.share), strict=True):
            family.add_metric([], value)
            yield family
