"""The house stays in order: imports go one way, rooms have ceilings, words live in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
MODULES = sorted((REPO / "bot").rglob("*.py"))
ORDER = {
    "errors": 0, "wording": 0, "guide": 1, "matching": 2, "cards": 2, "settings": 2, "logs": 2, "tracing": 2, "conversation": 3, "editors": 3, "packaging": 3,
    "stores": 4, "teams": 4, "wiring": 5, "web": 5, "operators": 5, "service": 6, "cli": 6, "__main__": 7, "": 7,
}  # fmt: skip
SAME_FLOOR_APART = [("matching", "cards"), ("stores", "teams")]
SDK = ("botbuilder", "botframework", "microsoft_agents")


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPO)))
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(REPO / "bot").parts[0].removesuffix(".py").replace("__init__", "")
    for name in imports(path):
        if name.startswith("bot."):
            other = room(name)
            assert ORDER[other] <= ORDER[own], f"{own} imports {other}, which is above it"
            assert (own, other) not in SAME_FLOOR_APART and (other, own) not in SAME_FLOOR_APART
        elif name.split(".")[0] in SDK:
            assert own == "teams", f"{own} knows the SDK"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPO)))
def test_rooms_have_ceilings(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250, "split the module"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{node.name} is {length} lines"


WORD_MODULES = {
    "language.py", "voices.py", "names.py", "patterns.py", "lexicon.py", "places.py", "spans.py", "usernames.py", "tokens.py", "masking.py",
}  # fmt: skip
"""They hold words as data of the language itself, not sentences for people."""


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.name not in WORD_MODULES], ids=lambda path: str(path.relative_to(REPO))
)
def test_no_sentence_for_people_in_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            said = node.value.lower().replace("a-zæøå", "")  # The letters of a pattern are no sentence.
            assert not set(said) & set("æøå"), f"line {node.lineno}: {node.value!r}"


def test_nothing_is_called_utils_or_helpers() -> None:
    for path in MODULES:
        stem = path.stem
        assert stem not in ("utils", "helpers", "common", "manager") and not stem.startswith("base_")


def test_every_bot_sentence_exists_in_three_languages_and_is_used() -> None:
    import yaml

    source = "\n".join(path.read_text(encoding="utf-8") for path in [*MODULES, *(REPO / "bot/web/templates").rglob("*.html")])
    keys = {}
    for language in ("nb", "nn", "en"):
        keys[language] = set(yaml.safe_load((REPO / f"knowledge/phrases/{language}.yaml").read_text(encoding="utf-8")))
    assert keys["nb"] == keys["nn"] == keys["en"]
    families = ("danger_", "kind_", "kinds_", "need_", "sector_")
    unused = {key for key in keys["nb"] if key not in source and not key.startswith(families)}
    talk = yaml.safe_load((REPO / "knowledge/talk.yaml").read_text(encoding="utf-8"))
    assert not unused - set(talk["intents"]), f"sentences nobody says: {sorted(unused)}"


def test_every_tool_sentence_is_written_and_used() -> None:
    import yaml

    written = set(yaml.safe_load((REPO / "bot/wording/nb.yaml").read_text(encoding="utf-8")))
    source = "\n".join(path.read_text(encoding="utf-8") for path in [*MODULES, *(REPO / "bot/web/templates/desk").glob("*.html")])
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (REPO / "bot/web/static").glob("desk*.js"))
    families = (
        "cli_", "doctor_about_", "desk_field_", "desk_hint_", "desk_kind_", "desk_language_", "desk_nav_", "desk_part_", "desk_sector_",
        "desk_gap_", "desk_trend_", "desk_js_group_", "desk_js_keep_", "desk_js_for", "desk_js_against", "desk_js_even", "desk_js_warning",
        "desk_error", "desk_warning", "slice_",
    )  # fmt: skip
    said = {key for key in written if f'"{key}"' in source or f'"{key.removeprefix("desk_js_")}"' in scripts}
    unused = {key for key in written - said if not key.startswith(families)}
    assert not unused, f"sentences nobody says: {sorted(unused)}"
