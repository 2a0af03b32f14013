"""Broken content while running, and a turn that fails: the last good content serves, and a failure has one number."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

from tests.faults.conftest import Launch
from tests.faults.process import REPO


async def test_broken_content_changes_nothing_and_mended_content_is_picked_up(launch: Launch, tmp_path: Path) -> None:
    shutil.copytree(REPO / "knowledge", tmp_path / "knowledge")
    layers = ",".join(str(tmp_path / "knowledge" / name) for name in ("national", "drammen"))
    sender = launch(plain=False, DATABASE_URL="memory", KNOWLEDGE=layers)
    await sender.service.start()
    file = tmp_path / "knowledge" / "national" / "duties" / "taushetsplikt.yaml"
    whole = file.read_text(encoding="utf-8")
    before = await sender.ask("before", "hva er taushetsplikt")
    file.write_text(whole + "\nanswer: [uferdig\n", encoding="utf-8")
    await sender.service.until("content_faults")
    assert await sender.ask("meanwhile", "hva er taushetsplikt") == before
    seen = len(sender.service.log)
    file.write_text(re.sub(r"(?m)^source: .*$", 'source: "Handlingsplanen, ny utgave"', whole), encoding="utf-8")
    await sender.service.until("guide_loaded", seen)
    after = await sender.ask("mended", "hva er taushetsplikt")
    assert "ny utgave" in after and "ny utgave" not in before


async def test_a_turn_that_fails_says_one_kind_sentence_with_the_number_in_the_log(launch: Launch, tmp_path: Path) -> None:
    sender = launch(DATABASE_URL=f"sqlite:///{tmp_path / 'store.sqlite3'}")
    await sender.service.start()
    await sender.choose("choose", "skole")
    with sqlite3.connect(tmp_path / "store.sqlite3", timeout=20) as broken:
        broken.execute("DROP TABLE person")
    broken.close()
    said = await sender.ask("erase", "slett mine data")
    await sender.service.until("turn_failed")
    (failure,) = sender.service.events("turn_failed")
    assert f"Saksnummer {failure['case']}" in said and "Noe gikk galt" in said and "OperationalError" not in said
    assert "Taushetsplikt" in await sender.ask("goes on", "hva er taushetsplikt")
