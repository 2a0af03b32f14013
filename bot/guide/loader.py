"""Load the guide from its layers: every file of every layer is read, and every fault is found, before anything is said.

Layers are folders in order; a later one wins over an earlier by id, field by field. provisions.yaml, resources.yaml,
words.yaml and phrases/ are read from beside the first layer (from this product's own knowledge folder where they are
not there), and then from inside each layer, later winning again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.errors import ContentFaults, Fault
from bot.guide.checks import check_guide
from bot.guide.courses import read_courses
from bot.guide.entry import KINDS, Entry
from bot.guide.guide import Guide, fingerprint_of
from bot.guide.merging import Draft, draft_from, merge
from bot.guide.paths import read_paths
from bot.guide.shared import read_shared
from bot.guide.validation import nearest, validated
from bot.guide.yaml_reader import Document, read_yaml
from bot.wording import say

OWN_KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
DEFAULT_LAYERS = (OWN_KNOWLEDGE / "national", OWN_KNOWLEDGE / "drammen")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(slots=True)
class Loading:
    """What came of reading the layers: a guide where one could be made, and every fault."""

    guide: Guide | None
    faults: list[Fault] = field(default_factory=list)
    rest: Guide | None = None
    """What could be read in spite of the errors, for those who are mending them."""


def load_guide(layers: Sequence[Path] = DEFAULT_LAYERS) -> Guide:
    """Return the guide of `layers`; raises ContentFaults with every fault when it has errors."""
    loading = read_layers(layers)
    if loading.guide is None:
        raise ContentFaults(loading.faults)
    return loading.guide


def read_layers(layers: Sequence[Path] = DEFAULT_LAYERS) -> Loading:
    """Read and check everything; the guide is None when there is any error."""
    shown = _Shown(layers)
    faults = [Fault(str(layer), 1, "error", say("layer_missing", layer=layer.name)) for layer in layers if not layer.is_dir()]
    documents = [read for layer in layers for read in _entry_documents(layer, shown)]
    drafts = _drafts(documents, faults)
    shared = read_shared(_shared_homes(layers), shown, faults)
    entries = _validated(drafts, faults)
    if not drafts and not faults:
        faults.append(Fault(str(layers[0]), 1, "error", say("layers_empty", layers=", ".join(map(str, layers)))))
    if shared is None:
        return Loading(None, sorted(set(faults)))
    guide = Guide(
        entries=entries,
        provisions=shared.provisions,
        resources=shared.resources,
        words=shared.words,
        phrases=shared.phrases,
        talk=shared.talk,
        danger=shared.danger,
        privacy=shared.privacy,
        places={entry_id: (drafts[entry_id].file, drafts[entry_id].top_lines()) for entry_id in entries},
    )
    faults += check_guide(guide, drafts, unread=set(drafts) - set(entries))
    paths, found = read_paths(layers, drafts, shown)
    faults += found
    courses, found = read_courses(layers, drafts, shown)
    faults += found
    faults = sorted(set(faults))
    whole = replace(guide, paths=paths, courses=courses, warnings=tuple(faults))
    if any(fault.level == "error" for fault in faults):
        return Loading(None, faults, whole)
    prints = fingerprint_of(path.read_bytes() for path in shown.seen)
    return Loading(replace(whole, fingerprint=prints), faults)


class _Shown:
    """How files are named in faults (from the working folder where they lie in it), and which were read."""

    def __init__(self, layers: Sequence[Path]) -> None:
        self.seen: list[Path] = []

    def __call__(self, path: Path) -> str:
        self.seen.append(path)
        try:
            return str(path.resolve().relative_to(Path.cwd()))
        except ValueError:
            return str(path)


def _shared_homes(layers: Sequence[Path]) -> list[Path]:
    beside = layers[0].parent if layers else OWN_KNOWLEDGE
    first = beside if (beside / "provisions.yaml").exists() else OWN_KNOWLEDGE
    return [first, *layers]


def _entry_documents(layer: Path, shown: _Shown) -> Iterable[tuple[str, Path, Document]]:
    if not layer.is_dir():
        return
    for path in sorted([*layer.glob("*/*.yaml"), *layer.glob("*/*.yml")]):
        if path.parent.name in ("phrases", "courses", "paths", "schema"):
            continue
        yield layer.name, path, read_yaml(path, shown(path))


def _drafts(documents: list[tuple[str, Path, Document]], faults: list[Fault]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    for layer, path, document in documents:
        _check_place(path, document)
        faults += document.faults
        if any(fault.level == "error" for fault in document.faults):
            continue
        draft = draft_from(layer, path, document)
        known = drafts.get(draft.id)
        if known and known.kind != draft.kind:
            text = say("id_two_kinds", id=draft.id, kind=known.kind, file=known.file)
            faults.append(Fault(draft.file, 1, "error", text))
            continue
        drafts[draft.id] = merge(known, draft) if known else draft
    return dict(sorted(drafts.items()))


def _check_place(path: Path, document: Document) -> None:
    kind = path.parent.name
    if kind not in KINDS:
        document.fault(1, "kind_unknown", kind=kind, nearest=nearest(kind, KINDS) or KINDS[0], kinds=", ".join(KINDS))
    if not _ID.fullmatch(path.stem) or path.suffix != ".yaml":
        document.fault(1, "id_bad", name=path.name)
    if not document.faults and not isinstance(document.data, dict):
        document.fault(1, "not_mapping")


def _validated(drafts: dict[str, Draft], faults: list[Fault]) -> dict[str, Entry]:
    entries = {}
    for entry_id, draft in drafts.items():
        whole: dict[str, Any] = {**draft.fields, "id": draft.id, "kind": draft.kind, "layer": draft.layer}
        entry, found = validated(Entry, whole, draft.place)
        faults += found
        if entry is not None:
            entries[entry_id] = entry
    return entries
