"""Where the guide's files stand in git: the branch, whether something is under way, and committing one file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UndringError
from bot.wording import say

_UNDER_WAY = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The clone that a folder lies in; `root` is None outside git."""

    root: Path | None = None
    branch: str | None = None
    """The branch; None when no branch is checked out."""
    under_way: str | None = None
    """A rebase, merge, cherry-pick or revert that is not finished."""


def standing(folder: Path) -> Standing:
    """Return where `folder` stands; outside git, or without git on the machine, an empty standing."""
    told = _git(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir")
    if told.returncode:
        return Standing()
    root, inner = (Path(line) for line in told.stdout.splitlines()[:2])
    branch = _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    doing = next((name for mark, name in _UNDER_WAY.items() if (inner / mark).exists()), None)
    return Standing(root, branch or None, doing)


def require_calm(folder: Path) -> Standing:
    """Return where `folder` stands; raises UndringError in the middle of a rebase or merge."""
    held = standing(folder)
    if held.under_way:
        raise UndringError(say("git_under_way", what=held.under_way))
    return held


def commit_file(path: Path, message: str, mask: Callable[[str], str] = lambda text: text) -> str:
    """Commit one file and nothing else; return the new revision's short name. Raises UndringError with git's own reason."""
    held = require_calm(path.parent)
    if held.root is None:
        raise UndringError(say("git_none"))
    if held.branch is None:
        raise UndringError(say("git_no_branch"))
    if not _git(path.parent, "status", "--porcelain", "--", str(path)).stdout.strip():
        raise UndringError(say("git_nothing"))
    steps = (("add", "--", str(path)), ("commit", "--only", "-m", mask(message), "--", str(path)))
    for step in steps:
        done = _git(path.parent, *step)
        if done.returncode:
            said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
            raise UndringError(say("git_failed", why=" ".join(said)[:300]))
    return _git(path.parent, "rev-parse", "--short", "HEAD").stdout.strip()


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}
    run = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(  # noqa: S603
            run, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=120, env=environ, check=False
        )
    except (subprocess.SubprocessError, OSError) as error:
        return subprocess.CompletedProcess(run, 1, "", type(error).__name__)
