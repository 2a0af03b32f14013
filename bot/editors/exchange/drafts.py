"""Write drafts of entries: YAML that `check` reads, marked as not approved, never over a file that is there."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.editors.exchange.pairs import Pair, Read, Skipped
from bot.editors.writing.files import put_new
from bot.errors import UndringError
from bot.guide.entry import KINDS, LONGEST_ANSWER
from bot.guide.yaml_reader import LARGEST_FILE
from bot.wording import say

_NEVER_CHECKED = "2000-01-01"
"""A draft's facts have been held against nothing: `check` warns until somebody has."""
_LONGEST_LINE = 400
_LETTERS = {230: "ae", 248: "o", 229: "a"}
_HEADING = re.compile(r"^\s{0,3}#{1,6} +(.+)$", re.MULTILINE)
_UNSAFE = re.compile(r"\[([^\]]*)\]\((?!https://)[^)]*\)")
_BARE = re.compile(r"(?<![\w(/])http://")


@dataclass(slots=True)
class Written:
    """What came of an import."""

    files: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def write_drafts(read: Read, out: Path, source: str, taken: Container[str]) -> Written:
    """Write a draft per pair under `out`; `taken` are ids of the guide that a draft must not replace."""
    written = Written(skipped=list(read.skipped))
    texts: dict[Path, str] = {}
    titles: set[str] = set()
    for pair in read.pairs:
        title = pair.questions[0]
        if len(title) > _LONGEST_LINE or title.casefold() in titles:
            why = "import_twice" if title.casefold() in titles else "import_long_title"
            written.skipped.append(Skipped(pair.place, say(why, title=title[:60], most=_LONGEST_LINE)))
            continue
        titles.add(title.casefold())
        path, text = _path(pair, out, taken, texts), _draft(pair, source)
        if path.exists() or len(text.encode()) > LARGEST_FILE:
            why = "import_there" if path.exists() else "import_large"
            written.skipped.append(Skipped(pair.place, say(why, file=path, kib=LARGEST_FILE // 1024)))
            continue
        texts[path] = text
    _write_all(texts, written)
    return written


def _write_all(texts: dict[Path, str], written: Written) -> None:
    """Write every file, or none."""
    try:
        for path, text in texts.items():
            put_new(path, text)
            written.files.append(path)
    except UndringError:
        for path in written.files:
            with suppress(OSError):
                path.unlink()
        raise


def _path(pair: Pair, out: Path, taken: Container[str], texts: dict[Path, str]) -> Path:
    kind = pair.kind if pair.kind in KINDS else "topics"
    named = re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", pair.id) and len(pair.id) <= 70
    stem = pair.id if named else _slug(pair.questions[0])
    stem = f"{stem}-utkast" if stem in taken else stem
    used = {path.stem for path in texts}
    return out / kind / (next(name for n in range(len(used) + 2) if (name := f"{stem}-{n}" if n else stem) not in used) + ".yaml")


def _slug(title: str) -> str:
    flat = unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:60].strip("-") or "utkast"


def _draft(pair: Pair, source: str) -> str:
    whole = _tidy(pair.answer)
    title, *others = dict.fromkeys(pair.questions)
    mark = say("import_mark")
    lines = [f"# {mark}", f"title: {_quoted(title)}"]
    if others:
        lines += ["examples:", *(f"  - {_quoted(one[:_LONGEST_LINE])}" for one in others)]
    lines.append(f"answer: {_quoted(_excerpt(whole))}")
    if len(whole) > LONGEST_ANSWER:
        lines.append(f"more: {_quoted(whole)}")
    said = say("import_source", file=source, place=pair.place.rpartition("/")[2])
    lines += [
        f"source: {_quoted(said[:_LONGEST_LINE])}",
        f'checked: "{_NEVER_CHECKED}"',
        "",
    ]
    return "\n".join(lines)


def _tidy(text: str) -> str:
    """Return the text without what an entry may not hold: headings become bold, links that are not https lose their address."""
    said = _BARE.sub("https://", text.replace("](http://", "](https://"))
    said = _UNSAFE.sub(r"\1", _HEADING.sub(r"**\1**", said))
    return said.replace("|", "/") if re.search(r"^\s*\|.*\|", said, re.MULTILINE) else said


def _excerpt(text: str) -> str:
    if len(text) <= LONGEST_ANSWER:
        return text
    cut = text[: LONGEST_ANSWER - 2]
    end = max(cut.rfind(". "), cut.rfind("\n"))
    return cut[: end + 1].strip() if end > LONGEST_ANSWER // 3 else cut.rsplit(" ", 1)[0].strip() + " \u2026"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
