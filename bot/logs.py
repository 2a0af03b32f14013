"""Structured logs: kinds, ids, durations and case numbers; never what people wrote. Warnings and errors are counted by name."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog
from prometheus_client import Counter
from structlog.typing import EventDict, WrappedLogger

TROUBLES = Counter(
    "undring_troubles", "Warnings and errors in the log, by name: store, connector, keys, content", ("level", "event")
)


def configure_logs(level: str) -> None:
    """Log JSON lines to standard error at `level` and above."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            count_trouble,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _as_json(event: EventDict, **options: Any) -> str:
    return orjson.dumps(event, default=options.get("default")).decode()


def count_trouble(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Count a warning or an error by its name, which is a constant of the code and never what anyone wrote."""
    if method in ("warning", "error", "critical", "exception"):
        TROUBLES.labels(method, str(event.get("event"))).inc()
    return event
