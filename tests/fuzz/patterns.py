"""Every regular expression of the bot against texts made of what it looks for itself. Run apart: python -m tests.fuzz.patterns.

Each pattern is tried in a process of its own, which the kernel ends when it has used the CPU it was given.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as ops
from re import _parser as parser
from typing import Any

import bot

REPO = Path(__file__).resolve().parents[2]
SECONDS = 2
"""CPU for all texts of one pattern: a hundred times what most need, and far less than one needs that reads its text anew for each sign."""
PEOPLE, EDITORS = 28_000, 2_000
"""Characters of the longest text: of what anyone in the municipality sends, of what editors and the law's publisher write."""
OF_PEOPLE = ("bot/teams/", "bot/conversation/", "bot/matching/", "bot/cards/", "bot/web/")
SHORTER = {"bot/conversation/privacy/tokens.py": 12, "bot/cards/parts.py": EDITORS, "bot/matching/forgetting.py": 255}
"""Where a pattern is given no more than so much: the end of a text, the guide's own, a file's name."""
MOST = 40
"""Texts per pattern."""
ANCHORED = ("bot/tracing.py", "bot/matching/forgetting.py")
"""Where a pattern is tried at the beginning of a text alone."""
SIGNS = "aA1 -_.<>/@([é\n,§:'\"x|#b+«»"
Found = dict[tuple[str, int], str]


def patterns() -> Found:
    """Return every pattern, by text and flags, and where it is made: with the modules, inside functions, or from the guide."""
    found: Found = {}
    compiling = re._compile  # type: ignore[attr-defined]

    def noted(pattern: Any, flags: int) -> re.Pattern[Any]:
        made: re.Pattern[Any] = compiling(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(REPO / "bot") and isinstance(made.pattern, str):
            found.setdefault((made.pattern, made.flags), f"{file.relative_to(REPO).as_posix()}:{frame.f_lineno}")
        return made

    re.purge()
    re._compile = noted  # type: ignore[attr-defined]
    try:
        for module in pkgutil.walk_packages(bot.__path__, "bot."):
            if "migrations" not in module.name and "__main__" not in module.name:
                importlib.import_module(module.name)
        _build()
    finally:
        re._compile = compiling  # type: ignore[attr-defined]
    for file in (REPO / "bot").rglob("*.py"):
        for line, pattern in _inline(ast.parse(file.read_text(encoding="utf-8"))):
            found.setdefault((pattern.pattern, pattern.flags), f"{file.relative_to(REPO).as_posix()}:{line}")
    return found


def _build() -> None:
    """Make what makes patterns of the guide's own words."""
    from bot.conversation.danger import DangerWatch
    from bot.guide.loader import load_guide
    from bot.wiring import mask_from_settings

    guide = load_guide()
    mask_from_settings(guide)
    DangerWatch(guide.danger, lambda text: 0.0, 0.5)  # type: ignore[arg-type,call-arg]


def _inline(tree: ast.AST) -> Iterator[tuple[int, re.Pattern[str]]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="match" | "fullmatch")):
                continue  # Read from one place alone.
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[ast.Constant(value=str(text)), *_]):
                named = (one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr.isupper())
                flags = 0
                for name in named:
                    flags |= int(getattr(re, name, 0))
                yield node.lineno, re.compile(text, flags)


def hostile(pattern: str, flags: int, length: int) -> list[str]:
    """Return texts of what the pattern repeats, after what must come before it, ended by what it does not want."""
    tree = list(parser.parse(pattern, flags))
    made: set[str] = set()
    for turn in range(2):
        pairs = list(_repeats(tree, "", turn))
        pieces = list(dict.fromkeys(body for _, body in pairs if body))[:4]
        for before, body in list(dict.fromkeys(pairs))[:12]:
            for end in ("", "!", "\n"):
                made.add(_long(body, length, before) + end)
            made |= {_long(before + body, length), _long(before, length)}
        made |= {_long(one + other, length) for one in pieces for other in pieces}
        whole = _sample(tree, turn)
        made |= {_long(whole[:cut], length) for cut in range(1, min(len(whole), 16) + 1)}
    texts = sorted(made - {""})
    return texts[:: max(1, -(-len(texts) // MOST))]


def _long(piece: str, length: int, before: str = "") -> str:
    return before + (piece * (length // len(piece)) if piece else "")


def _repeats(tree: Iterable[Any], before: str, turn: int) -> Iterator[tuple[str, str]]:
    """Yield what comes before each repeated part, and what that part takes."""
    for op, held in tree:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            yield before, _sample(held[2], turn)
            yield from _repeats(held[2], before, turn)
        elif op in (ops.SUBPATTERN, ops.ATOMIC_GROUP, ops.ASSERT, ops.ASSERT_NOT):
            yield from _repeats(held if op is ops.ATOMIC_GROUP else held[-1], before, turn)
        elif op is ops.BRANCH:
            for way in held[1][:40]:
                yield from _repeats(way, before, turn)
        before += _sample([(op, held)], turn)


def _sample(tree: Iterable[Any], turn: int) -> str:
    """Return a text that a part of a pattern takes."""
    made = []
    for op, held in tree:
        if op is ops.LITERAL:
            made.append(chr(held))
        elif op in (ops.NOT_LITERAL, ops.ANY, ops.IN):
            made.append(_sign(op, held, turn))
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            made.append(_sample(held[2], turn) * max(held[0], 1))
        elif op is ops.SUBPATTERN:
            made.append(_sample(held[-1], turn))
        elif op is ops.ATOMIC_GROUP:
            made.append(_sample(held, turn))
        elif op is ops.BRANCH:
            made.append(_sample(held[1][turn % len(held[1])], turn))
    return "".join(made)


def _sign(op: Any, held: Any, turn: int) -> str:
    one = parser.SubPattern(parser.State(), [(op, held)])
    takes = re._compiler.compile(one)  # type: ignore[attr-defined]
    ranges = [chr(end) for kind, value in (held if op is ops.IN else ()) if kind is ops.RANGE for end in value]
    signs = [sign for sign in (*SIGNS, *ranges, *map(chr, range(33, 127))) if takes.fullmatch(sign)]
    return signs[turn % len(signs)] if signs else ""


def slow(text: str, flags: int, place: str) -> bool:
    """Tell whether a pattern needs more CPU than it is given."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        pattern, file = re.compile(text, flags), place.partition(":")[0]
        length = SHORTER.get(file, PEOPLE if file.startswith(OF_PEOPLE) else EDITORS)
        for one in hostile(text, flags, length):
            pattern.match(one) if file in ANCHORED else pattern.sub("", one)
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


def main() -> None:
    """Try them all, and name those that used up their time."""
    found = patterns()
    guilty = [f"{place} {text[:100]!r}" for (text, flags), place in sorted(found.items(), key=str) if slow(text, flags, place)]
    print(json.dumps({"patterns": len(found), "slow": guilty}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
