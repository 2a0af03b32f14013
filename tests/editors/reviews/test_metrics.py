"""The trust number is in the metrics, weighted by use, and a broken file does not stop them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from bot.editors.reviews.metrics import TrustCollector
from bot.guide.guide import Guide


def test_the_trust_number_is_in_the_metrics(guide: Guide, tmp_path: Path) -> None:
    first, *others = list(guide)[:4]
    fresh = first.model_copy(update={"reviewed": date.today(), "reviewer": "fagleder"})
    few = replace(guide, entries={one.id: one for one in (fresh, *others)})
    registry = CollectorRegistry()
    registry.register(TrustCollector(lambda: few, [tmp_path / "national"], lambda: {fresh.id: 4}))
    assert registry.get_sample_value("undring_guide_reviewed") == 0.25
    assert registry.get_sample_value("undring_guide_trust") == 5 / 8
    (tmp_path / "reviews.yaml").write_text(f'{fresh.id}: {{"feedback": "2026-11-01"}}\n')
    assert registry.get_sample_value("undring_guide_reviewed") == 0
    (tmp_path / "reviews.yaml").write_text("<<<<<<<\n")
    assert registry.get_sample_value("undring_guide_reviewed") == 0.25


def test_how_old_the_guide_is_can_be_watched(guide: Guide, tmp_path: Path) -> None:
    first, second, *_ = guide
    old = first.model_copy(update={"checked": date.today() - timedelta(days=900), "reviewed": date.today() - timedelta(days=900)})
    fresh = second.model_copy(update={"checked": date.today(), "reviewed": date.today(), "reviewer": "fagleder"})
    registry = CollectorRegistry()
    registry.register(
        TrustCollector(lambda: replace(guide, entries={one.id: one for one in (old, fresh)}), [tmp_path / "national"])
    )
    values = [
        registry.get_sample_value(f"undring_guide_{name}")
        for name in ("entries", "reviews_overdue", "checks_overdue", "oldest_check_days")
    ]
    assert values == [2, 1, 1, 900]
