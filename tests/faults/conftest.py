"""The channel and the locked service of tests/teams serve here too."""

from tests.teams.conftest import channel, door, locked

__all__ = ["channel", "door", "locked"]
