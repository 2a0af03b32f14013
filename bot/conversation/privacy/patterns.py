"""Numbers that are personal data, known by their form or their label. Every pattern is bounded: no text can make it slow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.privacy.places import find_addresses, find_farms
from bot.conversation.privacy.spans import Span, labelled
from bot.conversation.privacy.usernames import find_contacts

_SEPARATED = r"[ .\-–/ ]?"
_BIRTH_NUMBER = re.compile(
    rf"(?<![\d\-/+])(\d{{2}}){_SEPARATED}(\d{{2}}){_SEPARATED}(\d{{2}}){_SEPARATED}(?:\d{{3}}{_SEPARATED}\d{{2}}|\d{{2}} \d{{3}})(?!\d)"
)
_DATE_AND_FIVE = re.compile(
    r"(?<!\d)\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d{2}[ \-–/]{0,3}\d{5}(?!\d)|(?<!\d)[0-3]\d[01]\d{3}-\d{4}(?!\d)"
)
_ELEVEN = re.compile(r"(?<![\d+/\-.])\d{11,12}(?![\d/])")
_LABELLED_BIRTH_NUMBER = labelled(
    r"fnr|f\.nr|fødselsnummer(?:et)?|fodselsnummer|fødselsnr|personnummer(?:et)?|personnr|pers\.nr|pnr|p\.nr|[dh]-?nummer(?:et)?|dnr|d-nr|"
    r"id-?nummer|id-?nr|fødsels- og personnummer|national id|ssn|social security number|personal number|identity number|id number",
    r"(\d(?:[ .\-–/]?\d){4,14})",
)
_LABELLED_NUMBER = labelled(
    r"duf(?:-?(?:nummer(?:et)?|nr|id))?|pass(?:-?(?:nummer(?:et)?|nr))|pass(?= nr)|passport(?: number| no)?|reisedokument(?:nummer|nr)?|"
    r"(?:journal|pasient|elev|klient|personal|ansatt|kunde|medlems|henvisnings|referanse|saks|arkivsaks|sak|dokument|polise|forsikrings)"
    r"[- ]?(?:nummer(?:et)?|nr|id)|patient (?:no|number|id)|arkivsak|sakid|saks-id|case(?: number| no| id)|reference number|visa number|student id|utlendings?nummer",
    r"([A-ZÆØÅ]{0,4}[ \-]?\d[\dA-Z]{0,12}(?:[ /.\-]\d[\dA-Z]{0,12}){0,4})",
)
_SYSTEM_NUMBER = labelled(r"(?!org)[a-zæøå]{2,15}-(?:nummer(?:et)?|nr)", r"(\d{5,12})(?![\d ])")
"""«DIPS-nummer 448712»: a number in some register."""
_CASE = re.compile(
    r"\b(?:sak|arkivsak|vedtak|journalpost|case|ref)\.?\s?:?\s?(?:nr\.?|no\.?)?\s?((?:19|20)?\d{2}/\d{1,6}(?:-\d{1,4})?|[A-ZÆØÅ]{2,5}-\d{2,4}-\d{2,6})(?![\d/])",
    re.I,
)
_CASE_ALONE = re.compile(r"(?<![\w\-/])(?!LOV-|FOR-|NOU-)[A-ZÆØÅ]{2,5}[\-/](?:19|20)\d{2}[\-/]\d{3,7}(?![\w/\-])")
"""«BV-2024-00871»: as archives number their cases; laws and reports in public have the same form."""
_ACCOUNT = re.compile(r"(?<![\d.])\d{4}[ .]\d{2}[ .]\d{5}(?!\d)|\b[A-Z]{2}\d{2}(?: ?\d{4}){2,7}(?: ?\d{1,4})?\b")
_LABELLED_ACCOUNT = labelled(
    r"konto(?:nummer(?:et)?|nr)?|bankkonto|account(?: number)?|iban|kortnummer|bankkort",
    r"((?:[A-Z]{2}\d\d ?)?\d(?:[ .]?\d){8,20})",
)
_CARD = re.compile(r"(?<!\d)\d{4}[ \-]\d{4}[ \-]\d{4}[ \-]\d{4}(?!\d)")
_MONTH = r"(?:jan|feb|mars?|apr|mai|may|june?|juni|july?|juli|aug|sept?|okt|oct|nov|de[sc])[a-z]{0,6}\.?"
_DAY = (
    rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)?[./\- ]{{1,2}}(?:of )?(?:\d{{1,2}}|{_MONTH})(?:[./\- ]{{1,2}}(?:19|20)?\d{{2}})?|{_MONTH} \d{{1,2}},? (?:19|20)\d\d|"
    rf"(?:{_MONTH} )?(?:19|20)\d{{2}}(?:-\d{{2}}-\d{{2}})?|\d{{6}}|\d{{8}}|(?<=['’])\d\d"
)
_BIRTH_DATE = re.compile(
    r"\b(?:født|fødd|fodt|f\.? ?dato|fødselsdato(?:en)?|fdato|dato(?= ?:? ?\d{6}\b)|fødselsdag(?:en)?|bursdag(?:en)?|gebursdag|født/fødd|born|date of birth|d\.?o\.?b|birthday|"
    rf"f(?=[.: ]{{1,3}}\d))(?:[.:]|\b)\W{{0,3}}(?:(?:er|is|den|on|in|i|på|:)\b\W{{0,2}}){{0,2}}['’]?({_DAY})(?!\d)",
    re.I,
)
_PHONE = re.compile(
    r"(?<![\d\-–/.,§+])(?:\(?\+?47\)?[ .\-]?)?\(?\d{2,4}\)?(?:[ .\-]?\d{2,4}){1,4}(?: \d(?= ?[,.)]| [a-zæøå]))?(?![\d\-/]|[.,]\d)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])\(?(?:\+|00)\(?[1-9]\d{0,2}\)?(?:[ .\-/()]{0,2}\d){6,12}(?!\d)")
_LABELLED_PHONE = labelled(
    r"tlf|tel|telefon(?:nummer(?:et)?)?|tlfnr|telefonnr|mob(?:il(?:nummer(?:et)?)?)?|mobilen|mobilnr|nummer(?:et)?|nr|phone(?: number)?|cell|ring|call|ringe|sms|whatsapp|vipps",
    r"(\d(?:[ .\-]?\d){7,9})(?!\d)",
)
_PASSPORT = re.compile(r"(?<![\w\-])[A-Z]{1,2}\d{7,8}(?!\w)")
_PATIENT = labelled(r"pasient(?:en)?|patient|klient(?:en)?|bruker(?:en)?", r"(\d{5,10})(?!\d)")
_REPORT = labelled(r"anmeldelse[nr]?|anmeldingen?|referanse[nr]?|journal(?:en)?|report", r"(\d{6,10})(?!\d)")
"""Numbers of police reports and the like: longer than the police's own telephone numbers."""
_BORN_SOMEWHERE = re.compile(
    r"\b(?:født|fødd|born)\b[^.!?\d]{0,25}(?:\d{1,2}\. uke,? ?)?(\d{1,2}[./]\d{1,2}[\-./]\d{2,4})(?!\d)", re.I
)
_AFTER_NAME = re.compile(r"(?<=[a-zæøå], )[0-3]?\d[./][01]?\d[./](?:19[3-9]\d|20[0-2]\d)(?=[,.;)]? )(?! nr)")
"""«Kari Hansen, 17.02.2009, Storgata 1»: a whole date between commas, as one gives who someone is."""
_PLATE = re.compile(
    r"(?<![\w\-])[A-Z]{2}[ \-]?[1-9]\d{4}(?!\d)|(?<![\w\-])[A-Z]{2} \d{2} ?\d{3}(?!\d)|(?<=skilt )[a-zA-Z]{2} ?\d{4,5}\b"
)
_LABELLED_PLATE = labelled(
    r"bil(?:en)?(?: (?:har|med|heter|er))?(?: nummer| nr| reg)?|skilt(?:nummer|nr)?|reg\.?[ -]?(?:nummer|nr)|volvo|toyota|audi|bmw|vw|volkswagen|golf|ford|opel|tesla|mazda|skoda|škoda|nissan|peugeot|"
    r"renault|citroen|mercedes|honda|hyundai|kia|subaru|suzuki|varebil(?:en)?|moped(?:en)?|mopedbil(?:en)?|motorsykkel(?:en)?|mc|henger(?:en)?|bilnummer(?:et)?|bilnr|registreringsnummer(?:et)?|plate",
    r"((?!(?:av|er|of|is|to|no) )[A-Z]{2,3}[ \-]?\d{2}[ ]?\d{1,3})\b",
)
_IP = re.compile(
    r"(?<![\d.§])(?:[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])){3}(?![\d.]\d?)|\b(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}\b",
    re.I,
)
_DATES = re.compile(
    r"\d{1,2}[.\-/ ]\d{1,2}[.\-/ ](?:19|20)\d{2}|(?:19|20)\d{2}[.\-/ ]\d{2}[.\-/ ]\d{2}|(?:19|20)\d{2} ?[\-–] ?(?:19|20)\d{2}|(?:19|20)\d{2} (?:19|20)\d{2}|"
    r"\d{2}[.]\d{2}[\-– ]+\d{2}[.]\d{2}"
)
_AMOUNT = re.compile(r"\s?(?:kr\b|kroner|,-|nok\b|euro|dollar|barn\b|personer|innbyggere)", re.I)


