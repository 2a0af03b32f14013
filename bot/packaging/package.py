"""Build the zip that Teams takes: flat, the same bytes for the same settings, and true to the real schema."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft7Validator

from bot.errors import SettingsFault
from bot.packaging.manifest import TRANSLATIONS, manifest, translation
from bot.packaging.words import App, read_app
from bot.settings import Settings
from bot.wording import say

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
APP_FILE = _ROOT / "knowledge" / "app.yaml"
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WHEN = (2026, 1, 1, 0, 0, 0)
"""Every file in the zip bears this time, so that the same settings give the same bytes."""


def build_package(settings: Settings, app_file: Path = APP_FILE) -> bytes:
    """Return the app package; raises SettingsFault when a setting that Teams needs is missing or wrong."""
    require_addressed(settings)
    app = read_app(app_file)
    held = manifest(settings, app, _version())
    require_valid(held, "MicrosoftTeams-1.27.json")
    files = {"manifest.json": _json(held), **_translations(app)}
    files |= {name: (_HERE / "icons" / name).read_bytes() for name in ("color.png", "outline.png")}
    return _zipped(files)


def require_addressed(settings: Settings) -> None:
    """Raise SettingsFault unless the settings say which bot, and at what https address."""
    if not GUID.fullmatch(settings.MicrosoftAppId):
        raise SettingsFault(say("package_no_id" if not settings.MicrosoftAppId else "package_bad_id"))
    if settings.SIGN_IN_APP_ID and not GUID.fullmatch(settings.SIGN_IN_APP_ID):
        raise SettingsFault(say("package_bad_sign_in"))
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" or not address.hostname:
        raise SettingsFault(say("package_no_url"))


def require_valid(held: dict[str, Any], schema: str) -> None:
    """Raise SettingsFault with the place in the manifest that breaks the real schema."""
    rules = json.loads((_HERE / "schema" / schema).read_text(encoding="utf-8"))
    fault = next(iter(Draft7Validator(rules).iter_errors(held)), None)
    if fault is not None:
        raise SettingsFault(say("package_invalid", where=fault.json_path, why=fault.message[:200]))


def _translations(app: App) -> dict[str, bytes]:
    files = {}
    for language, (_, file) in TRANSLATIONS.items():
        words = translation(getattr(app, language))
        require_valid(words, "MicrosoftTeams.Localization-1.27.json")
        files[file] = _json(words)
    return files


def _json(held: dict[str, Any]) -> bytes:
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()


def _version() -> str:
    return str(tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return held.getvalue()
