"""The manifest and its translations, as plain data in the form of schema 1.27, the newest with prompt starters."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from bot.packaging.words import App, AppWords, Command
from bot.settings import Settings

VERSION = "1.27"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
TRANSLATION_SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.Localization.schema.json"
TRANSLATIONS = {"nn": ("nn-no", "nn.json"), "en": ("en", "en.json")}
ACCENT = "#0B5D66"
PERSONAL, SHARED = "personal", ("team", "groupChat")
_MOST_SHARED = 5
"""Commands in teams and group chats: the few that make sense among colleagues."""


def app_id(bot_id: str) -> str:
    """Return the app's own id: always the same for one bot, and never the bot's."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"undring:{bot_id.lower()}"))


def manifest(settings: Settings, app: App, version: str) -> dict[str, Any]:
    """Return the manifest for the bot and address in the settings."""
    home, bot_id, words = settings.PUBLIC_URL.rstrip("/"), settings.MicrosoftAppId.lower(), app.nb
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        "id": app_id(bot_id),
        "developer": {
            "name": app.organisation,
            "websiteUrl": f"{home}/veileder/",
            "privacyUrl": f"{home}/personvern",
            "termsOfUseUrl": f"{home}/vilkar",
        },
        "name": {"short": words.short_name, "full": words.full_name},
        "description": {"short": words.short, "full": words.full.strip()},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "localizationInfo": {
            "defaultLanguageTag": "nb-no",
            "additionalLanguages": [{"languageTag": tag, "file": file} for tag, file in TRANSLATIONS.values()],
        },
        "bots": [_bot(bot_id, words)],
        "composeExtensions": [{"botId": bot_id, "commands": _searches(words)}],
        "staticTabs": [
            {
                "entityId": "guide",
                "name": words.tab_guide,
                "contentUrl": f"{home}/veileder/?teams=1",
                "websiteUrl": f"{home}/veileder/",
                "scopes": ["personal"],
            },
            {"entityId": "about", "scopes": ["personal"]},
        ],
        "permissions": ["identity"],
        "validDomains": [urlsplit(home).hostname],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        **_sign_in(settings),
    }


def _sign_in(settings: Settings) -> dict[str, Any]:
    """Return what lets the tab ask Teams for a token: only where the guide's pages ask for sign-in."""
    if settings.GUIDE_SIGN_IN == "off":
        return {}
    return {"webApplicationInfo": {"id": settings.sign_in_app, "resource": settings.sign_in_resource}}


def _bot(bot_id: str, words: AppWords) -> dict[str, Any]:
    shared = [command for command in words.commands if command.prompt is not None][:_MOST_SHARED]
    return {
        "botId": bot_id,
        "scopes": [PERSONAL, *SHARED],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [
            {"scopes": [PERSONAL], "commands": [_command(one) for one in words.commands]},
            {"scopes": ["team"], "commands": [_command(one) for one in shared]},
            {"scopes": ["groupChat"], "commands": [_command(one) for one in shared]},
        ],
    }


def _command(command: Command) -> dict[str, str]:
    plain = {"title": command.title, "description": command.description}
    return plain if command.prompt is None else {**plain, "type": "prompt", "prompt": command.prompt}


def _searches(words: AppWords) -> list[dict[str, Any]]:
    rows = (
        ("search", words.search_title, words.search_description),
        ("services", words.search_services, words.search_services_description),
        ("duties", words.search_duties, words.search_duties_description),
    )
    parameter = {
        "name": "q",
        "title": words.search_parameter,
        "description": words.search_parameter_description,
        "inputType": "text",
    }
    return [
        {
            "id": name,
            "type": "query",
            "title": title,
            "description": description,
            "context": ["compose", "commandBox"],
            "initialRun": True,
            "parameters": [parameter],
        }
        for name, title, description in rows
    ]


def translation(words: AppWords) -> dict[str, str]:
    """Return the words of another language, by the keys that Teams asks for."""
    held = {
        "$schema": TRANSLATION_SCHEMA,
        "name.short": words.short_name,
        "name.full": words.full_name,
        "description.short": words.short,
        "description.full": words.full.strip(),
        "staticTabs[0].name": words.tab_guide,
    }
    for at, command_list in enumerate(_bot("", words)["commandLists"]):
        for number, command in enumerate(command_list["commands"]):
            key = f"bots[0].commandLists[{at}].commands[{number}]"
            held |= {f"{key}.title": command["title"], f"{key}.description": command["description"]}
    for number, search in enumerate(_searches(words)):
        key = f"composeExtensions[0].commands[{number}]"
        held |= {f"{key}.title": search["title"], f"{key}.description": search["description"]}
        held |= {f"{key}.parameters[0].{part}": search["parameters"][0][part] for part in ("title", "description")}
    return held
