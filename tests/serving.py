"""The whole service as a process of its own, in local mode on a free port: what a newcomer starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings

REPO = Path(__file__).resolve().parents[1]
SECONDS = 600
"""How long a first start may take, when the sentence model must read the whole guide."""


def clean_environ() -> dict[str, str]:
    """The environment without any setting of the bot."""
    known = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in known}


@dataclass
class Running:
    """A running service: where it is, and what it has written to its log."""

    url: str
    process: subprocess.Popen[str]
    log: list[str]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


def start(folder: Path, **settings: str) -> Running:
    """Start the service with `folder` as its working folder, and wait until it listens."""
    environ = {**clean_environ(), "PORT": "0", "PYTHONUNBUFFERED": "1", **settings}
    process = subprocess.Popen(
        [sys.executable, str(REPO / "app.py")], cwd=folder, env=environ, text=True, encoding="utf-8",
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    log: list[str] = []
    listening = threading.Event()
    found: list[str] = []

    def read() -> None:
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                log.append(line)
                if address := re.search(r"http://[\d.]+:\d+", line):
                    found.append(address[0])
                    listening.set()
        listening.set()

    threading.Thread(target=read, daemon=True).start()
    if not listening.wait(SECONDS) or not found:
        process.kill()
        process.wait()
        raise AssertionError(f"the service did not start: {''.join(log)}")
    return Running(found[0], process, log)
