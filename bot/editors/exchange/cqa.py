"""Export as Custom Question Answering imports it: JSON, or TSV with a row per question."""

from __future__ import annotations

import json

from bot.editors.exchange.sheets import neutral
from bot.guide.entry import Entry
from bot.guide.guide import Guide

TSV_COLUMNS = (
    "Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly", "Prompts", "QnaId", "SourceDisplayName",
)  # fmt: skip
_SOURCE = "Undring"


def questions_of(entry: Entry) -> list[str]:
    """Return the entry's title first, then how else it is asked for."""
    return list(dict.fromkeys((entry.title, *entry.aliases, *entry.examples)))


def as_cqa_json(guide: Guide) -> bytes:
    """Return the project as one JSON document."""
    pairs = [
        {
            "id": number,
            "answer": entry.answer,
            "source": _SOURCE,
            "sourceDisplayName": _SOURCE,
            "questions": questions_of(entry),
            "metadata": {"entry": entry.id, "kind": entry.kind},
            "dialog": {"isContextOnly": False, "prompts": []},
            "activeLearningSuggestions": [],
        }
        for number, entry in enumerate(guide, 1)
    ]
    metadata = {
        "projectName": _SOURCE,
        "description": guide.phrases.say("nb", "pages_title"),
        "language": "nb",
        "multilingualResource": False,
        "settings": {"defaultAnswer": guide.phrases.say("nb", "nothing_title")},
    }
    whole = {"metadata": metadata, "assets": {"synonyms": [], "qnas": pairs}}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def as_cqa_tsv(guide: Guide) -> bytes:
    """Return a row per question; line breaks are written as \\n, as the format has them."""
    lines = ["\t".join(TSV_COLUMNS)]
    for number, entry in enumerate(guide, 1):
        metadata = f"entry:{entry.id}|kind:{entry.kind}"
        for question in questions_of(entry):
            cells = (question, entry.answer, _SOURCE, metadata, "[]", "False", "[]", str(number), _SOURCE)
            lines.append("\t".join(_cell(cell) for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def _cell(text: str) -> str:
    # A list in Markdown begins with a sign that runs nothing when a letter or space follows.
    safe = text if text.startswith(("- ", "+ ")) else neutral(text)
    return safe.replace("\\", "\\\\").replace("\t", " ").replace("\r", "").replace("\n", "\\n")
