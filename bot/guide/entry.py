"""What an entry is: the one definition that the loader, the checks, the JSON Schema and the documentation follow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Kind: TypeAlias = Literal["glossary", "duties", "guide", "topics", "services"]
Sector: TypeAlias = Literal["barnehage", "skole", "sfo", "helse", "nav", "krisesenter", "familievern", "barnevern", "frivillig"]
Language: TypeAlias = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
KINDS: tuple[Kind, ...] = get_args(Kind)
SECTORS: tuple[Sector, ...] = get_args(Sector)
LONGEST_ANSWER = 600
"""Characters in an excerpt; longer is not read on a phone."""

_ID = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
Id: TypeAlias = Annotated[str, StringConstraints(pattern=_ID, max_length=80)]
Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Answer: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ANSWER)]


def _is_https(address: str) -> str:
    if not address.startswith("https://") or any(sign in address for sign in " \n<>\"'"):
        raise ValueError("not_https")
    return address


def _is_period(text: str) -> str:
    number, _, unit = text.partition(" ")
    if not number.isdigit() or not 0 < int(number) <= 60 or unit not in ("month", "months"):
        raise ValueError("not_period")
    return text


Address: TypeAlias = Annotated[str, AfterValidator(_is_https)]
Period: TypeAlias = Annotated[str, AfterValidator(_is_period)]


class Part(BaseModel):
    """Anything in the guide's files: immutable, no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SectorVersion(Part):
    """What is different for one sector: its own text and provisions, or another entry that says it."""

    text: Text | None = None
    provisions: tuple[Id, ...] = ()
    entry: Id | None = None


class Phone(Part):
    """One number among several, and what it is for."""

    number: Line
    label: Line


class Link(Part):
    """An address with the title that people see."""

    title: Line
    url: Address


class Translation(Part):
    """An entry's fields in nynorsk or English."""

    title: Line
    aliases: tuple[Line, ...] = ()
    answer: Answer
    more: Text | None = None
    who: Text | None = None
    when: Text | None = None
    hours: Text | None = None
    sectors: dict[Sector, Text] = Field(default_factory=dict)


class Entry(Part):
    """One thing the guide can answer. Bokmål unless said otherwise; ids never change."""

    id: Id
    """The file's name; links, statistics and bookmarks hang on it."""
    kind: Kind
    """The folder it lies in."""
    layer: str
    """The layer it was first written in."""
    title: Line
    """What staff call it."""
    aliases: tuple[Line, ...] = ()
    """Other names, forms and abbreviations."""
    examples: tuple[Line, ...] = ()
    """How staff really ask; the matcher learns from title, aliases and examples."""
    answer: Answer
    """The excerpt: first what to do or what it is. Bold, links and lists only."""
    more: Text | None = None
    """The guide's full text, in Markdown."""
    provisions: tuple[Id, ...] = ()
    resources: tuple[Id, ...] = ()
    links: tuple[Address | Link, ...] = ()
    services: tuple[Id, ...] = ()
    see_also: tuple[Id, ...] = ()
    sectors: dict[Sector, SectorVersion] = Field(default_factory=dict)
    """What differs per sector."""
    danger: bool = False
    """True for an entry that is itself an emergency."""
    phone: Line | tuple[Phone, ...] | None = None
    """Services only: a confirmed number, or several with labels."""
    phone_unconfirmed: bool = False
    """Services only: a number is known but not confirmed, so none is shown."""
    fallback: Id | None = None
    """Services only: whom to use when this one cannot be reached."""
    hours: Text | None = None
    who: Text | None = None
    when: Text | None = None
    source: Line
    """The document and section it rests on."""
    checked: date
    """When its facts were last held against their sources."""
    reviewed: date | None = None
    """When the municipality's own professionals approved it; set by `python -m bot reviewed` alone."""
    reviewer: Line | None = None
    """The role that approved it, never a person's name."""
    review_every: Period = "12 months"
    fingerprints: dict[Id, Line] = Field(default_factory=dict)
    """The law texts as they were at the approval, as fingerprints; set by `python -m bot reviewed` alone."""
    nn: Translation | None = None
    en: Translation | None = None

    @property
    def phones(self) -> tuple[Phone, ...]:
        """Return the numbers that may be shown, each with a label."""
        if self.phone is None:
            return ()
        if isinstance(self.phone, str):
            return (Phone(number=self.phone, label=self.title),)
        return self.phone

    @property
    def review_months(self) -> int:
        """Return the review interval in months."""
        return int(self.review_every.split()[0])

    def translation(self, language: Language) -> Translation | None:
        """Return the entry in `language`, or None where it is not translated (or the language is bokmål)."""
        match language:
            case "nn":
                return self.nn
            case "en":
                return self.en
            case "nb":
                return None

    def title_in(self, language: Language) -> str:
        """Return the title in `language`, in bokmål where it is not translated."""
        translation = self.translation(language)
        return translation.title if translation else self.title


class Provision(Part):
    """A section of a law that entries cite, with its content in our own words."""

    law: Line
    """The law's short name."""
    title: Line
    """The law's full title."""
    ref: Line
    """Lovdata's reference, such as lov/2021-06-18-97."""
    section: Line
    """The section as people write it, such as § 13-2."""
    heading: Line
    url: Address
    text: Text
    """What it says, in our own words."""
    conditions: tuple[Text, ...] = ()
    in_force: bool = True
    checked: date
    upcoming: Text | None = None
    """An adopted change to keep an eye on; shown to editors."""


class Resource(Part):
    """A link or a piece of literature that entries point to."""

    title: Line
    publisher: Line
    url: Address | None = None
    gives: Line
    """What the reader gets there."""
    internal: bool = False
    """True when it needs the municipality's log-in: shown with a lock and never fetched."""
