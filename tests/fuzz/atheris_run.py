"""Coverage-guided fuzzing with atheris: bytes that reach new code are kept and changed further.

    python -m tests.fuzz.atheris_run TARGET FOLDER -max_total_time=120

TARGET is one of those in TARGETS, FOLDER holds what was found to be of interest. Whatever raises anything unforeseen is written to a file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import atheris

Try = Callable[[bytes], None]
SEEDS: dict[str, tuple[bytes, ...]] = {
    "masking": (
        "Kari Nordmann, født 01.01.2012, fnr 01010112345, tlf 98 76 54 32, kari@example.no, Storgata 1, 3015 Drammen".encode(),
    ),
    "text": ("Hva er § 4-2? Jeg er bekymra for ei jente; «ho» søv ikkje …".encode(),),
    "activity": (
        json.dumps(
            {
                "type": "message",
                "id": "1",
                "text": "<at>Undring</at> hei",
                "entities": [{"type": "mention", "mentioned": {"id": "b"}}],
                "recipient": {"id": "b"},
                "conversation": {"id": "c", "conversationType": "channel"},
                "channelData": {"eventType": "editMessage"},
                "value": {"undring": {"verb": "entry", "entry": "x"}},
            }
        ).encode(),
        b'{"type":"invoke","name":"message/submitAction","value":{"actionName":"feedback","actionValue":{"reaction":"like","feedback":"{}"}}}',
    ),
    "yaml": (b'title: "x"\naliases: ["a", "b"]\nanswer: |\n  Hei\nnn: {title: "y"}\n', b"a: &x [1]\nb: *x\n"),
    "law": (
        b'<html><dl><dd class="refid">lov/1-1-1</dd></dl><main class="documentBody" data-lovdata-URL="LTI/lov/2025-06-20-88">'
        b'<article data-change-part="lov/1992-07-17-100/\xc2\xa74-2"><p>\xc2\xa7 4-2 til 4-9 skal lyde:</p></article></main></html>',
    ),
}


def masking() -> Try:
    from bot.conversation.masking import masking_for
    from bot.guide.loader import load_guide

    mask = masking_for(load_guide())

    def once(data: bytes) -> None:
        masked, found = mask(data.decode("utf-8", "replace"))
        assert isinstance(masked, str) and isinstance(found, bool)

    return once


def text() -> Try:
    from bot.matching.language import folded, grams, normalise, stems, tokens

    def once(data: bytes) -> None:
        said = data.decode("utf-8", "surrogatepass" if data.isascii() else "replace")
        assert normalise(normalise(said)) == normalise(said)
        words = tokens(normalise(said))
        assert len(stems(words)) == len(words) and all(words)
        list(grams(folded(said)))

    return once


def activity() -> Try:
    from bot.errors import BadActivity
    from bot.teams.feedback import opinion_of
    from bot.teams.models import activity_from, json_from
    from bot.teams.plain import dump, load
    from bot.teams.wire import read_activity, turn_of

    def once(data: bytes) -> None:
        with suppress(ValueError, BadActivity):
            incoming = read_activity(load(data))
            turn_of(incoming, b"key")
            opinion_of(incoming.raw.get("value"))
            held = activity_from(incoming.raw)
            dump(json_from(held))
            _ = held.from_property  # Asking for more than the type makes it the SDK's model: that is to be tried too.
            dump(json_from(held))
            assert incoming.plain()["type"]

    return once


def yaml() -> Try:
    from bot.guide.entry import Entry
    from bot.guide.validation import validated
    from bot.guide.yaml_reader import Document, read_text

    def once(data: bytes) -> None:
        document = read_text(data.decode("utf-8", "replace"), Document("x.yaml"))
        assert all(fault.line >= 1 and fault.message for fault in document.faults)
        if not document.faults and isinstance(document.data, dict):
            whole: Any = {**document.data, "id": "x", "kind": "glossary", "layer": "national"}
            validated(Entry, whole, lambda place: (document.file, document.line(place)))

    return once


def law() -> Try:
    from bot.editors.laws.archive import LawDataFault
    from bot.editors.laws.documents import read_document
    from bot.editors.laws.targets import touches

    def once(data: bytes) -> None:
        with suppress(LawDataFault):
            document = read_document(data, "x.xml")
            for target in document.targets if document else ():
                touches(target, "4-2")

    return once


TARGETS: dict[str, Callable[[], Try]] = {"masking": masking, "text": text, "activity": activity, "yaml": yaml, "law": law}


def main() -> None:
    """Fuzz one target until it is told to stop."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
    with atheris.instrument_imports(include=["bot"]):
        once = TARGETS[name]()
    atheris.Setup([sys.argv[0], str(folder), f"-artifact_prefix={folder}/wrong-", *sys.argv[3:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
