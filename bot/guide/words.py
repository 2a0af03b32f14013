"""Editors' tables of words: what means the same, what is short for what, what says nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from bot.guide.entry import Part


class Words(Part):
    """The word tables of words.yaml; all keys and values in lower case."""

    synonyms: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """An everyday word → the guide's words for it. Ranks, never confirms."""
    abbreviations: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """A whole token → what it stands for."""
    nynorsk: Mapping[str, str] = Field(default_factory=dict)
    """A nynorsk or dialect word → bokmål."""
    english: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """An English word → bokmål."""
    skip: tuple[str, ...] = ()
    """Words that say nothing about what is asked."""
    outside: tuple[str, ...] = ()
    """Phrasings of many worlds that are not this guide's; the in-or-outside gate learns from them."""
    elsewhere: tuple[str, ...] = ()
    """Names of other municipalities: a question about them gets a way on, not our local numbers."""
    near_place: tuple[str, ...] = ()
    """Words before or after the name of a place that tell it from a word: «i Time», «Time kommune»."""
