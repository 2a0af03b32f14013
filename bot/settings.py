"""Every setting, typed, with a line under it. The only reader of the environment."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsFault
from bot.guide.loader import DEFAULT_LAYERS
from bot.wording import say

HANDOFF_CHANNEL = re.compile(
    r"(?P<kind>default|glossary|duties|guide|topics|services)=(?P<id>[^\s|]+?)(?:@(?P<url>https?://[^\s|@]+))?(?:\|(?P<team>[^|]+))?"
)
"""One part of HANDOFF_CHANNELS: the kind of the nearest entry, where the team is, and what it is called."""
AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]


class Settings(BaseSettings):
    """What an operator may set; names as Azure and design.md have them."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", case_sensitive=False)

    MicrosoftAppId: str = ""
    """The bot registration's application (client) id; empty means local mode."""
    MicrosoftAppPassword: SecretStr = SecretStr("")
    """The client secret; not used with a managed identity."""
    MicrosoftAppType: AppType = "SingleTenant"
    """SingleTenant (default), UserAssignedMSI, or MultiTenant for old registrations."""
    MicrosoftAppTenantId: str = ""
    """The tenant of the bot registration; required unless MultiTenant."""
    ALLOWED_TENANTS: Annotated[tuple[str, ...], NoDecode] = ()
    """Tenants whose people may use the bot, comma-separated; the registration's own when empty."""
    ALLOWED_SERVICE_HOSTS: Annotated[tuple[str, ...], NoDecode] = (
        "smba.trafficmanager.net",
        ".botframework.com",
        ".teams.microsoft.com",
    )
    """Hosts the bot may send replies to; one that begins with a dot admits its subdomains."""
    OPENID_METADATA_URL: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    """Where the keys of incoming tokens are described; other clouds and tests set their own."""
    TOKEN_ISSUER: str = "https://api.botframework.com"  # noqa: S105
    """Who must have issued incoming tokens."""
    TOKEN_URL: str = ""
    """Where outgoing tokens are fetched; empty means Entra for the tenant."""
    DOOR: Literal["botbuilder", "agents"] = "botbuilder"
    """Which SDK the door stands on: botbuilder-core, or the Microsoft 365 Agents SDK (requirements-agents.txt)."""
    IDENTITY_ENDPOINT: str = "http://169.254.169.254/metadata/identity/oauth2/token"
    """Where a managed identity gets its tokens; App Service and Container Apps set it themselves."""
    IDENTITY_HEADER: SecretStr = SecretStr("")
    """The secret that goes with IDENTITY_ENDPOINT; the platform sets it."""
    DATABASE_URL: str = ""
    """Where state is kept: PostgreSQL, SQLite, or "memory"; empty means in memory in local mode, else a file in DATA."""
    DATA: Path = Path.home() / ".local" / "share" / "undring"
    """The folder of the SQLite file and of the key that is made when PERSON_KEY is empty."""
    GUIDE_SIGN_IN: Literal["off", "on"] = "off"
    """Whether the guide's pages ask people to sign in; needs PUBLIC_URL and an app registration."""
    DESK: Literal["off", "on"] = "off"
    """Whether the service has the editors' desk at /pult/, for people with the app role Redaktor."""
    SIGN_IN_APP_ID: str = ""
    """The app registration people sign in with; the bot's own when empty."""
    SIGN_IN_SECRET: SecretStr = SecretStr("")
    """Its client secret; the bot's own when empty."""
    SIGN_IN_AUTHORITY: str = "https://login.microsoftonline.com"
    """Where people sign in; other clouds and tests set their own."""
    PUBLIC_URL: str = ""
    """The address people reach this service by, https."""
    HOST: str = "127.0.0.1"
    """The address to listen on; local mode allows loopback only."""
    PORT: Annotated[int, Field(ge=0, le=65535)] = 3978
    """The port to listen on; 0 picks a free one."""
    KNOWLEDGE: Annotated[tuple[Path, ...], NoDecode] = DEFAULT_LAYERS
    """The layers of the guide, comma-separated, later winning over earlier."""
    CACHE: Path = Path.home() / ".cache" / "undring"
    """Where what was learned from the guide is kept between starts; safe to delete."""
    LAW_DATA_URL: str = "https://api.lovdata.no/v1/publicData/get"
    """Where Lovdata's free datasets are fetched by `python -m bot laws`."""
    LOG_LEVEL: Literal["debug", "info", "warning", "error"] = "info"
    """How much is logged; never what people wrote."""
    OTEL_EXPORTER_OTLP_ENDPOINT: Annotated[str, Field(pattern="^(https?://[^ ]+)?$")] = ""
    """Where traces are sent over OTLP (HTTP); empty means none (requirements-otel.txt)."""
    PERSON_KEY: SecretStr = SecretStr("")
    """Secret for hashing person ids; when empty, made once and kept in DATA (in memory: made anew at each start)."""
    LEASE: Annotated[float, Field(ge=0.5, le=60)] = 6
    """Seconds without a sign of life before other replicas take over what one had under way."""
    KEEP_PERSON_DAYS: Annotated[float, Field(ge=0)] = 365
    """Days that workplace, language and consents are kept after the person was last seen."""
    KEEP_CONVERSATION_HOURS: Annotated[float, Field(ge=1)] = 24
    """Hours that what a conversation was about is kept; follow-ups reach back one hour."""
    KEEP_ACTIVITY_HOURS: Annotated[float, Field(ge=1)] = 24
    """Hours that answered activities are known again, so that copies get no second answer."""
    KEEP_FEEDBACK_DAYS: Annotated[float, Field(ge=0)] = 365
    """Days that thumbs up and down are kept."""
    KEEP_UNANSWERED_DAYS: Annotated[float, Field(ge=0)] = 90
    """Days that masked questions without an answer are kept; 0 keeps none."""
    GAPS_LEAST: Annotated[int, Field(ge=2)] = 5
    """Times a theme must have been asked before `python -m bot gaps` shows it, so that nobody is recognisable."""
    REVIEW_THUMBS_DOWN: Annotated[int, Field(ge=2)] = 5
    """Thumbs down on an entry, more than half of all, that open a review of it by themselves."""
    REVIEW_WITHIN_DAYS: Annotated[float, Field(ge=1)] = 30
    """Days within which the thumbs down must have come."""
    KEEP_USAGE_DAYS: Annotated[float, Field(ge=0)] = 730
    """Days that counts are kept."""
    KEEP_PROGRESS_DAYS: Annotated[float, Field(ge=0)] = 730
    """Days that course progress is kept after it last changed."""
    KEEP_REMINDER_DAYS: Annotated[float, Field(ge=0)] = 30
    """Days that a stopped reminder is kept."""
    HANDOFF_CHANNELS: Annotated[tuple[str, ...], NoDecode] = ()
    """Teams that take questions the guide has no answer to: kind=conversation id[@serviceUrl][|name], comma-separated."""
    HANDOFF_REMIND_HOURS: Annotated[float, Field(ge=0, le=720)] = 24
    """Hours before a team is reminded of a question nobody has answered; 0 reminds of none."""
    KEEP_TICKET_DAYS: Annotated[float, Field(ge=0)] = 180
    """Days that a handed-over question is kept after it last changed."""
    PERSON_TURNS_A_MINUTE: Annotated[float, Field(ge=0)] = 60
    """Messages and buttons of one person that are answered in full per minute and replica; 0 for no limit."""
    TENANT_TURNS_A_MINUTE: Annotated[float, Field(ge=0)] = 3000
    """The same for all people of one tenant together; 0 for no limit."""

    @field_validator("ALLOWED_TENANTS", "ALLOWED_SERVICE_HOSTS", "KNOWLEDGE", "HANDOFF_CHANNELS", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("HANDOFF_CHANNELS")
    @classmethod
    def _are_channels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((one for one in value if not HANDOFF_CHANNEL.fullmatch(one)), None):
            raise ValueError(say("setting_handoff", value=wrong))
        return value

    @property
    def is_local(self) -> bool:
        """Tell whether the bot runs without credentials, for loopback callers alone."""
        return not self.MicrosoftAppId

    @property
    def database(self) -> str:
        """Return the address of the database in use."""
        if self.DATABASE_URL == "memory" or (not self.DATABASE_URL and self.is_local):
            return "sqlite:///:memory:"
        return self.DATABASE_URL or f"sqlite:///{self.DATA / 'undring.sqlite3'}"

    @property
    def signs_in(self) -> bool:
        """Tell whether any page asks people to sign in."""
        return "on" in (self.GUIDE_SIGN_IN, self.DESK)

    @property
    def sign_in_app(self) -> str:
        """Return the app registration people sign in with."""
        return (self.SIGN_IN_APP_ID or self.MicrosoftAppId).lower()

    @property
    def sign_in_secret(self) -> str:
        """Return its client secret."""
        return (self.SIGN_IN_SECRET if self.SIGN_IN_APP_ID else self.MicrosoftAppPassword).get_secret_value()

    @property
    def sign_in_resource(self) -> str:
        """Return the name Teams asks Entra for tokens by, in the form it wants for an app with both a bot and a tab."""
        return f"api://{urlsplit(self.PUBLIC_URL).hostname}/botid-{self.MicrosoftAppId.lower()}"

    @property
    def sign_in_place(self) -> str:
        """Return where in Entra people sign in: the tenant's own place, or the one for work accounts when there are several."""
        tenant = next(iter(self.tenants)) if len(self.tenants) == 1 else "organizations"
        return f"{self.SIGN_IN_AUTHORITY.rstrip('/')}/{tenant}"

    @property
    def tenants(self) -> frozenset[str]:
        """Return the tenants whose people may use the bot; empty means any (MultiTenant only)."""
        own = (self.MicrosoftAppTenantId,) if self.MicrosoftAppTenantId else ()
        return frozenset(tenant.lower() for tenant in (self.ALLOWED_TENANTS or own))


def read_settings(**overrides: object) -> Settings:
    """Return the settings; raises SettingsFault with one plain line when they do not allow a start."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise SettingsFault(say("setting_bad", name=name, why=first["msg"])) from error
    _require_safe(settings)
    return settings


def _require_safe(settings: Settings) -> None:
    _require_database(settings)
    if settings.signs_in:
        _require_sign_in(settings)
    if settings.is_local:
        if settings.MicrosoftAppPassword.get_secret_value():
            raise SettingsFault(say("setting_password_without_id"))
        if not _is_loopback(settings.HOST):
            raise SettingsFault(say("setting_local_not_loopback", host=settings.HOST))
        return
    if settings.MicrosoftAppType != "UserAssignedMSI" and not settings.MicrosoftAppPassword.get_secret_value():
        raise SettingsFault(say("setting_no_password"))
    if settings.MicrosoftAppType != "MultiTenant" and not settings.MicrosoftAppTenantId:
        raise SettingsFault(say("setting_no_tenant"))


def _require_sign_in(settings: Settings) -> None:
    """Raise SettingsFault unless people can sign in: an app with a secret, known tenants, and an address to come back to."""
    if settings.is_local:
        raise SettingsFault(say("setting_sign_in_local"))
    if not settings.sign_in_secret:
        raise SettingsFault(say("setting_sign_in_secret"))
    if not settings.tenants:
        raise SettingsFault(say("setting_sign_in_tenants"))
    address = urlsplit(settings.PUBLIC_URL)
    if not address.hostname or address.path.strip("/") or (address.scheme != "https" and not _is_loopback(address.hostname)):
        raise SettingsFault(say("setting_sign_in_address"))


def _require_database(settings: Settings) -> None:
    scheme = settings.database.partition(":")[0].partition("+")[0]
    if scheme not in ("sqlite", "postgresql", "postgres"):
        raise SettingsFault(say("setting_database"))
    if scheme != "sqlite" and not settings.PERSON_KEY.get_secret_value():
        raise SettingsFault(say("setting_no_person_key"))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
