"""How fast one person, and one tenant, may ask: a minute's worth at once, then as fast as the minutes pass."""

from __future__ import annotations

import time
from collections import OrderedDict

from bot.settings import Settings
from bot.teams.wire import Incoming

MOST = 50_000
"""People and tenants kept count of; whoever was seen longest ago is counted anew."""


class Bucket:
    """Turns by key: `a_minute` of them at once, refilled at the same rate; 0 lets all through."""

    def __init__(self, a_minute: float) -> None:
        self._each = 60 / a_minute if a_minute else 0.0
        self._empty_at: OrderedDict[str, float] = OrderedDict()

    def admits(self, key: str) -> bool:
        """Tell whether there is room for one more by `key`, and take it."""
        if not self._each or not key:
            return True
        now = time.monotonic()
        until = max(self._empty_at.get(key, 0.0), now) + self._each
        if until - now > 60 + self._each / 2:
            return False
        self._empty_at[key] = until
        self._empty_at.move_to_end(key)
        if len(self._empty_at) > MOST:
            self._empty_at.popitem(last=False)
        return True


class Pace:
    """The limits of this replica: messages and buttons together, look-ups apart, since they come as someone types."""

    def __init__(self, settings: Settings) -> None:
        self._people = Bucket(settings.PERSON_TURNS_A_MINUTE)
        self._look_ups = Bucket(settings.PERSON_TURNS_A_MINUTE * 2)
        self._tenants = Bucket(settings.TENANT_TURNS_A_MINUTE)

    def admits(self, incoming: Incoming) -> bool:
        """Tell whether an activity comes at a pace that we answer in full."""
        mine = self._look_ups if incoming.name.startswith("composeExtension/") else self._people
        return mine.admits(incoming.sender) and self._tenants.admits(incoming.tenant.lower())
