"""Where the limit of danger comes to stand: no danger heard is let go for a few notices too many."""

from __future__ import annotations

import pytest

from bot.conversation.danger import DangerWatch
from bot.editors.evaluation.fitting import _QUIETER, fit_danger
from bot.editors.evaluation.questions import DangerQuestion
from bot.guide.danger import DangerBank
from bot.matching.fusion import Limits

# The odds of the dangers, the odds of the calm, and where the limit stands before room is left below it.
HEARD = [
    ([1.05, 3.0], [-4.0, -2.5], 1.0),  # Nothing calm is near: as high as the quietest danger.
    ([-1.05, 2.0, 3.0], [-4.0, -1.5, 0.5], -1.1),  # Calm above the quietest danger: it is kept all the same.
    ([-9.0, *[1.95] * 99], [*[-3.0] * 50, *[2.5] * 2], 1.9),  # One that no limit in reach would hear moves nothing.
]


@pytest.mark.parametrize(("dangers", "calm", "stands"), HEARD)
def test_the_limit_lies_under_the_quietest_danger(dangers: list[float], calm: list[float], stands: float) -> None:
    told = {f"fare {number}": odds for number, odds in enumerate(dangers)} | {
        f"ro {number}": odds for number, odds in enumerate(calm)
    }
    watch = DangerWatch(DangerBank(), lambda text, _suspected: told[text], limit=0.0)
    questions = [DangerQuestion(text, text.startswith("fare")) for text in told]
    limits = fit_danger(watch, questions, Limits(), told.__getitem__)
    assert limits.danger == pytest.approx(stands - _QUIETER, abs=0.01)


def test_without_both_kinds_nothing_moves() -> None:
    watch = DangerWatch(DangerBank(), lambda _text, _suspected: 1.0, limit=0.0)
    assert fit_danger(watch, [DangerQuestion("fare", True)], Limits(), lambda _text: 1.0) == Limits()
