"""Which language to answer in: the one the person writes, else the one remembered, else the client's."""

from __future__ import annotations

from bot.guide.entry import Language
from bot.matching.language import tokens

_ENGLISH = frozenset(
    "the is are was were what who how when where why do does did can could should must my your his her their they she he it "
    "this that these those i we you a an of for with from about have has had not don't doesn't and or but if in on at by to "
    "child children kid kids boy girl parents parent mother father school kindergarten teacher report worried call help here am "
    "me us our nurse please want wants won't anything something nothing mum mom dad teach teaches work works who which there "
    "will would been being because after before when then than just only also very really any up out him its let got going know "
    "think says said told i'm can't isn't class old".split()
)
_ENGLISH_ALONE = frozenset("here please the what who how why".split())
_NYNORSK = frozenset(
    "eg ikkje kva kven korleis kvar kvifor kor nokon noko nokre ho dei dykk dykkar meg me hjå frå ein eit berre eigen eigne "
    "skule skulen barnehagen heime heim vere vera blir seier seie gjer gjere veit vil vert vart mykje mange meir meire born "
    "borna bornet elevar eleven lærar lærarar tilsett tilsette uroa uro meldeplikta teieplikt teieplikta opplæringslova lova "
    "òg då korfor kvifor sjå sjølv sjølve desse slik slike utan dersom medan gjeld hugse tenkjer tenkje fortel".split()
) - frozenset(("barnehagen", "meg", "vil", "mange", "blir", "lova", "slik", "slike", "eleven", "kor", "uro"))
_BOKMAL = frozenset(
    "jeg ikke hva hvem hvordan hvor hvorfor noen noe hun de dere fra en et bare skole skolen hjem hjemme være sier gjør vet "
    "mye mer barnet barna lærer ansatt uten hvis mens gjelder fortalte kommer "
    # Dialects of places where people write bokmål.
    "æ itj mæ dæ sæ åssen hu".split()
)


def language_of(text: str) -> Language | None:
    """Return the language `text` is surely written in, or None when it is too short to tell."""
    words = tokens(text)
    if not words:
        return None
    english = sum(word in _ENGLISH for word in words)
    nynorsk = sum(word in _NYNORSK for word in words)
    bokmal = sum(word in _BOKMAL for word in words)
    foreign_alone = english >= 2 or (english == 1 and len(words) <= 3 and nynorsk + bokmal == 0 and words[-1] in _ENGLISH_ALONE)
    if foreign_alone and english > 2 * (nynorsk + bokmal) and english / len(words) >= 0.34:
        return "en"
    if nynorsk and nynorsk > bokmal:
        return "nn"
    return "nb" if bokmal else None


def language_of_locale(locale: str) -> Language:
    """Return our language for a client's locale such as nb-NO, nn-NO or en-US."""
    start = locale.casefold()[:2]
    if start == "nn":
        return "nn"
    return "en" if start == "en" else "nb"
