"""Every exception of our own, and how they are related.

UndringError
├── ContentFaults      the guide's YAML has faults; carries them all
├── UnknownEntry       an entry id that is not in the guide
├── SettingsFault      a setting is missing, malformed or unsafe
├── Refused            an incoming request is not let in (HTTP 401 or 403)
├── BadActivity        an incoming activity cannot be read (HTTP 400)
├── StillAnswering     another copy of the activity is being answered elsewhere (HTTP 503)
└── Undelivered        a message of our own accord did not reach its conversation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing an editor must mend: where it is and what to do."""

    file: str
    line: int
    level: Level
    message: str

    def __str__(self) -> str:
        """Show the fault as `file:line: level: what to do`."""
        return f"{self.file}:{self.line}: {self.level}: {self.message}"


class UndringError(Exception):
    """The root of all our exceptions; its text is fit for the person at the keyboard."""


class ContentFaults(UndringError):
    """The guide cannot be used as written; `faults` holds every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class UnknownEntry(UndringError):
    """No entry has this id; `nearest` holds ids that look like it."""

    def __init__(self, entry_id: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id
        self.nearest = nearest


class SettingsFault(UndringError):
    """The settings do not allow a start; the text says what to change."""


class Refused(UndringError):
    """An unauthenticated (401) or forbidden (403) request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class BadActivity(UndringError):
    """A body that is not an activity we can read."""


class StillAnswering(UndringError):
    """Another replica has the turn and is not done; the sender should come again."""


class Undelivered(UndringError):
    """A message of our own accord did not come through; `passing` tells whether it may later."""

    def __init__(self, passing: bool) -> None:
        super().__init__("passing" if passing else "for good")
        self.passing = passing
