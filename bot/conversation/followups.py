"""Follow-ups: short messages read against the entry in focus."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.shown import ShowChoices
from bot.conversation.buttons import press_on_entry
from bot.conversation.desk import MOST_CHOICES, Answered, Desk, Heard
from bot.matching.verdict import Candidate, Concern, Found, Nothing, Unsure, Verdict

_SAYS_LITTLE, _SAYS_MUCH = 0.35, 0.5
"""Confidence in what a message says by itself, without what was talked of."""
_VERBS: Mapping[str | None, str] = {"more": "more", "short": "entry", "law": "law", "contacts": "contacts"}
"""What a saying asks to see of the entry in focus, as the button's verb."""


def follow_up(desk: Desk, heard: Heard) -> Answered | None:
    """«Og hvem ringer jeg?», «hva sier loven?», «fortell mer»: read against the entry in focus."""
    focus = heard.memory.focus.entry_id
    if focus is None or focus not in desk.guide.entries:
        return _about_offered(desk, heard)
    said = desk.understanding.intent(heard.text)
    if said in _VERBS:
        return press_on_entry(desk, heard, _VERBS[said], focus)
    if said == "vague" and desk.understanding.is_question(heard.text):
        return press_on_entry(desk, heard, "more", focus)  # «Hva gjør jeg da?»
    if (language := desk.understanding.language(heard.text)) is not None:
        heard.language = language
        return desk.show_entry(heard, focus, memory=heard.memory.with_language(language))
    if desk.understanding.asks_for_next(heard.text) and (following := _after(desk, focus)) is not None:
        return desk.show_entry(heard, following)
    if desk.guide.entries[focus].kind == "services" and _is_said_of_anything(desk, heard):
        return press_on_entry(desk, heard, "more", focus)  # «Hvor lang tid tar det?» of a service is not about a report.
    entry_id = desk.understanding.followup(heard.text)
    if entry_id in desk.guide.entries:
        return desk.show_entry(heard, str(entry_id))
    return None


def call_in_danger(desk: Desk, heard: Heard) -> Answered | None:
    """«Hvem ringer jeg??» right after a notice of danger: those who come now, whatever else was talked of."""
    focus = heard.memory.focus
    entry_id = desk.guide.talk.danger_entry(focus.danger) if focus.danger else None
    if entry_id is None or entry_id not in focus.offered or desk.understanding.intent(heard.text) != "contacts":
        return None
    return press_on_entry(desk, heard, "contacts", entry_id)


def _about_offered(desk: Desk, heard: Heard) -> Answered | None:
    """«Hvem kan jeg ringe?» or «får foreldrene vite det?» when entries were offered, and none was chosen."""
    offered = [one for one in heard.memory.focus.offered if one in desk.guide.entries]
    if not offered:
        return None
    if desk.understanding.intent(heard.text) == "contacts" and desk.guide.entries[offered[0]].kind == "services":
        return press_on_entry(desk, heard, "contacts", offered[0])
    entry_id = desk.understanding.followup(heard.text)
    return desk.show_entry(heard, str(entry_id)) if entry_id in desk.guide.entries else None


def _after(desk: Desk, focus: str) -> str | None:
    """Return the entry that follows `focus` in one of the sequences of talk.yaml."""
    pairs = (pair for sequence in desk.guide.talk.sequences for pair in zip(sequence, sequence[1:], strict=False))
    return next((after for before, after in pairs if before == focus and after in desk.guide.entries), None)


def _is_said_of_anything(desk: Desk, heard: Heard) -> bool:
    """Tell whether a short message has no word of its own for what it asks: «hvor lang tid tar det», «er det gratis»."""
    return desk.understanding.points_back(heard.text) and desk.understanding.says_nothing_of_its_own(heard.text)


def _is_elsewhere(desk: Desk, heard: Heard) -> bool:
    """«Hvem vant kampen?» is no follow-up: it is far from the field, has words of its own, and none that point back."""
    is_far = isinstance(heard.verdict, Nothing) and heard.verdict.far
    return (
        is_far and not desk.understanding.points_back(heard.text) and not desk.understanding.says_nothing_of_its_own(heard.text)
    )


