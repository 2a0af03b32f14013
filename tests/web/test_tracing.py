"""Traces: a real receiver takes what the service sends over OTLP, reads it, and finds what happened but nothing anyone wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from bot.errors import SettingsFault
from bot.settings import read_settings
from bot.tracing import start_tracing
from tests.privacy.test_leaks import SAID, WRITER, found_in, send, session
from tests.serving import REPO, clean_environ, start
from tests.teams.activities import message


@dataclass
class Outside:
    """What stands around the service: the receiver of its traces, and Teams' connector, which refuses for good when told to."""

    url: str = ""
    raw: list[bytes] = field(default_factory=list)
    refuses: bool = False

    def spans(self) -> list[Span]:
        held = [ExportTraceServiceRequest.FromString(body) for body in self.raw]
        return [one for body in held for resource in body.resource_spans for scope in resource.scope_spans for one in scope.spans]


@contextmanager
def around() -> Iterator[Outside]:
    outside = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            traces = self.path == "/v1/traces"
            if traces:
                outside.raw.append(body)
            answer = b"" if traces else b'{"id": "x"}'
            self.send_response(403 if outside.refuses and not traces else 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        outside.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield outside
        server.shutdown()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    """A session full of personal data, with replies through the connector too."""
    folder = tmp_path_factory.mktemp("traces")
    with around() as outside:
        state = {"DATABASE_URL": f"sqlite:///{folder / 'state.sqlite3'}", "DATA": str(folder / "data")}
        running = start(folder, OTEL_EXPORTER_OTLP_ENDPOINT=outside.url, **state)
        for body in session():
            send(running.url, body)
        sent = {"deliveryMode": "normal", "serviceUrl": f"{outside.url}/connector"}
        for number, (text, _) in enumerate(SAID.values()):
            assert send(running.url, message(text, id=f"sent-{number}", **sent)) == 200
        outside.refuses = True
        send(running.url, message("hva er meldeplikt", id="refused", **sent))
        assert running.stop() == 0
    return outside


def facts(one: Span) -> dict[str, Any]:
    kinds = {"string_value", "int_value", "double_value", "array_value"}
    return {held.key: getattr(held.value, kind) for held in one.attributes for kind in kinds if held.value.HasField(kind)}


def test_a_turn_a_statement_and_a_request_each_have_their_span(told: Outside) -> None:
    spans = told.spans()
    assert {one.name for one in spans} == {"turn", "store", "connector"}
    turns = [facts(one) for one in spans if one.name == "turn"]
    assert len(turns) > 2 * len(SAID)
    assert any(one.get("entry") == "meldeplikt" and one["outcome"] == "answer" and one["seconds"] > 0 for one in turns)
    assert any("danger" in str(one["notices"]) for one in turns if "notices" in one)
    assert {facts(one)["table"] for one in spans if one.name == "store"} >= {"claim", "usage"}
    assert all(one.end_time_unix_nano >= one.start_time_unix_nano > 0 for one in spans)


def test_what_a_turn_waited_for_lies_under_it_and_what_is_written_later_does_not(told: Outside) -> None:
    spans = told.spans()
    turns = {one.span_id for one in spans if one.name == "turn"}
    requests = [one for one in spans if one.name == "connector"]
    assert requests and all(one.parent_span_id in turns for one in requests)
    written = [one for one in spans if facts(one).get("table") == "usage" and facts(one)["operation"] == "insert"]
    assert written and not any(one.parent_span_id for one in written)


def test_what_went_wrong_is_seen(told: Outside) -> None:
    refused = [one for one in told.spans() if facts(one).get("status") == 403]
    assert [one.status.code for one in refused] == [Status.STATUS_CODE_ERROR]
    assert facts(refused[0])["host"] == "127.0.0.1"


def test_nothing_anyone_wrote_and_nobody_is_in_them(told: Outside) -> None:
    text = b"".join(told.raw).decode("utf-8", "replace")
    assert found_in(text) == []
    assert not any(known in text for known in (WRITER["id"], "a:conversation", "a:alone", "/v3/", "SELECT", "INSERT", str(REPO)))
    allowed = {
        "kind",
        "scope",
        "outcome",
        "entry",
        "notices",
        "language",
        "seconds",
        "status",
        "operation",
        "table",
        "method",
        "host",
        "error",
    }
    assert {name for one in told.spans() for name in facts(one)} <= allowed
    assert not any(one.events or one.status.message for one in told.spans())


def test_without_an_address_nothing_of_it_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys, app, bot.service, bot.tracing as t; t.start_tracing(''); print([n for n in sys.modules if 'telemetry' in n])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, env=clean_environ(), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_receiver_that_is_away_holds_up_nobody(tmp_path: Path) -> None:
    running = start(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    assert send(running.url, message("hva er meldeplikt")) == 200
    assert running.stop() == 0
    assert sum('"event":"traces_not_sent"' in line for line in running.log) >= 1
    assert all(line.startswith("{") or "http://" in line for line in running.log), running.log


def test_packages_that_are_missing_and_addresses_that_are_none_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(SettingsFault, match=r"requirements-otel\.txt"):
        start_tracing("http://127.0.0.1:4318")
    with pytest.raises(SettingsFault, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        read_settings(_env_file=None, OTEL_EXPORTER_OTLP_ENDPOINT="localhost:4318")
