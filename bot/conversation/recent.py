"""Answers given before, so that a question many ask costs next to nothing the second time.

Kept by a keyed hash of what was asked and of all that the answer hangs on; never the words themselves. A message with
personal data in it, or whose answer repeats a word of it, is not kept at all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from bot.cards.shown import repeats_words
from bot.conversation.conversation import Conversation
from bot.conversation.memory import Memory
from bot.conversation.turn import Reply, Turn
from bot.guide.guide import Guide
from bot.matching.verdict import Verdict

MOST = 4_096
LONGEST = 400
"""Characters of a message that is likely to be asked again; stories are not."""
Result = tuple[Reply, Memory]
Key = tuple[Hashable, ...]


class RecentAnswers:
    """A conversation that remembers its own answers; it is pure, so they hold for as long as its guide does."""

    def __init__(self, conversation: Conversation, most: int = MOST) -> None:
        self.conversation = conversation
        self._most = most
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[Key, Result] = OrderedDict()

    def match(self, text: str) -> Verdict:
        """Return what the guide has for `text`."""
        return self.conversation.matches.match(text)

    @property
    def guide(self) -> Guide:
        """Return the guide that answers come from."""
        return self.conversation.guide

    def known(self, turn: Turn, memory: Memory) -> Result | None:
        """Return what was answered to the same before; None where it must be thought about."""
        digest = self._digest(turn, memory)
        if (result := self._kept.get(digest)) is None:
            return None
        try:  # noqa: SIM105  Every turn comes here, and suppress() would be three more calls.
            self._kept.move_to_end(digest)
        except KeyError:
            pass  # The answering thread has let it go meanwhile.
        reply, after = result
        said = " ".join(turn.text.split())
        return reply.asked(said), Memory(after.person, after.focus.seen_at(turn.time))

    def answer(self, turn: Turn, memory: Memory) -> Result:
        """Think about a turn, and keep the answer where it may be kept."""
        reply, after = self.conversation.answer(turn, memory)
        if self._may_keep(turn, reply, after):
            self._kept[self._digest(turn, memory)] = (replace(reply, question=""), after)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return reply, after

    def _may_keep(self, turn: Turn, reply: Reply, after: Memory) -> bool:
        if (
            len(turn.text) > LONGEST
            or reply.wish
            or reply.shown.personal_data
            or after == Memory()
            or after.focus.seen != turn.time
        ):
            return False
        return not repeats_words(reply.shown.body) and reply.question == " ".join(turn.text.split())

    def _digest(self, turn: Turn, memory: Memory) -> Key:
        """Return what an answer is kept under: words by keyed hash, and the small plain facts it hangs on."""
        action = (turn.action.verb, sorted(turn.action.data.items())) if turn.action else None
        said = f"{turn.text}\0{action}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(said, key=self._key, digest_size=16).digest()
        who, about = memory.person, memory.focus.at(turn.time)
        # Plain values, which Python compares by itself; all of a focus but when it was last used.
        known = (who.sector, who.language, who.consents)
        topic = (about.entry_id, about.offered, about.asked_back, about.told_privacy, about.path, about.trail, about.danger)
        return turn.kind, digest, turn.locale, turn.scope, known, topic
