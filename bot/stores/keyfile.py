"""The key that persons are hashed with: from the settings, or made once and kept beside the SQLite file."""

from __future__ import annotations

import os
import secrets

from bot.errors import SettingsFault
from bot.settings import Settings
from bot.wording import say

IN_MEMORY = "sqlite:///:memory:"


def person_key(settings: Settings) -> bytes:
    """Return the key; raises SettingsFault when it can neither be read nor made."""
    given = settings.PERSON_KEY.get_secret_value()
    if given:
        return given.encode()
    if settings.database == IN_MEMORY:
        return secrets.token_hex(32).encode()
    path = settings.DATA / "person.key"
    try:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes().strip()
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        return path.read_bytes()
    except OSError as error:
        raise SettingsFault(say("setting_data", folder=settings.DATA, why=error.strerror or "")) from error
