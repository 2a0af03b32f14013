"""From what is kept to the report: what is small is hidden here, once, for the page and the plots alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.cards.feedback import REASONS
from bot.editors.report.hiding import Parts, alone, protect
from bot.editors.report.kept import Counts, Kept
from bot.editors.report.months import MONTHS, Month
from bot.editors.report.report import Report, Row, Table, table_of
from bot.editors.reviews.opened import Opened
from bot.editors.reviews.queue import review_state, trust
from bot.guide.guide import Guide
from bot.wording import say

MOST_ASKED = 10
MOST_DISLIKED = 5
_TICKETS = {
    "open": "waiting", "taken": "waiting", "answered": "answered", "closed": "answered", "helped": "helped",
    "unhelped": "unhelped", "withdrawn": "withdrawn",
}  # fmt: skip


def report_of(kept: Kept, guide: Guide, opened: Opened, month: Month, today: date, cut: Iterable[str], is_over: bool) -> Report:
    """Return the report of `month`; `cut` is what is no longer kept for all of it."""
    outcomes = _outcomes(kept, month)
    months = _with_use(kept, month)
    thumbs = protect({verdict: sum(kept.reasons.get(verdict, {}).values()) for verdict in ("like", "dislike")})
    outcome_labels = {"answer": say("report_answer"), "choices": say("report_choices"), "nothing": say("report_nothing")}
    return Report(
        month=month,
        made=today,
        is_over=is_over,
        cut=frozenset(cut),
        turns=tuple(Row(one.name, _outcomes(kept, one).total, key=one.key) for one in months),
        outcomes=table_of(outcomes, outcome_labels),
        asked=_asked(kept, guide, month, outcomes),
        thumbs=table_of(thumbs, {"like": say("report_like"), "dislike": say("report_dislike")}),
        liked=_reasons(kept, guide, "like", thumbs),
        disliked=_reasons(kept, guide, "dislike", thumbs),
        entries_disliked=_entries_disliked(kept, guide, thumbs),
        dangers=tuple(Row(one.name, alone(_noticed(kept, one, "danger")), key=one.key) for one in months),
        personal=alone(_noticed(kept, month, "personal_data")),
        tickets=_tickets(kept.tickets),
        courses=table_of(protect(kept.courses), {"finished": say("report_finished"), "underway": say("report_underway")}),
        lessons=table_of(protect(kept.lessons), {"right": say("report_right"), "wrong": say("report_wrong")}),
        reviews=_reviews(guide, opened, today),
        trust=trust(guide, opened, today, kept.used),
    )


def _outcomes(kept: Kept, month: Month) -> Parts:
    """Return what came of a month's turns; the same in every table and report, so that two of them tell no more than one."""
    return protect({"answer": 0, "choices": 0, "nothing": 0, **kept.outcomes.get(month.key, {})})


def _with_use(kept: Kept, month: Month) -> tuple[Month, ...]:
    """Return the months up to this one, from the first with any use."""
    months = month.back(MONTHS)
    first = next((at for at, one in enumerate(months) if kept.outcomes.get(one.key) or kept.notices.get(one.key)), MONTHS - 1)
    return months[first:]


def _noticed(kept: Kept, month: Month, notice: str) -> int:
    return kept.notices.get(month.key, {}).get(notice, 0)


def _title(guide: Guide, entry_id: str) -> str:
    return guide.entries[entry_id].title if entry_id in guide.entries else say("report_gone", id=entry_id)


def _asked(kept: Kept, guide: Guide, month: Month, outcomes: Parts) -> Table:
    """Return the entries most answered with, and all other answers in one row."""
    answers = kept.outcomes.get(month.key, {}).get("answer", 0)
    bare = max(0, answers - sum(kept.entries.values()))
    parts = protect({**kept.entries, "": bare}, sum_known=outcomes.cells["answer"] is not None)
    shown = sorted(((count, name) for name, count in parts.cells.items() if count and name), key=lambda one: (-one[0], one[1]))
    top = [Row(_title(guide, name), count, parts.share(name), name) for count, name in shown[:MOST_ASKED]]
    if parts.total is None:
        return Table((*top, Row(say("report_others"), None)) if any(kept.entries.values()) or bare else (), None)
    without = parts.cells[""] or 0
    rest = parts.total - without - sum(row.count or 0 for row in top)
    ends = [Row(say("report_others"), rest, round(100 * rest / parts.total))] if rest else []
    ends += [Row(say("report_bare"), without, parts.share(""))] if without else []
    return Table((*top, *ends), parts.total)


def _reasons(kept: Kept, guide: Guide, verdict: str, thumbs: Parts) -> Table:
    voice, given = guide.phrases.voice("nb"), kept.reasons.get(verdict, {})
    labels = {reason: voice(phrase) for reason, phrase in REASONS[verdict].items()} | {"": say("report_no_reason")}
    counts = {reason: given.get(reason, 0) for reason in labels}
    counts[""] += sum(count for reason, count in given.items() if reason not in labels)
    return table_of(protect(counts, sum_known=thumbs.cells[verdict] is not None), labels)


def _entries_disliked(kept: Kept, guide: Guide, thumbs: Parts) -> tuple[Row, ...]:
    """Return the entries with most thumbs down; those with few are hidden, like all others."""
    parts = protect(kept.disliked, sum_known=thumbs.cells["dislike"] is not None)
    shown = sorted(((count, name) for name, count in parts.cells.items() if count and name), key=lambda one: (-one[0], one[1]))
    return tuple(Row(_title(guide, name), count, key=name) for count, name in shown[:MOST_DISLIKED])


def _tickets(held: Counts) -> Table:
    labels = {
        "waiting": say("report_waiting"),
        "answered": say("report_answered"),
        "helped": say("report_helped"),
        "unhelped": say("report_unhelped"),
        "withdrawn": say("report_withdrawn"),
    }
    counts = dict.fromkeys(labels, 0)
    for status, count in held.items():
        counts[_TICKETS.get(status, "answered")] += count
    return table_of(protect(counts), labels)


def _reviews(guide: Guide, opened: Opened, today: date) -> Table:
    """Return how many entries stand where; they are no people, so nothing is hidden."""
    labels: Mapping[str, str] = {
        "reviewed": say("report_reviewed"),
        "overdue": say("report_overdue"),
        "opened": say("report_opened"),
        "never": say("report_never"),
    }
    counts = dict.fromkeys(labels, 0)
    for entry in guide:
        counts[review_state(entry, opened, today)] += 1
    return table_of(Parts(counts, len(guide)), labels)
