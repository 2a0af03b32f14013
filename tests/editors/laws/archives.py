"""Small archives in the form Lovdata publishes, with made-up laws."""

from __future__ import annotations

import bz2
import io
import tarfile
from pathlib import Path

ACT = """<!DOCTYPE html><html lang="no"><body><header><dl>
<dt class="refid">RefID</dt><dd class="refid">{ref}</dd><dt class="title">Tittel</dt><dd class="title">{title}</dd>
<dd class="dateInForce">{start}</dd><dd class="changesToDocuments"><ul>{laws}</ul></dd></dl></header>
<main class="documentBody" data-lovdata-URL="LTI/{ref}">{body}</main></body></html>"""
LAW = """<!DOCTYPE html><html><body><header><dl><dd class="refid">{ref}</dd><dd class="title">Lov</dd></dl></header>
<main class="documentBody" data-lovdata-URL="NL/{ref}">{body}</main></body></html>"""


def act(ref: str, body: str, start: str = "Kongen bestemmer", title: str = "Lov om endring", laws: tuple[str, ...] = ()) -> str:
    return ACT.format(ref=ref, title=title, start=start, laws="".join(f"<li>{law}</li>" for law in laws), body=body)


def change(parts: str, text: str = "skal lyde:", kind: str = "change-part") -> str:
    return f'<article class="change" data-{kind}="{parts}"><article class="defaultP">{text}</article></article>'


def section(number: str, text: str, notes: str = "") -> str:
    return (
        f'<article class="legalArticle" data-name="§{number}"><h4 class="legalArticleHeader">§ {number}. Tittel</h4>'
        f'<article class="legalP">{text}</article>{notes}</article>'
    )


def law(ref: str, *sections: str, chapter: str = "kap1") -> str:
    return LAW.format(ref=ref, body=f'<section class="section" data-name="{chapter}">{"".join(sections)}</section>')


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in files.items():
            data = text.encode() if isinstance(text, str) else text
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    path.write_bytes(bz2.compress(out.getvalue()))
    return path
