"""Open the door on the SDK that the settings name; nothing outside this room knows which one it is."""

from __future__ import annotations

from bot.conversation.attendant import Attendant
from bot.conversation.keeping import Ledger
from bot.errors import SettingsFault
from bot.settings import Settings
from bot.teams.connector import Connector
from bot.teams.entrance import Entrance
from bot.teams.pace import Pace
from bot.teams.patience import Patience
from bot.teams.replies import Replies
from bot.wording import say


def open_door(settings: Settings, attendant: Attendant, connector: Connector, ledger: Ledger, key: bytes) -> Entrance:
    """Return the door; raises SettingsFault when its SDK is not installed."""
    replies = Replies(attendant, key, Patience(connector), Pace(settings), settings.PUBLIC_URL)
    if settings.DOOR == "agents":
        try:
            from bot.teams.door_agents import AgentsDoor
        except ImportError as error:
            raise SettingsFault(say("setting_no_agents")) from error
        return AgentsDoor(replies, connector, ledger, key)
    from bot.teams.door import Door

    return Door(replies, connector, ledger, key)
