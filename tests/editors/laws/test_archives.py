"""Hostile and broken archives are refused with one clear fault, exit code 2, and nothing is written."""

from __future__ import annotations

import bz2
import io
import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.laws.archive import LawDataFault, Limits, read_archive
from tests.editors.laws.archives import act, change, law, packed, section

GOOD = {"lti/1.xml": act("lov/2027-01-01-5", change("lov/2021-06-18-97/§13-2"))}
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def with_member(path: Path, name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        archive.addfile(info)
    path.write_bytes(bz2.compress(out.getvalue()))
    return path


def declared(path: Path, size: int) -> Path:
    info = tarfile.TarInfo("nl/1.xml")
    info.size = size
    path.write_bytes(bz2.compress(info.tobuf() + b"x" * 100))
    return path


def cut(path: Path, share: float) -> Path:
    packed(path, {"nl/1.xml": law("lov/2000-01-01-1", *(section(str(n), f"Tekst {n * 7919}") for n in range(400)))})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def raw(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


HOSTILE = {
    "traversal": lambda p: packed(p, {"../../outside.xml": "<x/>"}),
    "absolute": lambda p: packed(p, {"/tmp/outside.xml": "<x/>"}),  # noqa: S108
    "backslash": lambda p: packed(p, {"..\\outside.xml": "<x/>"}),
    "symlink": lambda p: with_member(p, "nl/1.xml", tarfile.SYMTYPE, "/etc/passwd"),
    "hardlink": lambda p: with_member(p, "nl/1.xml", tarfile.LNKTYPE, "/etc/passwd"),
    "device": lambda p: with_member(p, "nl/1.xml", tarfile.CHRTYPE),
    "bomb": lambda p: packed(p, {"nl/1.xml": b"0" * (20 * 1024 * 1024)}),
    "gigabyte": lambda p: declared(p, 1024**3),
    "entities": lambda p: packed(p, {"nl/1.xml": ENTITY}),
    "outside entity": lambda p: packed(p, {"nl/1.xml": OUTSIDE}),
    "not xml": lambda p: packed(p, {"nl/1.xml": "<html><main>"}),
    "bad bytes": lambda p: packed(p, {"nl/1.xml": b"<x>\xff\xfe</x>"}),
    "truncated": lambda p: cut(p, 0.6),
    "last byte gone": lambda p: cut(p, 0.999),
    "not a tar": lambda p: raw(p, bz2.compress(b"hei " * 500)),
    "not bz2": lambda p: raw(p, b"hei " * 500),
    "empty file": lambda p: raw(p, b""),
    "empty tar": lambda p: packed(p, {}),
    "nothing in it": lambda p: packed(p, {"README.txt": "hei"}),
    "missing": lambda p: p.with_name("missing.tar.bz2"),
    "folder": lambda p: p.parent,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_archive_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = HOSTILE[kind](home / "data.tar.bz2")
    monkeypatch.chdir(home)
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(app, ["laws", "--from", str(file), "--json"])
    assert result.exit_code == 2 and result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1 and "Traceback" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_limits_hold(tmp_path: Path) -> None:
    file = packed(tmp_path / "d.tar.bz2", {f"nl/{n}.xml": "<x/>" for n in range(9)})
    with pytest.raises(LawDataFault):
        list(read_archive(file, Limits(files=8)))
    assert len(list(read_archive(file, Limits(files=9)))) == 9


def test_the_contract_of_json(tmp_path: Path) -> None:
    file = packed(tmp_path / "d.tar.bz2", GOOD)
    result = CliRunner().invoke(app, ["laws", "--from", str(file), "--json"])
    row = next(row for row in json.loads(result.stdout) if row["provision"] == "bvl-13-2")
    assert (row["ref"], row["section"], row["finding"]) == ("lov/2021-06-18-97", "§ 13-2", "amended")
    assert (row["act"], row["in_force"]) == ("lov/2027-01-01-5", "Kongen bestemmer") and "meldeplikt-skole" in row["entries"]
    assert "§ 13-2" in CliRunner().invoke(app, ["laws", "--from", str(file)]).stdout
