"""What fuzzing found, each mended."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from bot.teams.plain import DEEPEST, load
from tests.conftest import Write, entry_text
from tests.fuzz.patterns import REPO
from tests.teams.activities import message
from tests.teams.conftest import Post

CASES: list[tuple[str, Any]] = [
    ("id", {"id": "1"}), ("id", ["1"]), ("id", True), ("id", 7), ("serviceUrl", ["x"]), ("serviceUrl", {}), ("channelId", 5), ("channelId", {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), CASES)
async def test_what_must_be_text_and_is_not_is_refused(local: Post, name: str, value: Any) -> None:
    status, body = await local(message(**{name: value}))
    assert (status, body) == (400, {"error": f"{name} is not text"})


@pytest.mark.parametrize("name", ["value", "entities", "channelData", "attachments", "conversation", "unknown"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 900])
async def test_what_is_nested_too_deep_is_refused(local: Post, name: str, opening: str, closing: str, depth: int) -> None:
    whole = json.dumps(message())[:-1] + f', "{name}": {opening * depth}1{closing * depth}}}'
    status, body = await local(data=whole.encode(), headers={"Content-Type": "application/json"})
    assert (status, body) == (400, {"error": "not JSON"})


def test_depth_is_what_is_measured_and_not_length() -> None:
    deepest = b"[" * DEEPEST + b"]" * DEEPEST
    assert load(deepest)
    with pytest.raises(ValueError, match="too deep"):
        load(b"[" + deepest + b"]")
    assert len(load(b"[" + b"[],{}," * 500 + b"0]")) == 1001
    assert load(b'"' + b"[" * 500 + b'"') == "[" * 500


@pytest.mark.parametrize("name", ["value", "entities", "channelData", "attachments", "unknown"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
async def test_what_is_nested_as_deep_as_may_be_is_answered(local: Post, name: str, opening: str, closing: str) -> None:
    depth = DEEPEST - 1
    inner = (
        f"{opening * depth}1{closing * depth}"
        if name != "channelData"
        else f'{{"a": {opening * (depth - 1)}1{closing * (depth - 1)}}}'
    )
    whole = json.dumps(message(id=f"deep {name} {opening}"))[:-1] + f', "{name}": {inner}}}'
    status, body = await local(data=whole.encode(), headers={"Content-Type": "application/json"})
    assert status == 200 and body["activities"]


@pytest.mark.parametrize("key", ["ti[le", "str", "Link", "[", "function-after"])
def test_an_unknown_key_is_told_of_whatever_it_looks_like(write: Write, key: str) -> None:
    loading = write({"national/glossary/prove.yaml": entry_text(more=f'"{key}": "x"')})
    assert [str(fault) for fault in loading.faults if f"«{key}»" in fault.message and fault.line == 7], loading.faults


HOSTILE = {
    "beginnings of a card": '<span class="inline-compose-card"' * 840,
    "beginnings of a mention": "<at>" * 7_000,
    "beginnings of tags": "<" * 28_000,
    "ends of sentences": "." * 28_000,
    "beginnings of links": "[" * 28_000,
}
READ = """
import resource, sys
from bot.teams.wire import message_text, read_activity, turn_of
resource.setrlimit(resource.RLIMIT_CPU, (8, 9))
text = sys.stdin.read()
attached = [{"contentType": "application/vnd.microsoft.card.adaptive"}]
body = {"type": "message", "id": "1", "text": text, "attachments": attached, "recipient": {"id": "us"}}
body["entities"] = [{"type": "mention", "mentioned": {"id": "us"}}]
turn_of(read_activity(body), b"key")
print("read")
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_text_of_beginnings_is_read_in_no_time(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ], input=HOSTILE[name], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.stdout == "read\n", f"ended with {done.returncode}"
