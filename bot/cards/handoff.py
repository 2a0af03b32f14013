"""The cards of a question handed over: what people wrote is shown letter by letter, never read as Markdown."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from bot.cards.answer import MOST_LINES, contact_line
from bot.cards.handoff_shown import (
    HandoffShow,
    ShowAsk,
    ShowNoTeam,
    ShowReminder,
    ShowTeamTicket,
    ShowTicket,
    ShowTickets,
    TicketStatus,
)
from bot.cards.parts import Element, heading, line, notice, paragraph, press, section, small
from bot.guide.guide import Guide
from bot.guide.phrases import Voice

LONGEST_QUESTION, LONGEST_ANSWER = 1_000, 2_000
"""Characters of a question and of an answer."""
GLIMPSE = 120
Parts: TypeAlias = tuple[list[Element], list[Element]]
_STATUS: dict[TicketStatus, str] = {
    "open": "handoff_open", "taken": "handoff_taken", "answered": "handoff_answered", "helped": "handoff_helped",
    "unhelped": "handoff_unhelped", "closed": "handoff_closed", "withdrawn": "handoff_withdrawn",
}  # fmt: skip
_TEAM_STATUS: dict[TicketStatus, str] = {
    "open": "handoff_team_open", "taken": "handoff_team_taken", "answered": "handoff_team_answered",
    "helped": "handoff_team_helped", "unhelped": "handoff_team_unhelped", "closed": "handoff_team_closed",
    "withdrawn": "handoff_team_withdrawn",
}  # fmt: skip
_ASK_NOTES = {
    "masked": "handoff_masked", "too_long": "handoff_too_long", "empty": "handoff_empty", "consent": "handoff_consent_required",
}  # fmt: skip
_TEAM_NOTES = {
    "masked": "handoff_answer_masked", "too_long": "handoff_too_long", "empty": "handoff_answer_empty",
    "taken": "handoff_note_taken", "take_first": "handoff_note_take_first", "late": "handoff_note_late",
}  # fmt: skip
_APART: Element = {"associatedInputs": "none"}
"""A button that leaves what is written in the card alone, so that an empty field holds nobody back."""


def handoff_card(show: HandoffShow, guide: Guide, voice: Voice) -> Parts:
    """Return the body and the buttons of a card about a question handed over."""
    match show:
        case ShowAsk():
            return _ask(show, voice)
        case ShowNoTeam(entry_ids):
            return [
                heading(voice("handoff_ask"), "Medium"),
                paragraph(voice("handoff_none")),
                *_contacts(entry_ids, guide, voice),
            ], []
        case ShowTicket():
            return _ticket(show, guide, voice)
        case ShowTickets(tickets):
            return _tickets(tickets, voice)
        case ShowTeamTicket():
            return _team_ticket(show, voice)
        case ShowReminder():
            return _reminder(show, voice), []
        case _ as never:
            assert_never(never)


def written(text: str) -> list[Element]:
    """Return what a person wrote, a paragraph each, exactly as it stands."""
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    return [{"type": "RichTextBlock", "spacing": "Small", "inlines": [{"type": "TextRun", "text": row}]} for row in rows]


def _ask(show: ShowAsk, voice: Voice) -> Parts:
    team = _team(show.team, voice)
    noted = _note(_ASK_NOTES.get(show.note), voice, LONGEST_QUESTION)
    field = _field("asked", voice("handoff_question"), voice("handoff_placeholder"), voice("handoff_empty"), LONGEST_QUESTION)
    consent: Element = {
        "type": "Input.Toggle",
        "id": "consent",
        "title": voice("handoff_consent", team=team, days=show.days),
        "wrap": True,
        "valueOn": "true",
        "valueOff": "false",
        "value": "false",
        "isRequired": True,
        "errorMessage": voice("handoff_consent_required"),
    }
    body = [
        heading(voice("handoff_ask"), "Medium"),
        paragraph(voice("handoff_intro", team=team)),
        *noted,
        {**field, "value": show.question},
        consent,
    ]
    send = press(voice("handoff_send"), "handoff_send", {"style": "positive"})
    return body, [send, press(voice("handoff_cancel"), "handoff_cancel", _APART)]


def _ticket(show: ShowTicket, guide: Guide, voice: Voice) -> Parts:
    title = voice("handoff_answer_from", team=_team(show.team, voice)) if show.answer else voice("handoff_yours")
    body = [heading(title, "Medium"), _status(show, voice)]
    if show.answer:
        body += [*_box(voice("handoff_answer"), show.answer), *section(voice("handoff_asked"), written(show.question))]
    else:
        body += _box(voice("handoff_asked"), show.question)
    body += _contacts(show.entry_ids, guide, voice)
    if show.status in ("open", "taken"):
        refresh = press(voice("handoff_refresh"), "handoff_status", ticket=show.ticket_id)
        return body, [refresh, press(voice("handoff_withdraw"), "handoff_withdraw", ticket=show.ticket_id)]
    if show.status == "answered":
        return body, [
            press(voice("handoff_did_help"), "handoff_helped", ticket=show.ticket_id),
            press(voice("handoff_did_not_help"), "handoff_unhelped", ticket=show.ticket_id),
        ]
    again = show.status in ("closed", "unhelped")
    return body, [press(voice("handoff_again"), "handoff", question=show.question)] if again else []


def _tickets(tickets: tuple[ShowTicket, ...], voice: Voice) -> Parts:
    if not tickets:
        return [paragraph(voice("handoff_mine_none"))], [press(voice("handoff_ask"), "handoff")]
    body, buttons = [heading(voice("handoff_mine"), "Medium")], []
    for number, ticket in enumerate(tickets, 1):
        body += [_numbered(number, _glimpse(ticket.question) or voice("handoff_erased")), _status(ticket, voice)]
        buttons.append(press(voice("handoff_show", number=number), "handoff_status", ticket=ticket.ticket_id))
    return body, buttons


def _team_ticket(show: ShowTeamTicket, voice: Voice) -> Parts:
    status = _TEAM_STATUS[show.status]
    if show.status == "answered" and show.delivery == "pending":
        status = "handoff_team_pending"
    elif show.status == "answered" and show.delivery == "gone":
        status = "handoff_team_gone"
    body = [heading(voice("handoff_team_title", team=_team(show.team, voice)), "Medium"), small(voice(status))]
    if show.status != "withdrawn":
        body += _box(voice("handoff_asked"), show.question)
    body += _note(_TEAM_NOTES.get(show.note), voice, LONGEST_ANSWER)
    if show.status == "open":
        close = press(voice("handoff_close"), "handoff_close", _APART, ticket=show.ticket_id)
        return body, [press(voice("handoff_take"), "handoff_take", {"style": "positive", **_APART}, ticket=show.ticket_id), close]
    if show.status == "taken":
        return [*body, _answer_field(show, voice)], _answering(show, voice)
    return body + (section(voice("handoff_answer"), written(show.answer)) if show.answer else []), []


def _answer_field(show: ShowTeamTicket, voice: Voice) -> Element:
    field = _field(
        "answer", voice("handoff_answer_label"), voice("handoff_answer_hint"), voice("handoff_answer_empty"), LONGEST_ANSWER
    )
    return {**field, "value": show.answer}


def _answering(show: ShowTeamTicket, voice: Voice) -> list[Element]:
    return [
        press(voice("handoff_answer_send"), "handoff_answer", {"style": "positive"}, ticket=show.ticket_id),
        press(voice("handoff_release"), "handoff_release", _APART, ticket=show.ticket_id),
        press(voice("handoff_take_over"), "handoff_take_over", _APART, ticket=show.ticket_id),
        press(voice("handoff_close"), "handoff_close", _APART, ticket=show.ticket_id),
    ]


def _reminder(show: ShowReminder, voice: Voice) -> list[Element]:
    said = paragraph(voice("handoff_reminder", hours=show.hours, team=_team(show.team, voice)))
    return [heading(voice("handoff_reminder_title"), "Medium"), said, *written(_glimpse(show.question))]


def _team(name: str, voice: Voice) -> str:
    return name or voice("handoff_team")


def _status(show: ShowTicket, voice: Voice) -> Element:
    return small(voice("handoff_held" if show.is_held else _STATUS[show.status], team=_team(show.team, voice)))


def _note(phrase: str | None, voice: Voice, most: int) -> list[Element]:
    return [notice("emphasis", [paragraph(voice(phrase, most=most))])] if phrase else []


def _box(title: str, text: str) -> list[Element]:
    if not text:
        return []
    top: Element = {"type": "TextBlock", "text": title, "weight": "Bolder", "size": "Small", "wrap": True}
    return [{"type": "Container", "style": "emphasis", "spacing": "Medium", "items": [top, *written(text)]}]


def _field(name: str, label: str, hint: str, required: str, most: int) -> Element:
    return {
        "type": "Input.Text", "id": name, "label": label, "placeholder": hint, "isMultiline": True, "maxLength": most,
        "isRequired": True, "errorMessage": required,
    }  # fmt: skip


def _contacts(entry_ids: tuple[str, ...], guide: Guide, voice: Voice) -> list[Element]:
    services = [guide.entries[one] for one in entry_ids if one in guide.entries]
    return section(voice("call"), [line(contact_line(service, voice.language)) for service in services[:MOST_LINES]])


def _glimpse(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= GLIMPSE else flat[: GLIMPSE - 1].rsplit(" ", 1)[0] + "…"


def _numbered(number: int, text: str) -> Element:
    run = {"type": "TextRun", "text": f"{number}. {text}", "weight": "Bolder"}
    return {"type": "RichTextBlock", "spacing": "Medium", "inlines": [run]}
