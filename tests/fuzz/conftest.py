"""The service of tests/teams, in local mode and on both doors; hypothesis, the same at each run and short."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.teams.conftest import door, local

__all__ = ["door", "local"]

settings.register_profile(
    "short", derandomize=True, max_examples=60, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
