"""A small client that costs little: prepared requests over kept connections, each waiting for its answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

QUESTIONS = (
    "hva er taushetsplikt", "hva er meldeplikt", "når skal jeg melde til barnevernet", "hva gjør jeg ved mistanke om vold",
    "hvem ringer jeg om kvelden", "hva er avvergingsplikt", "kan jeg snakke med foreldrene først", "hva er en undringssamtale",
    "hva er samtykke", "hva er barnets beste", "hva er omsorgssvikt", "hva er individuell plan",
)  # fmt: skip
_ids = count(1)


@dataclass
class Figures:
    """What one run gave."""

    times: list[float] = field(default_factory=list)
    bad: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def activity(service_url: str, expect: bool, fresh: bool, conversations: int = 500) -> dict[str, Any]:
    number = next(_ids)
    text = QUESTIONS[number % len(QUESTIONS)] + (f" nummer {number}" if fresh else "")
    tenant = "11111111-2222-3333-4444-555555555555"
    asker = f"29:{number % conversations}"
    return {
        "type": "message", "id": f"{time.time_ns()}-{number}", "timestamp": "2026-11-24T10:00:00.000Z", "channelId": "msteams",
        "localTimestamp": "2026-11-24T11:00:00.000+01:00", "localTimezone": "Europe/Oslo", "serviceUrl": service_url,
        "locale": "nb-NO", "text": text, "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>"}],
        "from": {"id": asker, "name": "Noen", "aadObjectId": f"aad-{asker}"}, "recipient": {"id": "28:bot", "name": "Undring"},
        "conversation": {"id": f"a:{number % conversations}", "conversationType": "personal", "tenantId": tenant},
        "channelData": {"tenant": {"id": tenant}}, "entities": [{"type": "clientInfo", "locale": "nb-NO", "country": "NO"}],
        **({"deliveryMode": "expectReplies"} if expect else {}),
    }  # fmt: skip


def requests(port: int, token: str, service_url: str, expect: bool, fresh: bool) -> Iterator[bytes]:
    head = f"POST /api/messages HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {token}\r\n" if token else ""
    while True:
        body = json.dumps(activity(service_url, expect, fresh)).encode()
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _client(port: int, wanted: Iterator[bytes], until: float, figures: Figures) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        request = next(wanted)
        started = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.index(b"\r", at)]) if at >= 0 else 0
        if length:
            await reader.readexactly(length)
        figures.times.append(time.perf_counter() - started)
        figures.bad += not head.startswith(b"http/1.1 2")
    writer.close()


async def run(port: int, clients: int, seconds: float, wanted: Iterator[bytes]) -> Figures:
    """Return what `clients` at once got in `seconds`."""
    figures = Figures()
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, wanted, started + seconds, figures) for _ in range(clients)))
    figures.seconds = time.perf_counter() - started
    return figures
