"""Read one YAML file strictly, remembering the line of every value and refusing YAML's traps.

PyYAML reads `språk: no` as False, `kommune: 0301` as 193, `åpner: 10:30` as 630 and lets a repeated key win
silently. All of them, tabs, deep nesting, alias bombs and huge files become faults here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml import events as ev

from bot.errors import Fault, Level
from bot.wording import say

LARGEST_FILE = 64 * 1024
"""Bytes in one file; a longer one is refused unread."""
DEEPEST = 12
MOST_ALIASES = 10

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_resolver: Any = yaml.resolver.Resolver()
_TRAPS = {
    "tag:yaml.org,2002:int": "yaml_number",
    "tag:yaml.org,2002:float": "yaml_number",
    "tag:yaml.org,2002:null": "yaml_empty",
}
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """One file's content as plain data, the line of each value, and what is wrong with it."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Return the line (from 1) of the value at `path`, or of the nearest thing above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, line: int, sentence: str, /, level: Level = "error", **values: object) -> None:
        """Note one fault in this file."""
        self.faults.append(Fault(self.file, line, level, say(sentence, **values)))


def read_yaml(path: Path, shown_as: str, largest: int = LARGEST_FILE) -> Document:
    """Read the file at `path`; never raises for its content, faults are in the document."""
    document = Document(shown_as)
    try:
        raw = path.read_bytes()
    except OSError as error:
        document.fault(1, "file_unreadable", why=error.strerror or type(error).__name__)
        return document
    if len(raw) > largest:
        document.fault(1, "file_too_large", kib=largest // 1024)
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        document.fault(1, "file_not_utf8")
        return document
    return read_text(text, document)


def read_text(text: str, document: Document) -> Document:
    """Read YAML `text` into `document`."""
    try:
        document.data = _Builder(document).build(_Loader(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        key = "yaml_tab" if _line_has_tab(text, line) else "yaml_broken"
        document.fault(line, key, why=error.problem or "")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        document.fault(1, "yaml_broken", why=type(error).__name__)
    return document


def _line_has_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return 0 < line <= len(lines) and "\t" in lines[line - 1]


def _line_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


class _TooDeep(yaml.YAMLError):
    """Nesting beyond what any entry needs."""


class _Builder:
    """Builds plain data from YAML events, so that lines, repeated keys and aliases can be seen."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._anchors: dict[str, Any] = {}
        self._aliases = 0

    def build(self, loader: Any) -> Any:
        """Return the first document's data; more documents in a file are a fault."""
        self._events = loader
        data = None
        seen = 0
        while self._events.check_event():
            event = self._events.get_event()
            if isinstance(event, ev.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self._document.fault(_line_of(event), "yaml_many_documents")
                    break
                data = self._value((), self._events.get_event())
        return data

    def _value(self, path: Path_, event: Any) -> Any:
        line = _line_of(event)
        self._document.lines.setdefault(path, line)
        if len(path) > DEEPEST:
            self._document.fault(line, "yaml_too_deep")
            raise _TooDeep
        if isinstance(event, ev.AliasEvent):
            return self._alias(event, line)
        if isinstance(event, ev.ScalarEvent):
            value: Any = self._scalar(event, line)
        elif isinstance(event, ev.SequenceStartEvent):
            value = self._sequence(path)
        else:
            value = self._mapping(path)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _alias(self, event: Any, line: int) -> Any:
        self._aliases += 1
        if self._aliases == MOST_ALIASES + 1:
            self._document.fault(line, "yaml_aliases", most=MOST_ALIASES)
        if self._aliases > MOST_ALIASES or event.anchor not in self._anchors:
            return None
        return self._anchors[event.anchor]

    def _scalar(self, event: Any, line: int) -> Any:
        if event.style:
            return event.value
        tag = _resolver.resolve(yaml.ScalarNode, event.value, (True, False))
        if tag == "tag:yaml.org,2002:bool":
            if event.value in ("true", "false"):
                return event.value == "true"
            self._document.fault(line, "yaml_boolean", value=event.value)
        elif tag in _TRAPS:
            self._document.fault(line, _TRAPS[tag], value=event.value)
        return event.value

    def _sequence(self, path: Path_) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._events.get_event(), ev.SequenceEndEvent):
            items.append(self._value((*path, len(items)), event))
        return items

    def _mapping(self, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._events.get_event(), ev.MappingEndEvent):
            line = _line_of(event)
            key = self._key(path, event, line)
            value = self._value((*path, key), self._events.get_event())
            self._document.lines[(*path, key)] = line
            if key in found:
                self._document.fault(line, "yaml_repeated_key", key=key)
                continue
            found[key] = value
        return found

    def _key(self, path: Path_, event: Any, line: int) -> str:
        if not isinstance(event, ev.ScalarEvent):
            self._value((*path, "?"), event)
            self._document.fault(line, "yaml_odd_key")
            return "?"
        value = self._scalar(event, line)
        return event.value if isinstance(value, bool) else str(value)
