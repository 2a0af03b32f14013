"""The two sides of a comparison: a folder, or a git revision unpacked into a temporary one; the clone is never touched."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import ContentFaults, UndringError
from bot.guide.entry import KINDS
from bot.guide.guide import Guide
from bot.guide.loader import load_guide
from bot.wording import say


@contextmanager
def side(name: str, layers: Sequence[Path]) -> Iterator[Guide]:
    """Give the guide of a folder or revision called `name`; raises UndringError with what is wrong on that side."""
    with TemporaryDirectory(prefix="undring-diff-") as spare:
        home = Path(name) if Path(name).is_dir() else _unpacked(name, layers[0].parent.resolve(), Path(spare))
        yield _guide(name, home, layers)


def _guide(name: str, home: Path, layers: Sequence[Path]) -> Guide:
    found = layers_in(home, [layer.name for layer in layers])
    if not found:
        raise UndringError(say("diff_no_layers", side=name))
    try:
        return load_guide(found)
    except ContentFaults as error:
        raise UndringError(say("diff_faults", side=name, count=len(error.faults), first=error.faults[0])) from error


def layers_in(home: Path, names: Sequence[str]) -> list[Path]:
    """Return the layers under `home` (or its knowledge folder): those in use, else all, the national one first."""
    for root in (home / "knowledge", home):
        wanted = [root / name for name in names if (root / name).is_dir()]
        if wanted:
            return wanted
        held = [path for path in sorted(root.glob("*")) if any((path / kind).is_dir() for kind in KINDS)]
        if held:
            return sorted(held, key=lambda path: path.name != "national")
    return []


def _unpacked(revision: str, inside: Path, spare: Path) -> Path:
    """Return a folder with the guide as it was at `revision` of the clone that `inside` lies in."""
    commit = _git(inside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", name=revision)
    prefix = _git(inside, "rev-parse", "--show-prefix", name=revision).decode().strip()
    top = Path(_git(inside, "rev-parse", "--show-toplevel", name=revision).decode().strip())
    archive = _git(top, "archive", "--format=tar", commit.decode().strip(), "--", prefix or ".", name=revision)
    with tarfile.open(fileobj=io.BytesIO(archive)) as held:
        held.extractall(spare, filter="data")
    return spare / prefix


def _git(inside: Path, *words: str, name: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(inside), *words], capture_output=True, check=True, timeout=120)  # noqa: S603, S607
    except (subprocess.SubprocessError, OSError) as error:
        raise UndringError(say("diff_no_side", side=name)) from error
    return done.stdout
