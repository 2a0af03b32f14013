"""Attend to a turn: recall, answer off the event loop, keep, and never leave anyone without a word."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import structlog

from bot.cards.shown import ShowContacts, ShowEntry, ShowLaw, Shown, ShowNothing, ShowPhrase
from bot.conversation.errands import Errands
from bot.conversation.hurry import asked_to_wait
from bot.conversation.keeping import Question, Records
from bot.conversation.measures import count_turn
from bot.conversation.memory import Focus, Memory, Notebook, Person
from bot.conversation.opinions import Opinion
from bot.conversation.order import Order
from bot.conversation.own_data import asks_to_forget, asks_what_is_kept, told_in_private, with_what_is_kept
from bot.conversation.recent import RecentAnswers
from bot.conversation.turn import Reply, Turn
from bot.conversation.voices import language_of_locale

log = structlog.get_logger()


class Attendant:
    """Answers turns with what is remembered, one turn of a conversation at a time."""

    def __init__(
        self,
        conversation: Callable[[], RecentAnswers],
        notebook: Notebook,
        records: Records | None = None,
        errands: Errands | None = None,
    ) -> None:
        self._conversation = conversation
        self._errands = errands or Errands()
        self._notebook = notebook
        self._records = records
        self._order = Order()
        self._log = log.bind()  # Bound once: found anew, a logger costs every turn three calls.
        self._thread = ThreadPoolExecutor(1, "answering")
        """One thread: the sentence model must not hold up the loop, and gains nothing from company."""

    @property
    def conversation(self) -> RecentAnswers:
        """Return the conversation in use: the last good content."""
        return self._conversation()

    async def attend(self, turn: Turn) -> Reply:
        """Return the reply to a turn; a failure becomes one kind sentence with a case number."""
        await self._order.enter(turn.conversation)
        started = time.perf_counter()
        try:
            reply = await self._answer(turn)
        except Exception as error:  # The last stop: whatever fails, the person gets a word and we a case.
            reply = self._failed(turn, error)
        finally:
            self._order.leave(turn.conversation)
        count_turn(turn, reply, time.perf_counter() - started)
        return reply

    async def slow_down(self, turn: Turn) -> Reply:
        """Return the kind word for someone who asks too fast; danger is looked for all the same."""
        started = time.perf_counter()
        desk = self.conversation.conversation
        try:
            reply = await asyncio.get_running_loop().run_in_executor(self._thread, asked_to_wait, turn, desk)
        except Exception as error:  # As in attend.
            reply = self._failed(turn, error)
        count_turn(turn, reply, time.perf_counter() - started)
        return reply

    async def _answer(self, turn: Turn) -> Reply:
        recalled = await self._recall(turn)
        alone = turn.scope == "personal"
        memory = recalled if alone else _in_company(recalled)
        conversation = self.conversation
        result = conversation.known(turn, memory)
        if result is None:
            result = await asyncio.get_running_loop().run_in_executor(self._thread, conversation.answer, turn, memory)
        reply, after = result
        reply = await self._errands.run(turn, reply, conversation.guide)
        if asks_to_forget(reply):
            # Before the reply, and a failure is told: nobody is to hear that something is erased when it is not.
            await self._notebook.forget(turn.person)
        elif after != memory:
            await self._keep(turn, after if alone else replace(after, person=recalled.person))
        if asks_what_is_kept(reply) and turn.scope != "personal":
            reply = told_in_private(reply)
        if self._records is not None:
            if asks_what_is_kept(reply) and turn.scope == "personal":
                holdings = await self._records.people.holdings(turn.person)
                reply = with_what_is_kept(reply, memory, holdings, conversation.guide)
            await self._note(reply)
        self._log.info(
            "turn",
            kind=turn.kind,
            scope=turn.scope,
            outcome=reply.outcome,
            notices=list(reply.notices),
            entry=reply.entries[0].entry_id if reply.entries else None,
            language=reply.language,
        )
        return reply

    async def _note(self, reply: Reply) -> None:
        """Count what came of the turn, and keep a question the guide had nothing for; masked, and tied to nobody."""
        records = self._records
        if records is None:
            return
        best = reply.entries[0].entry_id if reply.entries else None
        records.usage.count("outcome", reply.outcome)
        if reply.outcome == "answer" and best:
            records.usage.count("entry", best)
        for notice in reply.notices:
            records.usage.count("notice", notice)
        body = reply.shown.body
        if isinstance(body, ShowNothing) and not body.elsewhere and not reply.notices:
            await records.unanswered.note(Question(reply.question, reply.language, reply.sector, best))

    async def judge(self, conversation: str, person: str, opinion: Opinion, message: str = "") -> None:
        """Keep a thumb up or down on what a message of ours shows; where that is not known, on what was last shown."""
        if self._records is None:
            return
        entry_id = await self._shown_by(message) or (await self._notebook.recall(conversation, person)).focus.entry_id
        words, _ = self.conversation.conversation.mask(opinion.words) if opinion.words else ("", False)
        await self._records.feedback.note(entry_id, opinion.verdict, opinion.reason, words)

    async def _shown_by(self, message: str) -> str | None:
        if self._records is None or not message:
            return None
        try:
            return await self._records.sent.entry_of(message)
        except Exception as error:  # The database is away: a thumb is no reason to fail.
            log.warning("sent_unknown", error=type(error).__name__)
            return None

    def note_sent(self, message: str, reply: Reply) -> None:
        """Keep which entry a message of ours shows, for the thumb that may come."""
        if self._records is not None and (entry_id := entry_shown(reply)) is not None:
            self._records.sent.note(message, entry_id)

    async def forget_thread(self, conversation: str, person: str) -> None:
        """Forget what a conversation was about, since the person took the question back or removed the bot."""
        await self._order.enter(conversation)
        try:
            memory = await self._notebook.recall(conversation, person)
            if memory.focus != Focus():
                await self._notebook.keep(conversation, person, replace(memory, focus=Focus()))
        finally:
            self._order.leave(conversation)

    async def _recall(self, turn: Turn) -> Memory:
        try:
            return await self._notebook.recall(turn.conversation, turn.person)
        except Exception as error:  # An answer without memory is better than none.
            log.warning("recall_failed", error=type(error).__name__)
            return Memory()

    async def _keep(self, turn: Turn, memory: Memory) -> None:
        try:
            await self._notebook.keep(turn.conversation, turn.person, memory)
        except Exception as error:
            log.warning("keep_failed", error=type(error).__name__)

    def _failed(self, turn: Turn, error: Exception) -> Reply:
        case = secrets.token_hex(4)
        log.error("turn_failed", case=case, kind=turn.kind, error=type(error).__name__, at=_place(error))
        shown = Shown(ShowPhrase("failed"), language=language_of_locale(turn.locale), case=case)
        return Reply(shown, "nothing")


def entry_shown(reply: Reply) -> str | None:
    """Return the entry a reply shows; None where it shows none or several."""
    body = reply.shown.body
    return body.entry_id if isinstance(body, ShowEntry | ShowLaw | ShowContacts) else None


def _in_company(memory: Memory) -> Memory:
    """Return what may be built on where others read along: the language, and nothing else about the person."""
    return replace(memory, person=Person(language=memory.person.language))


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "?"
