"""The commands as anyone starts them: processes of their own, each started at most once for all tests that look at it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from tests.serving import REPO, clean_environ


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `python -m bot …` with bytes on standard input, and settings as words."""

    @cache
    def ran(*words: str, given: bytes = b"", **settings: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=given,
            check=False,
            capture_output=True,
            cwd=REPO,
            env={**clean_environ(), **settings},
            timeout=900,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return ran
