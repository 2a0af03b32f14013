"""What Teams shows of the app, as editors wrote it in app.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.errors import SettingsFault
from bot.wording import say

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Line = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=32, strip_whitespace=True)]


class Command(BaseModel):
    """A command people see in the compose box; with a prompt it is a prompt starter."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Title
    description: Line
    prompt: Annotated[str, StringConstraints(max_length=400)] | None = None


class AppWords(BaseModel):
    """The words of the app in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    full_name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    short: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    full: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    tab_guide: Line
    commands: tuple[Command, ...]
    search_title: Title
    search_description: Line
    search_parameter: Title
    search_parameter_description: Line
    search_services: Title
    search_services_description: Line
    search_duties: Title
    search_duties_description: Line


class App(BaseModel):
    """Who stands behind the app, and its words in each language."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    organisation: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    nb: AppWords
    nn: AppWords
    en: AppWords


def read_app(file: Path) -> App:
    """Return the words of app.yaml; raises SettingsFault with the field that is wrong."""
    try:
        return App.model_validate(yaml.load(file.read_text(encoding="utf-8"), _LOADER))  # noqa: S506
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsFault(say("app_bad", file=file, field=".".join(map(str, first["loc"])), why=first["msg"])) from error
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsFault(say("app_bad", file=file, field="–", why=type(error).__name__)) from error
