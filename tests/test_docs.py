"""The documentation cannot lie: every setting, field and command is in it, and the schema is the one entry.py gives."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from bot.cli.main import app
from bot.guide.entry import Entry
from bot.guide.schema import entry_schema
from bot.settings import Settings

REPO = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (REPO / "docs/settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in Entry.model_fields if name not in ("id", "kind", "layer")])
def test_every_field_is_documented(name: str) -> None:
    assert f"`{name}`" in (REPO / "docs/entry-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [command.name for command in app.registered_commands])
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}" in (REPO / "docs/commands.md").read_text(encoding="utf-8")


def test_the_schema_in_the_repo_is_the_generated_one() -> None:
    held = json.loads((REPO / "knowledge/schema/entry.json").read_text(encoding="utf-8"))
    assert held == entry_schema(), "run: python -m bot schema > knowledge/schema/entry.json"


def test_direct_dependencies_are_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (REPO / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or re.match(r"[\w.-]+(\[\w+\])?==[\w.]+( ;.*)?$", line), line


def dependencies(name: str) -> list[str]:
    held = (REPO / name).read_text(encoding="utf-8").splitlines()
    return [re.split(r"[\[=]", line)[0] for line in held if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize(
    "package",
    [*dependencies("requirements.txt"), *dependencies("requirements-agents.txt"), *dependencies("requirements-otel.txt")],
)
def test_every_dependency_says_why_it_is_there(package: str) -> None:
    rows = [row for row in (REPO / "docs/architecture.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
    named = {name.casefold() for row in rows for name in re.findall(r"[\w.-]+", row.split("|")[1])}
    assert package.casefold() in named


def test_vendored_files_are_the_checked_ones() -> None:
    folder = REPO / "bot/web/static/vendor"
    sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert len(sums) == 3
    for name, wanted in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted
        assert (folder / name.replace(".min.js", ".LICENSE")).exists()


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md"), REPO / "knowledge/README.md", REPO / "deploy/README.md"]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
