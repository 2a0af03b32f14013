"""Hold the licence of every package that the requirements files of the service bring against .ci/licences.txt."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent


def shipped(files: tuple[str, ...] = ("requirements.txt", "requirements-agents.txt", "requirements-otel.txt")) -> list[str]:
    """Return the names of what is installed for these files, with all that they bring."""
    waiting = [line for name in files for line in (HERE.parent / name).read_text(encoding="utf-8").splitlines()]
    waiting = [line for line in waiting if line and not line.startswith(("#", "-r "))]
    found: dict[str, None] = {}
    while waiting:
        wanted = Requirement(waiting.pop())
        extras = {"", *wanted.extras}
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found:
            continue
        found[name] = None
        for needed in distribution(name).requires or ():
            one = Requirement(needed)
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
                one.marker = None
                waiting.append(str(one))
    return sorted(found)


def licences(name: str) -> list[str]:
    """Return the licences a package says it has; several where all or one of them hold."""
    about = distribution(name).metadata
    classed = [held.split("::")[-1].strip() for held in about.get_all("Classifier") or () if held.startswith("License ::")]
    if expression := about.get("License-Expression"):
        return [part for part in re.split(r"\s+(?:AND|OR)\s+|[()]", expression) if part.strip()]
    plain = (about.get("License") or "").strip().splitlines()
    return [held for held in classed if held != "OSI Approved"] or plain[:1]


def refused(names: list[str], allowed: set[str]) -> list[str]:
    """Return a line for each package with a licence that is not allowed, or none."""
    return [f"{name}: {', '.join(held) or '?'}" for name in names if not (held := licences(name)) or not set(held) <= allowed]


def main() -> int:
    """Print what is refused; 1 when there is any."""
    lines = (HERE / "licences.txt").read_text(encoding="utf-8").splitlines()
    try:
        names = shipped()
    except PackageNotFoundError as error:
        print(f"not installed: {error}", file=sys.stderr)
        return 1
    found = refused(names, {line for line in lines if line and not line.startswith("#")})
    print("\n".join(found) or f"{len(names)} packages, all with an allowed licence")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
