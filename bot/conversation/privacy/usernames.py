"""How someone is reached on the net: e-mail addresses, user names and profiles, also where they are spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.privacy.spans import Span

_SPELT_AT = r"(?:\((?:at|a|krøllalfa)\)|\[(?:at|a)\]|krøllalfa|alfakrøll)"
_AT = rf"(?:@|{_SPELT_AT})"
_DOT = r"(?:\.| punktum | dot | prikk )"
_EMAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}(?: {_AT} | ?{_SPELT_AT} ?|@ ?)[\w\-]{{1,63}}(?:{_DOT}[\w\-]{{1,63}}){{1,4}}", re.IGNORECASE
)
_SPELT = re.compile(
    r"\b(?:[\w\-]{1,30} (?:punktum|dot|prikk|strek|bindestrek|understrek) ){0,3}[\w\-]{1,30} (?:krøllalfa|alfakrøll|at) [\w\-]{1,30}"
    r"(?: (?:punktum|dot|prikk) [a-z]{2,10}){1,3}\b",
    re.IGNORECASE,
)
_PLACES = r"snap(?:pen|chat(?:ten)?)?|insta(?:gram)?(?:en)?|tik ?tok|discord|roblox|fortnite|steam|kik|telegram|wickr|facebook|messenger|twitch"
_LABEL = (
    rf"(?:{_PLACES}|brukernavn(?:et)?|brukaren|brukeren|user ?name|gamertag|nick|kallenavn på nett|profil(?:en)?|konto(?:en)?)"
)
_LABELLED = re.compile(
    rf"\b{_LABEL}(?:-?(?:navn(?:et)?|konto(?:en)?|bruker(?:en)?|profil(?:en)?))?(?:[ :]{{1,2}}(?:hans|hennes|sin|min|name|navn|er|is|heter|som|as|under|:)){{0,3}}[ :]{{1,3}}"
    r"@?((?=[\w.\-]{0,30}[\d_.])[A-Za-zæøå][\w.\-]{2,30})",
    re.IGNORECASE,
)
_NAMED_USER = re.compile(
    r"\b(?:brukernavn(?:et)?|brukarnamn(?:et)?|user ?name|bruker-?id|brukar-?id|user ?id)\b[ :]{1,3}(?:(?:hans|hennes|hos oss|er|is|:)[ :]{1,3}){0,3}"
    r"@?([A-Za-zæøåÆØÅ][\w.]{0,30}(?:-[\w.]{1,30}){1,4}|[A-Za-z]\w{2,30}\d\w{0,10})",
    re.IGNORECASE,
)
"""«Brukernavn ola-n», «bruker-id DRM-U-77»: what stands after such a label, hyphens and all."""
_WITH_PLACE = re.compile(
    rf"(?<![\w.])((?=[\w.]{{0,30}}[\d_.])[A-Za-zæøå][\w.]{{1,29}}\w)(?= (?:på|on) (?:{_PLACES})\b)", re.IGNORECASE
)
_FORM = re.compile(
    r"(?<![\w@./])@[A-Za-z0-9_][\w.]{3,30}(?![\w@])|\b\w{2,30}#\d{3,6}\b|(?<![\w./@])(?=[A-Za-zæøå0-9.]{1,30}_[\w])[A-Za-zæøå][\w.]{3,40}"
)
_PROFILE = re.compile(
    r"\b(?:facebook|instagram|tiktok|snapchat|twitter|youtube|vk|linkedin|fb)\.(?:com|me)/[\w.@/\-?=]{2,80}", re.IGNORECASE
)


def find_contacts(text: str) -> Iterator[Span]:
    """Yield where an e-mail address or a user name stands."""
    yield from ((*match.span(), "email") for match in _EMAIL.finditer(text))
    if "alfa" in text or " at " in text or "alfakr" in text:
        yield from ((*match.span(), "email") for match in _SPELT.finditer(text))
    yield from ((*match.span(), "handle") for match in _PROFILE.finditer(text))
    yield from ((*match.span(1), "handle") for pattern in (_NAMED_USER, _LABELLED) for match in pattern.finditer(text))
    yield from ((*match.span(1), "handle") for match in _WITH_PLACE.finditer(text))
    yield from ((*match.span(), "handle") for match in _FORM.finditer(text))
