"""Datasets are fetched from a real local server that breaks off, lies, changes and refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.editors.laws.archive import LawDataFault
from bot.editors.laws.download import fetch_dataset
from tests.editors.laws.archives import law, packed, section


class Lovdata:
    """A server with one dataset, and what it does wrong."""

    def __init__(self, data: bytes) -> None:
        self.data, self.tag = data, '"1"'
        self.cuts: list[int] = []
        self.seen: list[tuple[int, str]] = []
        self.statuses: list[int] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.statuses:
            status = self.statuses.pop(0)
            self.seen.append((status, ""))
            return web.Response(status=status)
        if request.headers.get("If-None-Match") == self.tag:
            self.seen.append((304, ""))
            return web.Response(status=304)
        span = request.headers.get("Range", "") if request.headers.get("If-Range") == self.tag else ""
        start = int(span.removeprefix("bytes=").rstrip("-")) if span else 0
        self.seen.append((206 if span else 200, span))
        headers = {"ETag": self.tag, "Content-Length": str(len(self.data) - start)}
        if span:
            headers["Content-Range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        response = web.StreamResponse(status=206 if span else 200, headers=headers)
        await response.prepare(request)
        end = start + self.cuts.pop(0) if self.cuts else len(self.data)
        await response.write(self.data[start:end])
        if end < len(self.data) and request.transport is not None:
            request.transport.close()
        return response


@pytest.fixture
async def lovdata(tmp_path: Path) -> AsyncIterator[tuple[Lovdata, str]]:
    file = packed(
        tmp_path / "src.tar.bz2", {"nl/1.xml": law("lov/2000-01-01-1", *(section(str(n), f"T{n * 7919}") for n in range(300)))}
    )
    held = Lovdata(file.read_bytes())
    application = web.Application()
    application.router.add_get("/get/d.tar.bz2", held.answer)
    async with TestServer(application) as server:
        yield held, str(server.make_url("/get/d.tar.bz2"))


async def fetch(address: str, home: Path, progress: Callable[[int, int], None] = lambda seen, whole: None) -> Path:
    return await fetch_dataset(address, home, progress, attempts=3, pause=0)


async def test_a_whole_dataset_with_progress(lovdata: tuple[Lovdata, str], tmp_path: Path) -> None:
    held, address = lovdata
    steps: list[tuple[int, int]] = []
    file = await fetch(address, tmp_path / "c", lambda seen, whole: steps.append((seen, whole)))
    assert file.read_bytes() == held.data and steps[-1] == (len(held.data), len(held.data))


async def test_it_resumes_where_it_broke_off(lovdata: tuple[Lovdata, str], tmp_path: Path) -> None:
    held, address = lovdata
    held.cuts = [1000]
    file = await fetch(address, tmp_path / "c")
    assert file.read_bytes() == held.data
    assert held.seen == [(200, ""), (206, "bytes=1000-")]


async def test_a_file_that_changed_meanwhile_starts_anew(lovdata: tuple[Lovdata, str], tmp_path: Path) -> None:
    held, address = lovdata
    held.cuts = [1000, 10, 10]
    with pytest.raises(LawDataFault):
        await fetch(address, tmp_path / "c")
    held.tag = '"2"'
    assert (await fetch(address, tmp_path / "c")).read_bytes() == held.data
    assert held.seen[-1] == (200, "")


async def test_an_unchanged_file_is_not_fetched_again(lovdata: tuple[Lovdata, str], tmp_path: Path) -> None:
    held, address = lovdata
    await fetch(address, tmp_path / "c")
    await fetch(address, tmp_path / "c")
    assert [status for status, _ in held.seen] == [200, 304]


async def test_a_bad_dataset_does_not_take_the_good_ones_place(lovdata: tuple[Lovdata, str], tmp_path: Path) -> None:
    held, address = lovdata
    good = (await fetch(address, tmp_path / "c")).read_bytes()
    held.data, held.tag = b"garbage" * 100, '"2"'
    with pytest.raises(LawDataFault):
        await fetch(address, tmp_path / "c")
    assert (tmp_path / "c" / "d.tar.bz2").read_bytes() == good
    assert not (tmp_path / "c" / "d.tar.bz2.part").exists()


@pytest.mark.parametrize(("statuses", "ok"), [([503, 429], True), ([404], False), ([500, 500, 500], False)])
async def test_refusals(lovdata: tuple[Lovdata, str], tmp_path: Path, statuses: list[int], ok: bool) -> None:
    held, address = lovdata
    held.statuses = list(statuses)
    if ok:
        assert (await fetch(address, tmp_path / "c")).exists()
    else:
        with pytest.raises(LawDataFault):
            await fetch(address, tmp_path / "c")
