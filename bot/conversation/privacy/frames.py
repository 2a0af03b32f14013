"""The words around a name that is a word too, which show that it is a person: «liv i 3b», «redd for odd, han …»."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from bot.conversation.privacy.lists import sections


@dataclass(frozen=True)
class Words:
    """The sections of frames.txt that are looked up a word at a time; they are explained there."""

    common: frozenset[str]
    about: frozenset[str]
    being: frozenset[str]
    pronouns: frozenset[str]
    often: frozenset[str]
    states: frozenset[str]
    comes: frozenset[str]
    habits: frozenset[str]
    modals: frozenset[str]
    infinitives: frozenset[str]
    possessions: frozenset[str]
    having: frozenset[str]
    done: frozenset[str]
    telling: frozenset[str]
    told: frozenset[str]
    talking: frozenset[str]
    withs: frozenset[str]
    asking: frozenset[str]
    asked: frozenset[str]
    things: frozenset[str]
    plural: frozenset[str]
    nicknames: frozenset[str]
    calling: frozenset[str]
    roles: frozenset[str]
    suffered: frozenset[str]
    concerns: frozenset[str]
    thinking: frozenset[str]
    persons: frozenset[str]
    rare: frozenset[str]
    loose: frozenset[str]
    within: frozenset[str]
    ours: frozenset[str]
    norwegian: frozenset[str]
    english: frozenset[str]
    foreign: frozenset[str]
    native: frozenset[str]
    by: frozenset[str]
    messages: frozenset[str]
    worried: frozenset[str]
    homes: frozenset[str]
    times: frozenset[str]
    someone: frozenset[str]
    closings: frozenset[str]


@dataclass(frozen=True)
class Frames:
    """The words of the frames, and the patterns of what follows a name."""

    words: Words
    group: re.Pattern[str]
    """« i 3b», « på småbarn», « i klassen min», « på 5 år»: where a child belongs, or how old it is."""
    stay: re.Pattern[str]
    """« på sfo», « i barnehagen»: where a child is, and much else too."""
    spoken_of: re.Pattern[str]
    """«, hun», «? Han»: the one just named, spoken of."""


def read_frames() -> Frames:
    """Return the frames of frames.txt."""
    found = sections("frames.txt")
    groups, ordinals, ours, wards, years = (_any(found[one]) for one in ("groups", "ordinals", "ours", "wards", "years"))
    graded = rf"\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:{groups}|[a-h])\b"
    place = rf"{graded}|{ordinals}(?: {groups}|(?= ?[,.;:!?)]| {_any(found['being'] | found['about'] | found['having'] | found['onward'])}\b|$))|{ours} {groups}\b|{groups} (?:{ours}|\d{{1,2}})\b|{wards}\b"
    return Frames(
        Words(**{one.name: frozenset(found[one.name]) for one in fields(Words)}),
        re.compile(
            rf",? \(?{_any(found['within'])} (?:{place}|\d{{1,2}} ?{years}\b)|,? \(?{graded}|,? ?\(?\d{{1,2}} ?{years}\b",
            re.IGNORECASE,
        ),
        re.compile(rf" {_any(found['within'])} {_any(found['stays'])}\b", re.IGNORECASE),
        re.compile(rf" ?[,.;?!–-]{{1,3}} ?{_any(found['pronouns'])}\b", re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any one of `words`, the longest tried first."""
    return rf"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
