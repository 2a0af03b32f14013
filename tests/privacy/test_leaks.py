"""A session full of personal data through the real service; then every log line, measure, table and file is read."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.serving import start
from tests.teams.activities import Json, message, press

_K1, _K2 = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def national_number(day: int, month: int, serial: int) -> str:
    """Return a number with valid check digits; day + 40 makes a D-number, month + 40 or + 80 a made-up one."""
    for number in range(serial, serial + 40):
        digits = [int(sign) for sign in f"{day:02}{month:02}14{number:03}"]
        first = -sum(a * b for a, b in zip(_K1, digits, strict=True)) % 11
        second = -sum(a * b for a, b in zip(_K2, [*digits, first], strict=True)) % 11
        if first < 10 and second < 10:
            return "".join(map(str, [*digits, first, second]))
    raise AssertionError("no such number")


NUMBERS = [national_number(day, month, 511) for day, month in ((12, 3), (52, 3), (12, 43), (12, 83))]
SAID = {
    "a name": ("Kari Zetterquist i 4B blir slått hjemme", ["zetterquist"]),
    "two names": ("Ahmed Qvigstadli og moren Fatima Qvigstadli trenger hjelp", ["qvigstadli"]),
    "a number": (f"eleven har fødselsnummer {NUMBERS[0]}, hva gjør jeg", [NUMBERS[0]]),
    "a number in two parts": (f"fnr {NUMBERS[0][:6]} {NUMBERS[0][6:]} sulter", [NUMBERS[0]]),
    "a D-number": (f"D-nummer {NUMBERS[1]} kommer aldri på skolen", [NUMBERS[1]]),
    "made-up numbers": (f"{NUMBERS[2]} og {NUMBERS[3]}", NUMBERS[2:]),
    "a telephone": ("ring mor på 987 65 432 om fraværet", ["98765432"]),
    "a telephone abroad": ("far har +47 41 23 98 76", ["41239876"]),
    "an address": ("barnet bor i Snipevegen 77, 3017 Drammen", ["snipevegen"]),
    "an e-mail": ("skriv til tone.ryggstein@example.no om saken", ["ryggstein"]),
    "nothing we answer": ("hvor får Torvald Bølgenes kjøpt billige vinterdekk til bilen sin", ["bølgenes"]),
    "a danger": ("Nils Skramstadmo sier han vil ta livet sitt nå", ["skramstadmo"]),
}
WRITER = {"id": "29:writer-xq7", "name": "Zorro Plassgjerde", "aadObjectId": "5bd2f1aa-77e0-4c1e-9a55-0c7d13f0e0aa"}
FILE = [{"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "Bekymring Lillemor Haugsvær.docx"}]
ELSEWHERE = [
    "plassgjerde",
    "5bd2f1aa-77e0-4c1e-9a55-0c7d13f0e0aa",
    "29:writer-xq7",
    "haugsvær",
    "uthusbakken",
    "evensrud",
    "fossheimlia",
]
SECRETS = sorted({*(secret for _, secrets in SAID.values() for secret in secrets), *ELSEWHERE})


def session() -> Iterator[Json]:
    """Yield every way in which something written reaches the bot."""
    for number, (text, _) in enumerate(SAID.values()):
        yield message(text, id=f"said-{number}")
        yield message("og hvem ringer jeg da?", id=f"more-{number}")
    yield message("se vedlegget", id="file", attachments=FILE)
    yield press("entry", entry="meldeplikt", comment="Per Uthusbakken")
    yield press("Grete Uthusbakken", entry="Ola Uthusbakken")
    yield invoke("composeExtension/query", {"commandId": "search", "parameters": [{"name": "query", "value": "Siv Evensrud"}]})
    for reaction in ("like", "dislike"):
        words = json.dumps({"feedbackText": "Bra for Jon Fossheimlia, tlf 98765432"})
        yield invoke("message/submitAction", {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": words}})
    alone = {"id": "a:alone", "conversationType": "personal"}
    for number, text in enumerate(("hvordan bytter jeg tennplugger", "hva er hovedstaden i Australia", "oppskrift på vafler")):
        yield message(text, id=f"unanswered-{number}", conversation=alone)
    yield message("hva vet du om meg", id="own data")


def invoke(name: str, value: Any) -> Json:
    return {
        **message(),
        "type": "invoke",
        "name": name,
        "text": None,
        "id": f"{name}-{value}"[:90],
        "value": value,
        "replyToId": "r1",
    }


def send(url: str, body: Json) -> int:
    held = json.dumps({**body, "from": WRITER}).encode()
    asked = urllib.request.Request(f"{url}/api/messages", held, {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def found_in(text: str) -> list[str]:
    """Return which secrets stand in `text`, also where a number is written with spaces."""
    flat, close = text.casefold(), re.sub(r"(?<=\d)[ .-](?=\d)", "", text)
    return [secret for secret in SECRETS if secret in flat or secret in close]


def rows_of(database: Path) -> Iterator[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(database)) as held:
        for (table,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in held.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                yield table, " ".join(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in row)


def leaks(log: list[str], measures: str, folder: Path) -> list[str]:
    """Return where secrets were found: the log, the measures, the tables, and every file as it lies on the disk."""
    found = [f"log: {one} in {line}" for line in log for one in found_in(line)]
    found += [f"measures: {one}" for one in found_in(measures)]
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        raw = file.read_bytes()
        found += [
            f"{file.name}: {one}"
            for one in found_in(file.name + raw.decode("utf-8", "replace") + raw.decode("utf-16", "replace"))
        ]
        if raw.startswith(b"SQLite format 3"):
            found += [f"table {table}: {one} in {row}" for table, row in rows_of(file) for one in found_in(row)]
    return found


@dataclass
class Left:
    """What a session left behind."""

    log: list[str]
    measures: str
    folder: Path
    statuses: list[int]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Left:
    folder = tmp_path_factory.mktemp("leaks")
    cache = folder / "cache"
    cache.mkdir()
    # What was learned before is only borrowed: a link is not read, what this session writes is.
    for held in settings.CACHE.glob("*") if settings.CACHE.is_dir() else ():
        (cache / held.name).symlink_to(held)
    database = f"sqlite:///{folder / 'state.sqlite3'}"
    running = start(folder, DATABASE_URL=database, DATA=str(folder / "data"), CACHE=str(cache), LOG_LEVEL="debug")
    statuses = [send(running.url, body) for body in session()]
    with urllib.request.urlopen(f"{running.url}/metrics", timeout=30) as answer:  # noqa: S310
        measures = answer.read().decode()
    assert running.stop() == 0
    return Left(running.log, measures, folder, statuses)


def test_nothing_of_it_is_left_anywhere(left: Left) -> None:
    assert leaks(left.log, left.measures, left.folder) == []


def test_the_session_was_heard_and_something_was_kept(left: Left) -> None:
    """Else there would be nothing to find."""
    assert left.statuses.count(200) >= 2 * len(SAID) and max(left.statuses) < 500, left.statuses
    assert sum('"event":"turn"' in line for line in left.log) >= len(SAID) and "undring_turns_total{" in left.measures
    tables = {table for table, _ in rows_of(left.folder / "state.sqlite3")}
    assert {"unanswered", "usage"} <= tables, tables


@pytest.mark.parametrize("secret", SECRETS)
def test_a_planted_secret_is_found(secret: str, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "state.sqlite3")) as held:
        held.execute("CREATE TABLE t (a, b)")
        held.execute("INSERT INTO t VALUES (1, ?)", (f"x {secret.upper()} y".encode(),))
        held.commit()
    (tmp_path / "kept.txt").write_text(f"… {secret} …", encoding="utf-8")
    found = leaks([f'{{"event":"turn", "x": "{secret.title()}"}}'], f'a{{b="{secret}"}} 1', tmp_path)
    assert {line.split(":")[0] for line in found} == {
        "log",
        "measures",
        "kept.txt",
        "state.sqlite3",
        "table t",
    }
