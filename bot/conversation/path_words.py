"""Messages that start a guided path or move within it: the words of the paths' own files, and the names of choices."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bot.conversation.workplaces import plain
from bot.guide.guide import Guide
from bot.guide.paths import Choice

PathSaying: TypeAlias = Literal["start", "worry", "back", "stop", "resume"]
PathWords: TypeAlias = dict[str, tuple[PathSaying, str]]


def path_words(guide: Guide) -> PathWords:
    """Return what each word of the guide's paths says, and of which path."""
    words: PathWords = {}
    for name, path in guide.paths.items():
        words.update((plain(word), ("back", name)) for word in path.back_words)
        words.update((plain(word), ("stop", name)) for word in path.stop_words)
        words.update((plain(word), ("resume", name)) for word in path.resume_words)
        words.update((plain(word), ("worry", name)) for word in path.worry_words)
        words.update((plain(word), ("start", name)) for word in path.words)
    return words


def choice_named(text: str, choices: tuple[Choice, ...], at: int | None) -> Choice | None:
    """Return the choice that a message is: its whole label, its first word where no other begins so, or its number."""
    flat = plain(text)
    if at is not None and 0 <= at < len(choices):
        return choices[at]
    labels = {choice.to: [plain(said) for said in (choice.nb, choice.nn, choice.en)] for choice in choices}
    whole = [choice for choice in choices if flat in labels[choice.to]]
    first = [choice for choice in choices if any(said.split()[:1] == [flat] for said in labels[choice.to])]
    return next((found[0] for found in (whole, first) if len(found) == 1), None)
