"""Traces for those who follow requests across systems: off and not even imported unless an address is set.

A span says that a turn was answered, a statement was run or a request was sent, how long that took and what came of it.
It holds kinds, entry ids and statuses that the code itself knows; never what people wrote, addresses of conversations, or
the text of an error.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import SettingsFault
from bot.wording import say

if TYPE_CHECKING:
    from aiohttp import TraceConfig
    from opentelemetry.trace import Tracer
    from sqlalchemy.ext.asyncio import AsyncEngine

log = structlog.get_logger()
PATIENCE = 2.0
"""Seconds the receiver may take; spans it does not take are lost, turns are not."""
_TABLE = re.compile(r"\s*(\w+)(?:.*?\b(?:FROM|INTO|UPDATE)\s+(\w+))?", re.IGNORECASE | re.DOTALL)
_NOTHING: AbstractContextManager[None] = nullcontext()
_on: list[tuple[Any, Tracer]] = []
"""The provider and the tracer, when traces are on."""


def start_tracing(address: str) -> None:
    """Send spans over OTLP to `address`, when there is one; raises SettingsFault where the packages are missing."""
    if not address:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsFault(say("setting_no_otel")) from error
    heard = logging.getLogger("opentelemetry")
    heard.handlers, heard.propagate = [_Told(logging.WARNING)], False
    provider = TracerProvider(resource=Resource.create({"service.name": "undring"}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces", timeout=PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _on.append((provider, provider.get_tracer("undring")))


def stop_tracing() -> None:
    """Send what is left, and send no more."""
    while _on:
        _on.pop()[0].shutdown()


class _Told(logging.Handler):
    """Turns what the exporter complains of into one of our own log lines, without its words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log and count that traces do not arrive."""
        log.warning("traces_not_sent")


def span(name: str) -> AbstractContextManager[None]:
    """Return a span to be in while something is done; nothing when traces are off."""
    return _span(name) if _on else _NOTHING


@contextmanager
def _span(name: str) -> Iterator[None]:
    tracer = _on[-1][1]
    with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as held:
        try:
            yield
        except Exception as error:
            _fail(held, error)
            raise


def note(**facts: str | float | bool | list[str] | None) -> None:
    """Set facts on the span we are in; nothing when traces are off."""
    if _on:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attributes({name: fact for name, fact in facts.items() if fact is not None})


def _fail(held: Any, error: BaseException | None) -> None:
    from opentelemetry.trace import Status, StatusCode

    held.set_status(Status(StatusCode.ERROR))
    if error is not None:
        held.set_attribute("error", type(error).__name__)


def requests_traced() -> list[TraceConfig]:
    """Return what makes an aiohttp session give a span per request it sends; none when traces are off."""
    if not _on:
        return []
    from aiohttp import TraceConfig

    traced = TraceConfig()
    traced.on_request_start.append(_sending)
    traced.on_request_end.append(_sent)
    traced.on_request_exception.append(_not_sent)
    return [traced]


async def _sending(_session: Any, context: SimpleNamespace, sent: Any) -> None:
    from opentelemetry.trace import SpanKind

    name = "connector" if "/v3/conversations/" in sent.url.path else "request"
    about = {"method": sent.method, "host": sent.url.host or ""}
    context.span = _on[-1][1].start_span(name, kind=SpanKind.CLIENT, attributes=about) if _on else None


async def _sent(_session: Any, context: SimpleNamespace, sent: Any) -> None:
    if context.span is not None:
        context.span.set_attribute("status", sent.response.status)
        if sent.response.status >= 400:
            _fail(context.span, None)
        context.span.end()


async def _not_sent(_session: Any, context: SimpleNamespace, sent: Any) -> None:
    if context.span is not None:
        _fail(context.span, sent.exception)
        context.span.end()


def trace_store(engine: AsyncEngine) -> None:
    """Give a span per statement: which kind, on which table, how long; nothing when traces are off."""
    if not _on:
        return
    from opentelemetry.trace import SpanKind
    from sqlalchemy import event

    def before(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        found = _TABLE.match(statement)
        about = {"operation": found[1].lower(), "table": (found[2] or "").lower()} if found else {}
        if context is not None and _on:
            context.traced = _on[-1][1].start_span("store", kind=SpanKind.CLIENT, attributes=about)

    def after(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        if (held := getattr(context, "traced", None)) is not None:
            held.end()

    def failed(trouble: Any) -> None:
        if (held := getattr(trouble.execution_context, "traced", None)) is not None:
            _fail(held, trouble.original_exception)
            held.end()

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    event.listen(engine.sync_engine, "after_cursor_execute", after)
    event.listen(engine.sync_engine, "handle_error", failed)