@dataclass(frozen=True, slots=True)
class NumberFinder:
    """Finds numbers and addresses; `public` are numbers that anyone may write, digits only."""

    public: frozenset[str]

    def find(self, text: str) -> Iterator[Span]:
        """Yield what is found, in the order of what is surest."""
        yield from find_contacts(text)
        yield from find_farms(text)
        if not any(sign.isdigit() for sign in text):
            return
        yield from _groups(text, _LABELLED_BIRTH_NUMBER, "birth_number")
        yield from ((*match.span(), "birth_number") for match in _DATE_AND_FIVE.finditer(text))
        yield from ((*match.span(), "birth_number") for match in _BIRTH_NUMBER.finditer(text) if is_birth_number(match))
        yield from _groups(text, _LABELLED_NUMBER, "number")
        yield from _groups(text, _SYSTEM_NUMBER, "number")
        yield from _groups(text, _CASE, "number")
        yield from ((*match.span(), "number") for match in _CASE_ALONE.finditer(text))
        yield from _groups(text, _LABELLED_ACCOUNT, "account")
        yield from ((*match.span(), "account") for pattern in (_ACCOUNT, _CARD) for match in pattern.finditer(text))
        yield from ((*match.span(), "number") for match in _ELEVEN.finditer(text))
        yield from _groups(text, _PATIENT, "number")
        yield from _groups(text, _REPORT, "number")
        yield from ((*match.span(), "number") for match in _PASSPORT.finditer(text))
        yield from _groups(text, _BIRTH_DATE, "birth_date")
        yield from _groups(text, _BORN_SOMEWHERE, "birth_date")
        yield from ((*match.span(), "birth_date") for match in _AFTER_NAME.finditer(text))
        yield from self._phones(text)
        yield from find_addresses(text)
        yield from _groups(text, _LABELLED_PLATE, "plate")
        yield from ((*match.span(), "plate") for match in _PLATE.finditer(text))
        yield from ((*match.span(), "number") for match in _IP.finditer(text))

    def _phones(self, text: str) -> Iterator[Span]:
        for match in _LABELLED_PHONE.finditer(text):
            if _digits(match.group(1)) not in self.public and not _DATES.fullmatch(match.group(1)):
                yield (*match.span(1), "phone")
        for match in _FOREIGN_PHONE.finditer(text):
            digits = _digits(match.group()).removeprefix("00")
            if digits.removeprefix("47") not in self.public and digits not in self.public:
                yield (*match.span(), "phone")
        for match in _PHONE.finditer(text):
            digits = _digits(match.group())
            bare = digits.removeprefix("47") if len(digits) == 10 else digits
            is_number = len(bare) == 8 and bare[0] in "23456789" and not _DATES.fullmatch(match.group().strip(" ()"))
            if is_number and bare not in self.public and not _AMOUNT.match(text, match.end()):
                yield (*match.span(), "phone")


def is_birth_number(match: re.Match[str]) -> bool:
    """Tell whether eleven digits have the form of a national identity number of any scheme (checksums left aside)."""
    day, month = int(match.group(1)), int(match.group(2))
    days = day - 40 if 41 <= day <= 71 else day
    months = next((month - step for step in (0, 40, 65, 80) if 1 <= month - step <= 12), 0)
    return 1 <= days <= 31 and months > 0


def _groups(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Span]:
    return ((*match.span(1), kind) for match in pattern.finditer(text))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