def _with_near(desk: Desk, heard: Heard, near: set[str], ranked: tuple[Candidate, ...]) -> Answered | None:
    """Offer what the words alone point at together with what was talked of: a message that points back may mean either."""
    if isinstance(heard.verdict, Found | Concern):
        return None
    close = [one for one in ranked if one.entry_id in near][:1] or [Candidate(str(heard.memory.focus.entry_id), 0.0)]
    own = heard.verdict.ranked[: heard.verdict.offered if isinstance(heard.verdict, Unsure) else 1]
    offered = {one.entry_id: one for one in (*close, *own)}
    order = tuple(dict.fromkeys(one.entry_id for one in (*own[:1], *close, *own[1:])))[:MOST_CHOICES]
    known = (*(offered[one] for one in order), *(one for one in heard.verdict.ranked if one.entry_id not in order))
    return desk.offer(heard, ShowChoices("choose", order), order, known)


def lean_on_focus(desk: Desk, heard: Heard) -> Answered | None:
    """«Hvem kan henvise dit?»: a short message that points back is read together with what it points at."""
    focus = heard.memory.focus.entry_id
    if focus is None or focus not in desk.guide.entries or heard.danger or _is_elsewhere(desk, heard):
        return None
    rest = desk.understanding.after_leading(heard.text)
    if rest != heard.text and desk.names_entry(rest):
        heard.rephrase(rest)  # «Enn PPT?» is about PPT, and not about what was talked of.
        return None
    if isinstance(heard.verdict, Found) and not _is_said_of_anything(desk, heard):
        return None
    if desk.understanding.leans_on_focus(heard.text, isinstance(heard.verdict, Nothing)):
        return _lean(desk, heard, focus)
    if isinstance(heard.verdict, Unsure) and desk.understanding.is_brief(heard.text):
        return _lean_a_little(desk, heard, focus)
    return None


def _lean_a_little(desk: Desk, heard: Heard, focus: str) -> Answered | None:
    """Of a longer question the words alone come first; what was talked of is one of the choices, where it fits."""
    near, verdict = _read_together(desk, heard, focus)
    fits = bool(verdict.ranked) and verdict.ranked[0].entry_id in near
    return _with_near(desk, heard, near, verdict.ranked) if fits else None


def _read_together(desk: Desk, heard: Heard, focus: str) -> tuple[set[str], Verdict]:
    """Return the entry in focus and those it leads to, and what the guide has for the question read with its title."""
    entry = desk.guide.entries[focus]
    return {focus, *entry.see_also, *entry.services}, desk.matches.match(f"{entry.title}: {heard.question}")


def _lean(desk: Desk, heard: Heard, focus: str) -> Answered | None:
    near, verdict = _read_together(desk, heard, focus)
    best = verdict.ranked[0].entry_id if verdict.ranked else None
    own = heard.verdict.ranked[0] if heard.verdict.ranked else None
    if best not in near:
        # Words that say little by themselves, and point back, are about what was talked of.
        is_lost = own is None or own.score < _SAYS_LITTLE
        if not desk.understanding.points_back(heard.text):
            return None
        return (
            desk.show_entry(heard, focus)
            if is_lost or not isinstance(heard.verdict, Unsure)
            else _with_near(desk, heard, near, verdict.ranked)
        )
    is_apart = own is not None and own.entry_id not in near
    if is_apart and any(desk.names_entry(word) for word in heard.text.split()):
        return _with_near(desk, heard, near, verdict.ranked)  # «Trenger jeg samtykke?» names another entry.
    is_other = own is not None and is_apart and own.score >= _SAYS_MUCH
    if is_other and not desk.understanding.points_back(heard.text):
        return None  # «Koster tolk?» is short, but about something else.
    # What the words alone point at counts, where it is one of those that the entry in focus leads to.
    return desk.show_entry(heard, own.entry_id if own and own.entry_id in near else str(best), verdict.ranked)
