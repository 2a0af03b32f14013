"""Set top-level fields of a YAML text: only their own lines change, comments, order and quotes stay."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import yaml as plain
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted
from ruamel.yaml.scalarstring import LiteralScalarString as Literal_

from bot.guide.entry import Entry

ORDER = tuple(Entry.model_fields)
"""A new field is written after the nearest one that stands before it here."""
_BESIDE = {f"added_{key}": ORDER.index(key) + 0.5 for key in ("aliases", "examples")}
_LISTS_OF_IDS = ("provisions", "resources", "services", "see_also")


class Unwritable(ValueError):
    """The text cannot be changed without losing something."""


def with_fields(text: str, changes: Mapping[str, Any]) -> str:
    """Return `text` with fields set, or removed where the value is None; raises Unwritable when it cannot be done safely."""
    fresh = text
    try:
        for key, value in changes.items():
            fresh = _with_field(fresh, key, value)
        _require_only(text, fresh, changes)
    except (YAMLError, plain.YAMLError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Unwritable(str(error)) from error
    return fresh


def with_new_fields(fields: Mapping[str, Any]) -> str:
    """Return the text of a file that holds `fields`, in the order that all files have; nothing for no fields."""
    known = {key: at for at, key in enumerate(ORDER)} | _BESIDE
    ordered = sorted((key for key, value in fields.items() if value is not None), key=lambda key: known.get(key, len(known)))
    return "".join(line + "\n" for key in ordered for line in _dumped({key: _fresh(fields[key], key)}))


def items_of(text: str, key: str) -> list[Any]:
    """Return the list `key` of a YAML text; raises Unwritable when there is no such text."""
    try:
        return list((plain.safe_load(text) or {}).get(key) or [])
    except (plain.YAMLError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Unwritable(str(error)) from error


def with_item(text: str, key: str, item: str) -> str:
    """Return `text` with one more item in the list `key`."""
    return with_fields(text, {key: [*items_of(text, key), item]})


def _with_field(text: str, key: str, value: Any) -> str:
    lines = text.split("\n")
    start, end = _place(text, key) or (None, None)
    if start is None or end is None:
        if value is None:
            return text
        at = _after(text, key, len(lines) - (lines[-1] == ""))
        return "\n".join([*lines[:at], *_dumped({key: _fresh(value, key)}), *lines[at:]])
    block = lines[start:end]
    if value is None:
        return "\n".join([*lines[:start], *lines[end:]])
    return "\n".join([*lines[:start], *(_with_item_lines(block, key, value) or _rewritten(block, key, value)), *lines[end:]])


def _places(text: str) -> list[tuple[str, int, int]]:
    root = plain.compose(text, Loader=plain.SafeLoader)
    if not isinstance(root, plain.MappingNode) or root.flow_style:
        raise Unwritable("not a block mapping")
    starts = [(str(key.value), int(key.start_mark.line)) for key, _ in root.value]
    lines = text.split("\n")
    found = []
    for n, (key, start) in enumerate(starts):
        end = starts[n + 1][1] if n + 1 < len(starts) else len(lines)
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(("#", "..."))):
            end -= 1
        found.append((key, start, end))
    return found


def _place(text: str, key: str) -> tuple[int, int] | None:
    return next(((start, end) for name, start, end in _places(text) if name == key), None)


def _after(text: str, key: str, last: int) -> int:
    places = _places(text)
    ends = {name: end for name, _, end in places}
    before = ORDER[: ORDER.index(key)] if key in ORDER else ORDER
    first = places[0][1] if places and places[0][0] not in before else last
    return next((ends[name] for name in reversed(before) if name in ends), first)


def _with_item_lines(block: list[str], key: str, value: Any) -> list[str] | None:
    """Return a block list with further items after the last, its other lines untouched; None where more than that is changed."""
    held = plain.safe_load("\n".join(block))[key]
    first = re.match(r"( *)- ", block[1]) if len(block) > 1 else None
    if not isinstance(held, list) or not isinstance(value, list) or value[: len(held)] != held or first is None:
        return None
    fresh = value[len(held) :]
    if not all(isinstance(one, str) and one.isprintable() for one in fresh):
        return None
    dumped = [line for one in fresh for line in _dumped([_fresh(one, key)])]
    return [*block, *(first[1] + line for line in dumped)]


def _rewritten(block: list[str], key: str, value: Any) -> list[str]:
    yaml = _yaml(block)
    data = yaml.load("\n".join(block) + "\n")
    data[key] = _merged(data[key], value, key)
    return _dumped(data, yaml)


def _merged(old: Any, new: Any, key: str) -> Any:
    """Return `new` in the form of `old`: what is alike is left as it was written."""
    if isinstance(old, CommentedMap) and isinstance(new, Mapping):
        for gone in [one for one in old if one not in new]:
            del old[gone]
        for one, value in new.items():
            old[one] = _merged(old.get(one), value, str(one))
        return old
    if isinstance(old, CommentedSeq) and isinstance(new, list):
        matched = SequenceMatcher(None, [repr(one) for one in old], [repr(one) for one in new], autojunk=False)
        for what, i, j, a, b in reversed(matched.get_opcodes()):
            if what != "equal":
                for at in range(j - 1, i - 1, -1):
                    del old[at]
                for n, one in enumerate(new[a:b]):
                    old.insert(i + n, _fresh(one, key))
        return old
    if isinstance(old, str) and isinstance(new, str) and old.strip() == new.strip():
        return old
    if isinstance(old, Literal_) and isinstance(new, str):
        return _literal(new)
    return _fresh(new, key)


def _fresh(value: Any, key: str) -> Any:
    if isinstance(value, str):
        if "\n" in value:
            return _literal(value)
        return value if key in _LISTS_OF_IDS and re.fullmatch(r"[a-z][a-z0-9-]*", value) else Quoted(value)
    if isinstance(value, Mapping):
        return CommentedMap({one: _fresh(inner, str(one)) for one, inner in value.items()})
    if isinstance(value, list):
        made = CommentedSeq([_fresh(one, key) for one in value])
        if key not in ("examples", "added_examples"):
            made.fa.set_flow_style()
        return made
    return value


def _literal(text: str) -> Literal_:
    made: Literal_ = Literal_(text.rstrip("\n") + "\n")
    return made


def _yaml(block: list[str] | None = None) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    first = next((found for line in block or () if (found := re.match(r"( *)- ", line))), None)
    offset = len(first[1]) if first else 2
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml


def _dumped(data: Any, yaml: YAML | None = None) -> list[str]:
    made = yaml or _yaml()
    if isinstance(data, list):
        made.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    made.dump(data, out)
    return out.getvalue().replace("\r\n", "\n").rstrip("\n").split("\n")


def _require_only(before: str, after: str, changes: Mapping[str, Any]) -> None:
    """Raise unless `after` reads as `before` with the changes, the fields in the same order."""
    old, new = plain.safe_load(before), plain.safe_load(after)
    wanted = {key: value for key, value in {**old, **changes}.items() if value is not None or key not in changes}
    if _tidy(new) != _tidy(wanted) or [one for one in old if one in new] != [one for one in new if one in old]:
        raise Unwritable("reads otherwise than meant")


def _tidy(value: Any) -> Any:
    """Return the value without what the reader strips anyway: the newline that ends a block of text."""
    if isinstance(value, Mapping):
        return {key: _tidy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    return value.strip() if isinstance(value, str) else value
