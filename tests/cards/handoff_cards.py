"""The cards of a question handed over, one of each look."""

from __future__ import annotations

from bot.cards.handoff_shown import ShowAsk, ShowNoTeam, ShowReminder, ShowTeamTicket, ShowTicket, ShowTickets
from bot.cards.shown import Shown, ShowNothing, ShowPhrase

QUESTION = "Kan [navn] bytte lunsjbord når de andre på trinnet ikke vil sitte sammen?\nHar skolen plikt til å gjøre noe?"
ANSWER = "Ja, skolen har aktivitetsplikt. **Meld fra** til rektor i dag.\nSe «Aktivitetsplikt» i veilederen."
TEAM = "Fagteam vest"
OPEN = ShowTicket("0123456789abcdef", "open", QUESTION, team=TEAM)
HANDOFF: dict[str, Shown] = {
    "nothing-with-handoff": Shown(ShowNothing(("undring", "kontoret"), question=QUESTION)),
    "none-of-these": Shown(ShowPhrase("none_of_these_reply", ("undring", "kontoret"))),
    "handoff-ask": Shown(ShowAsk(QUESTION, TEAM, 180)),
    "handoff-ask-empty-nn": Shown(ShowAsk("", "", 180), language="nn"),
    "handoff-ask-masked": Shown(ShowAsk(QUESTION, TEAM, 180, "masked"), danger="child"),
    "handoff-no-team": Shown(ShowNoTeam(("hjelpelinjen", "kontoret"))),
    "handoff-open": Shown(OPEN),
    "handoff-held": Shown(ShowTicket("0123456789abcdef", "open", QUESTION, team=TEAM, is_held=True, entry_ids=("hjelpelinjen",))),
    "handoff-taken-en": Shown(ShowTicket("0123456789abcdef", "taken", QUESTION), language="en"),
    "handoff-answered": Shown(ShowTicket("0123456789abcdef", "answered", QUESTION, ANSWER, TEAM)),
    "handoff-unhelped": Shown(ShowTicket("0123456789abcdef", "unhelped", QUESTION, ANSWER, TEAM, entry_ids=("hjelpelinjen",))),
    "handoff-closed": Shown(
        ShowTicket("0123456789abcdef", "closed", QUESTION, team=TEAM, entry_ids=("hjelpelinjen", "kontoret"))
    ),
    "handoff-withdrawn": Shown(ShowTicket("0123456789abcdef", "withdrawn", "", team=TEAM)),
    "handoff-mine": Shown(ShowTickets((OPEN, ShowTicket("fedcba9876543210", "withdrawn", "")))),
    "handoff-mine-none": Shown(ShowTickets(())),
    "handoff-team-open": Shown(ShowTeamTicket("0123456789abcdef", "open", QUESTION, team=TEAM)),
    "handoff-team-taken": Shown(ShowTeamTicket("0123456789abcdef", "taken", QUESTION, team=TEAM)),
    "handoff-team-taken-by-another": Shown(
        ShowTeamTicket("0123456789abcdef", "taken", QUESTION, "Svaret mitt", TEAM, note="taken")
    ),
    "handoff-team-answered": Shown(ShowTeamTicket("0123456789abcdef", "answered", QUESTION, ANSWER, TEAM, "done")),
    "handoff-team-gone": Shown(ShowTeamTicket("0123456789abcdef", "answered", QUESTION, ANSWER, TEAM, "gone")),
    "handoff-team-withdrawn": Shown(ShowTeamTicket("0123456789abcdef", "withdrawn", "", team=TEAM)),
    "handoff-reminder": Shown(ShowReminder(QUESTION, 25, TEAM)),
}
