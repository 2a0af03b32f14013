"""Personal data that are known by their form. Every pattern is bounded, so that no text can make it slow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Span = tuple[int, int, str]
"""Start, end and kind of what was found."""

_SEPARATED = r"[ .\-–/ ]?"
_EMAIL = re.compile(r"[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_BIRTH_NUMBER = re.compile(
    rf"(?<![\d\-/])(\d{{2}}){_SEPARATED}(\d{{2}}){_SEPARATED}(\d{{2}}){_SEPARATED}(\d{{3}}){_SEPARATED}(\d{{2}})(?![\d])"
)
_LABELLED = re.compile(
    r"\b(?:fnr|f\.?nr|fødselsnummer(?:et)?|fodselsnummer|fødselsnr|personnummer(?:et)?|personnr|pnr|p\.nr|d-?nummer(?:et)?|dnr|"
    r"id-?nummer|national id|ssn|social security number|personal number|identity number|id number)\b\W{0,3}(?:er|is|:|=|på|no\.?|nr\.?)?\W{0,3}"
    r"(\d(?:[ .\-–/]?\d){4,14})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![\d.])\d{4}[ .]\d{2}[ .]\d{5}(?!\d)")
_ACCOUNT_LABELLED = re.compile(
    r"\b(?:konto(?:nummer|nr)?|account(?: number)?)\W{0,3}(?:er|is|:)?\W{0,2}(\d(?:[ .]?\d){8,13})", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\d\-–/.,§])(?:(?:\+|00)\s?\d{2,3}[ .\-]?)?\(?\d{2,4}\)?(?:[ .\-]?\d{2,4}){1,4}(?![\d\-/])")
_PHONE_LABELLED = re.compile(
    r"\b(?:tlf|tel|telefon(?:nummer(?:et)?)?|mob(?:il(?:nummer(?:et)?)?)?|mobilnr|nummeret?|phone(?: number)?|cell|ring)\b\W{0,3}(?:er|is|til|ham|henne|på|:)?\W{0,3}"
    r"(\d(?:[ .\-]?\d){7,9})(?!\d)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:[A-ZÆØÅa-zæøåé.'\-]{2,30} ){0,2}[A-ZÆØÅa-zæøåé.'\-]{0,30}"
    r"(?:gata|gate|gaten|gt\.?|vei|veien|vegen|veg|allé|alle|alléen|plass|plassen|torg|terrasse|stien|sti|bakken|kroken|svingen|tunet|lia|"
    r"haugen|jordet|løkka|toppen|ringen|faret|grenda|brygge|gårdsvei|skrenten|dalen|åsen)"
    r" ?\d{1,4} ?[A-Za-z]?(?![\d\w\-/])(?:,? ?\d{4} [A-ZÆØÅ][a-zæøå]{1,20})?",
    re.IGNORECASE,
)
_POSTAL = re.compile(r"(?<![\d§\-])\b(?!19|20)\d{4} (?:[A-ZÆØÅ]{3,20}|[A-ZÆØÅ][a-zæøå]{2,20})\b(?! kommune)")
_BIRTH_DATE = re.compile(
    r"(?:\b(?:født|fødd|fodt|f\.|fødselsdato(?:en)?|fødselsdag(?:en)?|born|date of birth|dob|birthday)\b\W{0,3}(?:er|is|den|on|:)?\W{0,3})"
    r"(\d{1,2}[./\- ]{1,2}(?:\d{1,2}|[a-zæøå]{3,9})[./\- ]{1,2}(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{6}|\d{8})(?!\d)",
    re.IGNORECASE,
)
_PLATE = re.compile(r"(?<![\w\-])[A-Z]{2} ?\d{5}(?!\d)")
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z0-9_.]{4,30}(?![\w@.])")


@dataclass(frozen=True, slots=True)
class NumberFinder:
    """Finds numbers and addresses; `public` are numbers that anyone may write, digits only."""

    public: frozenset[str]

    def find(self, text: str) -> Iterator[Span]:
        """Yield what is found, in the order of what is surest."""
        yield from ((*match.span(), "email") for match in _EMAIL.finditer(text))
        yield from ((*match.span(1), "birth_number") for match in _LABELLED.finditer(text))
        yield from ((*match.span(), "birth_number") for match in _BIRTH_NUMBER.finditer(text) if is_birth_number(match))
        yield from ((*match.span(1), "account") for match in _ACCOUNT_LABELLED.finditer(text))
        yield from ((*match.span(), "account") for match in _ACCOUNT.finditer(text))
        yield from ((*match.span(1), "birth_date") for match in _BIRTH_DATE.finditer(text))
        yield from self._phones(text)
        yield from ((*match.span(), "address") for match in _STREET.finditer(text))
        yield from ((*match.span(), "address") for match in _POSTAL.finditer(text))
        yield from ((*match.span(), "plate") for match in _PLATE.finditer(text))
        yield from ((*match.span(), "handle") for match in _HANDLE.finditer(text))

    def _phones(self, text: str) -> Iterator[Span]:
        for match in _PHONE_LABELLED.finditer(text):
            if _digits(match.group(1)) not in self.public:
                yield (*match.span(1), "phone")
        for match in _PHONE.finditer(text):
            digits = _digits(match.group())
            bare = digits.removeprefix("00").removeprefix("47") if len(digits) > 8 else digits
            if bare in self.public or digits in self.public:
                continue
            foreign = match.group().startswith(("+", "00")) and 7 <= len(digits) <= 15
            if foreign or (len(bare) == 8 and bare[0] in "23456789" and not _is_years_or_date(match.group())):
                yield (*match.span(), "phone")


def is_birth_number(match: re.Match[str]) -> bool:
    """Tell whether eleven digits have the form of a national identity number of any scheme (checksums left aside)."""
    day, month = int(match.group(1)), int(match.group(2))
    days = day % 40 if 41 <= day <= 71 else day
    months = next((month - step for step in (0, 40, 65, 80) if 1 <= month - step <= 12), 0)
    return 1 <= days <= 31 and months > 0


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


_DATE = re.compile(
    r"\d{1,2}[.\-/ ]\d{1,2}[.\-/ ](?:19|20)\d{2}|(?:19|20)\d{2}[.\-/ ]\d{2}[.\-/ ]\d{2}|(?:19|20)\d{2} ?[\-–] ?(?:19|20)\d{2}|\d{2}[.]\d{2}[\-– ]+\d{2}[.]\d{2}"
)


def _is_years_or_date(text: str) -> bool:
    return _DATE.fullmatch(text.strip()) is not None


Finder = Callable[[str], Iterator[Span]]
