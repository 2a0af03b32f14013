"""One turn, from what was said to what is shown. Pure: memory comes in and goes out."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.shown import Shown
from bot.conversation.desk import Answered, Desk, Heard
from bot.conversation.memory import Memory
from bot.conversation.path import place_left
from bot.conversation.steps import STEPS
from bot.conversation.turn import Ranked, Reply, Turn
from bot.conversation.voices import language_of


class Conversation(Desk):
    """Answers turns from a loaded guide."""

    def answer(self, turn: Turn, memory: Memory) -> tuple[Reply, Memory]:
        """Return the reply to one turn, and the memory as it is afterwards."""
        heard = Heard(turn, replace(memory, focus=memory.focus.at(turn.time)), self)
        try:
            answered = next(result for step in STEPS if (result := step(self, heard)) is not None)
            return self._reply(heard, answered), self._remembered(heard, answered)
        finally:
            self.understanding.forget()

    def _reply(self, heard: Heard, answered: Answered) -> Reply:
        tell = heard.has_personal_data and not heard.memory.focus.told_privacy
        shown = Shown(
            body=answered.show,
            danger=heard.danger,
            personal_data=tell,
            language=heard.language,
            sector=answered.sector or heard.sector or answered.memory.person.sector,
            path=place_left(answered.memory, answered.show),
        )
        ranked = tuple(Ranked(one.entry_id, one.score) for one in answered.ranked[:5])
        return Reply(shown, answered.outcome, ranked, heard.text, answered.asks_back, answered.wish)

    def _remembered(self, heard: Heard, answered: Answered) -> Memory:
        told = heard.memory.focus.told_privacy or heard.has_personal_data
        focus = replace(
            answered.memory.focus, told_privacy=told, asked_back=answered.asks_back, seen=heard.turn.time, danger=heard.danger
        )
        memory = replace(answered.memory, focus=focus)
        language = language_of(heard.text) if len(heard.text.split()) > 2 else None
        return memory.with_language(language) if language else memory
