"""What an answer rests on, numbered as on its card: the provisions in their order, then the entry's own source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cards.answer import MOST_LAW, MOST_LINES, cited_provisions, day, standing_words
from bot.cards.shown import ShowEntry, ShowLaw, Shown
from bot.guide.guide import Guide


@dataclass(frozen=True, slots=True)
class Citation:
    """One source: what it is called, where it stands, and in a line what it says and when it was checked."""

    position: int
    name: str
    abstract: str
    url: str | None = None


def citations_of(shown: Shown, guide: Guide) -> tuple[Citation, ...]:
    """Return the sources of an answer from the guide; none for choices and for the bot's own sentences."""
    if not isinstance(shown.body, ShowEntry | ShowLaw) or shown.body.entry_id not in guide.entries:
        return ()
    entry = guide.entries[shown.body.entry_id]
    voice = guide.phrases.voice(shown.language)
    most = MOST_LAW if isinstance(shown.body, ShowLaw) else MOST_LINES
    found = [
        Citation(
            position,
            f"{provision.law} {provision.section}",
            f"{provision.heading.rstrip('.')}. {voice('checked', date=day(provision.checked, voice))}",
            provision.url,
        )
        for position, provision in enumerate(cited_provisions(guide, entry, shown.sector)[:most], 1)
    ]
    if isinstance(shown.body, ShowEntry):
        found.append(Citation(len(found) + 1, entry.source, standing_words(entry, voice, date.today())))
    return tuple(found)
