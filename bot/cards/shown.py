"""What a person can be shown, as plain data: the conversation chooses it, a card draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.cards.course_shown import CourseShow
from bot.cards.handoff_shown import HandoffShow
from bot.cards.path_shown import PathShow, Place, ShowPathSummary
from bot.guide.entry import Language, Sector


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """One entry as the answer."""

    entry_id: str
    whole: bool = False
    """True after «Les mer»: the guide's full text."""


@dataclass(frozen=True, slots=True)
class ShowLaw:
    """What the law says about an entry: its provisions in our own words."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class ShowContacts:
    """Whom to call about an entry."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class ShowChoices:
    """A few entries to choose among; `lead` is the phrase above them, with `about` put in where it has {about}."""

    lead: str
    entry_ids: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class ShowWay:
    """The way to go for a worried colleague, with the entries most like the story."""

    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShowNothing:
    """Nothing in the guide answers; the ways on, and the nearest entries if any."""

    entry_ids: tuple[str, ...] = ()
    elsewhere: bool = False
    """True when another municipality was named."""
    question: str = ""
    """What was asked, masked, for the button that hands it over to a human; empty for no button."""


@dataclass(frozen=True, slots=True)
class ShowSectors:
    """Ask which sector the person works in; afterwards show `entry_id` where given."""

    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShowPhrase:
    """One of the bot's own sentences, with entries to go on to."""

    phrase: str
    entry_ids: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class ShowWelcome:
    """The first hello, with things to try."""

    is_shared: bool = False
    """True in a team or a group, where one must be told to mention the bot."""


Show: TypeAlias = (
    ShowEntry
    | ShowLaw
    | ShowContacts
    | ShowChoices
    | ShowWay
    | ShowNothing
    | ShowSectors
    | ShowPhrase
    | ShowWelcome
    | HandoffShow
    | CourseShow
    | PathShow
)


def repeats_words(body: Show) -> bool:
    """Tell whether what is shown holds words or a day of the person's own, so that it is never kept for others."""
    if isinstance(body, ShowPhrase | ShowChoices):
        return bool(body.about)
    return isinstance(body, HandoffShow | ShowPathSummary) or (isinstance(body, ShowNothing) and bool(body.question))


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one reply shows, in the order danger, privacy, body."""

    body: Show
    danger: str | None = None
    """The kind of immediate danger to warn of first: child, suicide, poison, abroad, driving …; None for no notice."""
    personal_data: bool = False
    """True when the person is to be told, kindly, not to write personal data."""
    language: Language = "nb"
    sector: Sector | None = None
    case: str | None = None
    """The case number of a failure, where there was one."""
    path: Place | None = None
    """Where in a guided path the person was when this was asked, for the way back."""
