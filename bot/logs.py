"""Structured logs: kinds, ids, durations and case numbers; never what people wrote. Warnings and errors are counted by name."""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import sys
import time
from collections import deque
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
import structlog
from prometheus_client import Counter
from structlog.typing import EventDict, WrappedLogger

TROUBLES = Counter(
    "undring_troubles", "Warnings and errors in the log, by name: store, connector, keys, content", ("level", "event")
)

GATHERED = 0.05
"""Seconds that lines of no urgency wait for each other."""


_LEVELS = {"warn": "warning", "exception": "error"}
"""What some calls are called in the log."""


class GatheredLines:
    """Writes warnings and errors at once, and what merely tells of turns a moment later: many lines in one call to the system."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._held: deque[EventDict] = deque()
        self._flushes_in: asyncio.AbstractEventLoop | None = None

    def error(self, event: EventDict) -> None:
        """Write an event now, after those that came before it."""
        self._held.append(event)
        self.flush()

    critical = exception = fatal = warning = warn = error

    def info(self, event: EventDict) -> None:
        """Write an event soon; now, where no event loop runs to do it later."""
        self._held.append(event)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        if self._flushes_in is not loop:
            self._flushes_in = loop
            loop.call_later(GATHERED, self.flush)

    debug = msg = log = info

    def flush(self) -> None:
        """Write what is held."""
        self._flushes_in = None
        lines = []
        while self._held:
            lines.append(line_of(self._held.popleft()))
        if lines:
            self._out.write("\n".join([*lines, ""]))
            self._out.flush()


def configure_logs(level: str) -> None:
    """Log JSON lines to standard error at `level` and above."""
    lines = GatheredLines(sys.stderr)
    atexit.register(lines.flush)
    structlog.configure(
        processors=[noted],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=True,
    )


def noted(logger: WrappedLogger, method: str, event: EventDict) -> tuple[tuple[EventDict], dict[str, Any]]:
    """Return an event with its level and its time, in seconds since the epoch, as it is handed on to be written.

    A warning or an error is counted by its name, which is a constant of the code and never what anyone wrote.
    """
    if method in ("warning", "error", "critical", "exception"):
        TROUBLES.labels(method, str(event.get("event"))).inc()
    event["level"] = _LEVELS.get(method, method)
    event["timestamp"] = time.time()
    return (event,), {}


def line_of(event: EventDict) -> str:
    """Return an event as a line of JSON. Made when it is written: many at once cost a fifth of one in the middle of each turn."""
    at = datetime.fromtimestamp(event["timestamp"], UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    whole = {**event, "timestamp": at}
    try:
        return orjson.dumps(whole, default=repr).decode()
    except orjson.JSONEncodeError:  # Half a surrogate pair: the standard writer escapes it, and the lines beside it are not lost.
        return json.dumps(whole, default=repr)
