"""Ready means ready: the store answers and nobody has told us to stop; what goes wrong is counted by name."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from prometheus_client import REGISTRY, CollectorRegistry

from bot.guide.guide import Guide
from bot.logs import GatheredLines, configure_logs
from bot.web.health import State, health_routes

CASES = {
    "all is well": (True, True, False, 200, "ok", "ok"),
    "the store is away": (False, True, False, 503, "store", "ok"),
    "told to stop": (True, True, True, 503, "draining", "ok"),
    "told to stop, store away": (False, True, True, 503, "draining", "ok"),
    "words alone": (True, False, False, 200, "ok", "missing"),
}


@pytest.mark.parametrize("name", CASES)
async def test_readiness(name: str, guide: Guide) -> None:
    answers, meaning, stopping, code, status, model = CASES[name]

    async def store_answers() -> bool:
        return answers

    app = web.Application()
    state = State(store_answers, meaning)
    app.add_routes(health_routes(lambda: guide, CollectorRegistry(), state))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    if stopping:
        await state.drain(app)
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        about = await answer.json()
        assert (answer.status, about["status"], about["model"]) == (code, status, model)
        assert about["knowledge"] == guide.fingerprint
    await runner.cleanup()


def counted(level: str, event: str) -> float:
    return REGISTRY.get_sample_value("undring_troubles_total", {"level": level, "event": event}) or 0.0


class Watched(io.StringIO):
    """A file that tells when the fifth line has come."""

    def __init__(self) -> None:
        super().__init__()
        self.written = asyncio.Event()

    def flush(self) -> None:
        super().flush()
        if "five" in self.getvalue():
            self.written.set()


def event(name: str) -> dict[str, Any]:
    return {"event": name, "timestamp": 0.5}


def written(out: io.StringIO) -> list[str]:
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {line["timestamp"] for line in lines} == {"1970-01-01T00:00:00.500000Z"}
    return [line["event"] for line in lines]


async def test_lines_of_no_urgency_wait_for_each_other_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Watched()
    lines = GatheredLines(out)
    lines.info(event("one"))
    lines.info(event("two"))
    assert out.getvalue() == ""
    lines.warning(event("three"))
    assert written(out) == ["one", "two", "three"]
    lines.info(event("four"))
    monkeypatch.setattr("bot.logs.GATHERED", 0.0)
    lines.flush()
    lines.info(event("five"))
    async with asyncio.timeout(5):  # The loop writes it, though nothing more is logged.
        await out.written.wait()
    await asyncio.to_thread(lines.info, event("six"))
    assert written(out)[3:] == ["four", "five", "six"], "a thread has nobody to write it later"


def test_a_line_that_is_no_clean_text_costs_no_other_its_place() -> None:
    out = io.StringIO()
    lines = GatheredLines(out)
    lines.info(event("one"))
    lines.error(event("\udc80"))
    assert written(out) == ["one", "\udc80"]


def test_what_goes_wrong_is_counted_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug")
    try:
        log = structlog.get_logger()
        before = counted("error", "test_write_failed")
        log.error("test_write_failed", waiting=3)
        log.info("test_turn")
        assert counted("error", "test_write_failed") == before + 1 and counted("info", "test_turn") == 0
        first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
        assert (first["event"], first["level"], first["waiting"]) == ("test_write_failed", "error", 3)
        assert (second["event"], second["level"]) == ("test_turn", "info")
        assert abs(datetime.fromisoformat(first["timestamp"]) - datetime.now(UTC)) < timedelta(minutes=5)
    finally:
        structlog.reset_defaults()
