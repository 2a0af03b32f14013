"""«Hva vet du om meg»: everything kept about a person, said in their own language. «Slett mine data» is known here too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.cards.shown import ShowPhrase
from bot.conversation.keeping import Holdings
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply
from bot.conversation.weekly import WEEKLY
from bot.guide.entry import Language
from bot.guide.guide import Guide
from bot.guide.phrases import Voice

_LANGUAGES = {"nb": "my_data_nb", "nn": "my_data_nn", "en": "my_data_en"}
_COUNTED = {"progress": "my_data_progress", "reminder": "my_data_reminders", "ticket": "my_data_tickets"}
MOST_TITLES = 5


def asks_to_forget(reply: Reply) -> bool:
    """Tell whether the reply says that everything about the person is erased."""
    return isinstance(reply.shown.body, ShowPhrase) and reply.shown.body.phrase == "forgotten"


def asks_what_is_kept(reply: Reply) -> bool:
    """Tell whether the reply is to list what is kept about the person."""
    return isinstance(reply.shown.body, ShowPhrase) and reply.shown.body.phrase == "my_data"


def told_in_private(reply: Reply) -> Reply:
    """Return the reply that others may read: what is kept about a person is told to that person alone."""
    return replace(reply, shown=replace(reply.shown, body=ShowPhrase("my_data_private")))


def with_what_is_kept(reply: Reply, memory: Memory, holdings: Holdings, guide: Guide) -> Reply:
    """Return the reply with a line for each thing that is kept."""
    listed = ShowPhrase("my_data", about=what_is_kept(memory, holdings, guide, reply.language))
    return replace(reply, shown=replace(reply.shown, body=listed))


def what_is_kept(memory: Memory, holdings: Holdings, guide: Guide, language: Language) -> str:
    """Return a line for each thing that is kept about a person."""
    voice = guide.phrases.voice(language)
    lines = "\n".join(f"- {line}" for line in _lines(memory, holdings, guide, voice))
    return lines or voice("my_data_nothing")


def _lines(memory: Memory, holdings: Holdings, guide: Guide, voice: Voice) -> Iterator[str]:
    person = memory.person
    if person.sector:
        yield voice("my_data_sector", about=voice(f"sector_{person.sector}"))
    if person.language:
        yield voice(_LANGUAGES[person.language])
    if person.consents:
        yield voice("my_data_consents", about=", ".join(_consent(name, voice) for name in person.consents))
    if titles := _titles(memory, holdings, guide, voice):
        yield voice("my_data_focus", about=", ".join(titles))
    for kind, phrase in _COUNTED.items():
        if count := holdings.count(kind):
            yield voice(phrase, about=count)
    yield from _weekly(holdings, voice)


def _consent(name: str, voice: Voice) -> str:
    return voice("weekly_title") if name == WEEKLY else name


def _weekly(holdings: Holdings, voice: Voice) -> Iterator[str]:
    """Yield when the weekly term comes, and what has come, as the person chose."""
    for row in holdings.rows.get("reminder", ()):
        if row["kind"] != WEEKLY or row["stopped"]:
            continue
        days = voice("weekly_days").split(", ")
        yield voice("my_data_weekly", day=days[int(row["weekday"])], clock=voice("weekly_clock", hour=row["hour"]))


def _titles(memory: Memory, holdings: Holdings, guide: Guide, voice: Voice) -> list[str]:
    bodies = [row.get("body") for row in holdings.rows.get("focus", ())]
    ids = [memory.focus.entry_id, *(body.get("entry_id") for body in bodies if isinstance(body, dict))]
    known = dict.fromkeys(one for one in ids if one in guide.entries)
    return [guide.entries[one].title_in(voice.language) for one in known if one][:MOST_TITLES]
