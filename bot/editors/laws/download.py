"""Fetch Lovdata's public datasets: resumed where they broke off, whole or not at all, and asked for anew only when changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from bot.editors.laws.archive import LawDataFault, read_archive
from bot.wording import say

LARGEST_DOWNLOAD = 512 * 1024 * 1024
_CHUNK = 64 * 1024
Progress = Callable[[int, int], None]
"""Told the bytes so far and the bytes in all (0 when unknown)."""


class _BrokeOff(Exception):
    """The connection ended early; what came is kept, and the rest is asked for."""


async def fetch_dataset(address: str, home: Path, progress: Progress, attempts: int = 4, pause: float = 1.0) -> Path:
    """Return the file of the dataset at `address`, from the cache `home` when it is unchanged; raises LawDataFault."""
    home.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240
    file = home / address.rpartition("/")[2]
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=60)
    broken = (_BrokeOff, aiohttp.ClientError, TimeoutError)
    trying = AsyncRetrying(
        stop=stop_after_attempt(attempts),
        wait=wait_exponential(pause, max=30),
        retry=retry_if_exception_type(broken),
        reraise=True,
    )
    try:
        async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
            await trying(_fetch, session, address, file, progress)
    except broken as error:
        raise LawDataFault(say("law_download_broken", address=address, why=str(error) or type(error).__name__)) from error
    return file


async def _fetch(session: aiohttp.ClientSession, address: str, file: Path, progress: Progress) -> None:
    part, note = file.with_name(file.name + ".part"), file.with_name(file.name + ".json")
    known = _known(note)
    async with session.get(address, headers=_wanted(file, part, known)) as response:
        if response.status == 304:
            return
        if response.status == 416:
            part.unlink(missing_ok=True)
            raise _BrokeOff(str(response.status))
        if response.status not in (200, 206):
            if response.status >= 500 or response.status == 429:
                raise _BrokeOff(str(response.status))
            raise LawDataFault(say("law_download_broken", address=address, why=response.status))
        whole = _whole(response)
        if whole > LARGEST_DOWNLOAD:
            raise LawDataFault(say("law_download_large", address=address, mib=whole // (1024 * 1024)))
        print_ = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
        note.write_text(json.dumps({"part": print_, "whole": known.get("whole", "")}))
        await _write(response, part, whole, progress)
    _verify(part, file)
    note.write_text(json.dumps({"whole": print_}))


def _wanted(file: Path, part: Path, known: dict[str, Any]) -> dict[str, str]:
    if part.exists() and part.stat().st_size and known.get("part"):
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": known["part"]}
    if file.exists() and known.get("whole"):
        name = "If-None-Match" if '"' in known["whole"] else "If-Modified-Since"
        return {name: known["whole"]}
    return {}


def _whole(response: aiohttp.ClientResponse) -> int:
    if response.status == 206:
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
        return int(total) if total.isdigit() else 0
    return response.content_length or 0


async def _write(response: aiohttp.ClientResponse, part: Path, whole: int, progress: Progress) -> None:
    resumed = response.status == 206
    seen = part.stat().st_size if resumed else 0  # noqa: ASYNC240
    with part.open("ab" if resumed else "wb") as out:
        async for chunk in response.content.iter_chunked(_CHUNK):
            seen += len(chunk)
            if seen > LARGEST_DOWNLOAD:
                raise LawDataFault(say("law_download_large", address=response.url, mib=seen // (1024 * 1024)))
            out.write(chunk)
            progress(seen, whole)
    if whole and seen < whole:
        raise _BrokeOff(f"{seen} < {whole}")
    if whole and seen > whole:
        part.unlink()  # noqa: ASYNC240
        raise _BrokeOff(f"{seen} > {whole}")


def _verify(part: Path, file: Path) -> None:
    """Read the archive to its end before it takes its place; a bad one is thrown away."""
    try:
        for _ in read_archive(part):
            pass
    except LawDataFault:
        part.unlink(missing_ok=True)
        raise
    part.replace(file)


def _known(note: Path) -> dict[str, Any]:
    try:
        held = json.loads(note.read_text())
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
