"""Where someone lives: streets, flats, post codes, cadastral numbers and coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.privacy.spans import Span

_SURE = r"gata|gate|gaten|vei|veien|vegen|veg|allé|alléen|svingen|kroken|terrasse|street|road|avenue|lane"
_LIKELY = (
    r"gt|vn|alle|plass|plassen|torg|torget|stien|sti|bakken|bakke|tunet|lia|haugen|haug|jordet|løkka|toppen|ringen|faret|grenda|brygge|brygga|"
    r"skrenten|dalen|åsen|kollen|berget|bråten|ekra|myra|sletta|lunden|hagen|moen|marka|stranda|tråkket|slyngen|stubben|kleiva|kleven|brinken|skogen|skog|engen|enga|åker|åkeren|bekken|sletten|tangen|odden|neset|vika|bukta|gården|løkken|"
    r"parken|hagan|hågån|veita|smauet|strete|stredet"
)
_LETTER = r"A-ZÆØÅa-zæøåéü.'\-"
_NUMBER = r"\.? ?\d{1,4}(?: ?[A-Ha-h]\b)?(?![\d\w\-/]|\. ?[a-zæøå]|[.,]\d| ?(?:år|barn|elever|timer|dager|uker|prosent|%))(?:,? ?\d{4} [A-ZÆØÅ][a-zæøå]{1,20})?"
_STREET = re.compile(
    rf"\b(?:[{_LETTER}]{{2,30}} ){{1,2}}(?:{_SURE}){_NUMBER}|\b(?:[{_LETTER}]{{2,30}} )?[{_LETTER}]{{2,30}}(?:{_SURE}){_NUMBER}",
    re.IGNORECASE,
)
"""«Hauges gate 12», «tårnveien 4B»: in any case of letters."""
_STREET_LIKE = re.compile(
    rf"\b(?:[A-ZÆØÅ][{_LETTER}]{{1,30}} ){{0,2}}[A-ZÆØÅ][{_LETTER}]{{0,30}}(?:{_LIKELY}){_NUMBER}|\b(?:Plassen|Stien|Haugen|Toppen) \d{{1,3}}\b"
)
"""«Solbakken 3», «Nedre Storgt. 7 b»: with capitals, for the endings are those of words too."""
_LIVES = re.compile(
    r"\b(?:bor|bur|bodde|budde|adr|adresse|adressen|flyttet|flytta|lives|living|address)\b(?: er| is|:| :)?(?: (?:i|på|ved|til|at|in|on|nå i))? ?"
    rf"([A-ZÆØÅ][{_LETTER}]{{2,30}}(?: [{_LETTER}]{{2,20}}){{0,2}} \d{{1,4}} ?[A-Ha-h]?)(?![\w/])"
    r"(?! ?(?:år|mnd|måned|uker|dager|barn|km|min|ganger|personer|years|days))"
)
_AT_NUMBER = re.compile(rf"\b(?:nr|nummer|no)\.? ?(\d{{1,4}}[a-hA-H]? i [A-ZÆØÅ][{_LETTER}]{{1,30}}(?:{_SURE}|{_LIKELY})\b)")
"""«Nr 18 i Åskollveien»."""
_FARM = re.compile(
    r"\b(?:bor|bur|bodde|budde|lives|living)\b (?:nå |no |now )?(?:på|at|on) ((?:[A-ZÆØÅ][A-ZÆØÅa-zæøå\-]{1,30} ){1,2}(?:gård|gard|farm|bruk|plass))\b"
)
"""«Bor på Austad gård»: whoever knows the place knows the family."""
_POSTAL = re.compile(r"(?<![\d§\-])\b(?!19|20)\d{4} (?:[A-ZÆØÅ]{3,20}|[A-ZÆØÅ][a-zæøå]{2,20})\b(?! kommune)")
_BOX = re.compile(r"\bpost ?boks \d{1,5}(?: [A-ZÆØÅ][a-zæøå]{2,20})?", re.IGNORECASE)
_FLAT = re.compile(
    r"\b(?:leil(?:ighet)?|apartment|apt|flat|bolignr|bolignummer)\b[.: ]{0,3}(?:nr\.? ?)?([HLUK]?\d{1,5})\b|\b([HLUK]0\d{3})\b",
    re.IGNORECASE,
)
_CADASTRE = re.compile(
    r"\b(?:gnr|g\.nr|gårdsnr|gårdsnummer|gardsnummer|bnr|b\.nr|bruksnr|bruksnummer|festenr|seksjonsnr)\b\.?(?: ?(?:/|og) ?(?:bnr|bruksnr|bruksnummer)\.?)?"
    r"[ :.]{0,3}(\d{1,4}(?: ?/ ?\d{1,4}){0,2})",
    re.IGNORECASE,
)
_COORDINATES = re.compile(r"(?<![\d.])\d{2}\.\d{3,8},? {0,2}\d{1,3}\.\d{3,8}(?!\d)")


def find_farms(text: str) -> Iterator[Span]:
    """Yield where the name of a farm stands that somebody lives on: an address without a number."""
    yield from ((*match.span(1), "address") for match in _FARM.finditer(text))


def find_addresses(text: str) -> Iterator[Span]:
    """Yield where an address stands."""
    yield from ((*match.span(1), "address") for match in _LIVES.finditer(text))
    yield from (
        (*match.span(), "address")
        for pattern in (_STREET, _STREET_LIKE, _POSTAL, _BOX, _COORDINATES)
        for match in pattern.finditer(text)
    )
    yield from ((*match.span(1), "address") for match in _AT_NUMBER.finditer(text))
    for pattern in (_FLAT, _CADASTRE):
        yield from ((*match.span(match.lastindex or 0), "address") for match in pattern.finditer(text))
