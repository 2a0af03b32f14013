"""`export` and `import`: the guide out to other forms, and questions and answers in as drafts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.editors.exchange.cqa import as_cqa_json, as_cqa_tsv
from bot.editors.exchange.drafts import write_drafts
from bot.editors.exchange.reading import read_pairs
from bot.editors.exchange.sheets import as_csv, as_xlsx
from bot.editors.exchange.skos import as_turtle
from bot.editors.writing.files import write_out
from bot.guide.guide import Guide
from bot.settings import Settings, read_settings
from bot.web.printing import as_pdf
from bot.wiring import guide_from_settings
from bot.wording import say

Form = Literal["xlsx", "pdf", "skos", "cqa", "csv"]


def export(
    to: Annotated[Form, typer.Option("--to", help=say("cli_export_to"))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=say("cli_export_out"))],
) -> None:
    """Write the whole guide in another form, whole or not at all."""
    settings = read_settings()
    guide = guide_from_settings(settings)
    data = _made(to, out, guide, settings)
    write_out(out, data)
    print(say("export_done", file=out, entries=len(guide), kib=max(1, len(data) // 1024)))


def _made(to: Form, out: Path, guide: Guide, settings: Settings) -> bytes:
    match to:
        case "xlsx":
            return as_xlsx(guide)
        case "csv":
            return as_csv(guide)
        case "skos":
            return as_turtle(guide, settings.PUBLIC_URL)
        case "cqa":
            return as_cqa_tsv(guide) if out.suffix.lower() == ".tsv" else as_cqa_json(guide)
        case "pdf":
            return as_pdf(guide)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("cli_import_file"))],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say("cli_import_out"))] = Path("knowledge/drafts"),
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
) -> None:
    """Write drafts of what a file holds, and tell what was skipped and why."""
    read = read_pairs(file)
    written = write_drafts(read, out, file.name, guide_from_settings().entries)
    if json_:
        rows = {"files": [str(path) for path in written.files], "skipped": [asdict(one) for one in written.skipped]}
        print(json.dumps(rows, ensure_ascii=False))
        return
    for one in written.skipped:
        print(f"{one.place}: {one.why}")
    print(say("import_done", files=len(written.files), out=out, skipped=len(written.skipped)))
