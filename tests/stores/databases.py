"""A real PostgreSQL in a folder of its own, started by the tests and stopped after them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


def binaries() -> Path | None:
    """Return where PostgreSQL's programs lie; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def _as_postgres(*words: str) -> None:
    # PostgreSQL refuses to run as root.
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*before, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd="/")
    assert done.returncode == 0, done.stderr.decode()


def control(home: Path, what: str) -> None:
    """Start or stop the PostgreSQL of a folder; a stop is as hard as a power cut."""
    programs = binaries()
    assert programs is not None
    options = f"-k {home / 'socket'} -c listen_addresses= -c fsync=off -c max_connections=60"
    more = ["-o", options, "-l", str(home / "log")] if what == "start" else ["-m", "immediate"]
    _as_postgres(str(programs / "pg_ctl"), "-D", str(home / "data"), *more, "-w", what)


@contextmanager
def running(home: Path) -> Iterator[str]:
    """Start PostgreSQL in a folder; give the address of its database `postgres`."""
    programs = binaries()
    assert programs is not None
    data, socket = home / "data", home / "socket"
    socket.mkdir()
    if os.geteuid() == 0:
        for folder in (home, socket):
            shutil.chown(folder, "postgres", "postgres")
    _as_postgres(str(programs / "initdb"), "-D", str(data), "-U", "bot", "--auth=trust", "--no-sync", "-E", "UTF8")
    control(home, "start")
    try:
        yield f"postgresql://bot@/postgres?host={socket}"
    finally:
        control(home, "stop")


@contextmanager
def postgres() -> Iterator[tuple[str, Path]]:
    """Start PostgreSQL in a short folder (a socket's path has 107 characters); give its address and folder."""
    with TemporaryDirectory(prefix="pg", dir="/tmp") as folder, running(Path(folder)) as address:
        yield address, Path(folder)
