"""What stops CI: a licence nobody has allowed, and a known weakness; what does not: a register that cannot be asked."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", REPO / ".ci/licences.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_that_is_shipped_has_an_allowed_licence(licences: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0, capsys.readouterr().out
    assert {"aiohttp", "yarl", "greenlet", "botframework-connector"} <= set(licences.shipped()), "what they bring is read too"


def test_a_licence_that_is_not_allowed_is_told(licences: ModuleType) -> None:
    assert licences.refused(["yamllint", "aiohttp"], {"MIT", "Apache-2.0"}) == ["yamllint: GPL-3.0-or-later"]


CASES = {
    "nothing found": ("echo 'No known vulnerabilities found'", 0, "No known"),
    "a weakness": ("echo 'Found 1 known vulnerability in 1 package'; exit 1", 1, "Found 1"),
    "no network": ("echo 'ConnectionError: no route' >&2; exit 1", 0, "NOT CHECKED"),
    "a package unknown": ("echo 'x  could not be audited: x'", 0, "some packages were NOT CHECKED"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_audit_stops_for_a_weakness_alone(name: str, tmp_path: Path) -> None:
    script, code, told = CASES[name]
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    environment = {**os.environ, "PIP_AUDIT": str(tool)}
    done = subprocess.run(
        ["bash", ".ci/audit"], cwd=REPO, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == code and told in done.stdout
