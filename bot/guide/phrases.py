"""The bot's own sentences, in three languages, as editors wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.guide.entry import Language

LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences by language and key; bokmål is used where another language lacks one."""

    by_language: Mapping[Language, Mapping[str, str]]

    def say(self, language: Language, key: str, /, **values: object) -> str:
        """Return a sentence with its values put in; KeyError when bokmål lacks it."""
        own = self.by_language.get(language, {})
        sentence = own[key] if key in own else self.by_language["nb"][key]
        return sentence.format(**values)

    def voice(self, language: Language) -> Voice:
        """Return the phrases of one language."""
        return Voice(self, language)


@dataclass(frozen=True, slots=True)
class Voice:
    """The phrases of one language."""

    phrases: Phrases
    language: Language

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence `key`."""
        return self.phrases.say(self.language, key, **values)
