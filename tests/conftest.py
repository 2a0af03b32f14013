"""Fixtures for all: the guide as shipped, a conversation over it, and small guides written for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.conversation.conversation import Conversation
from bot.guide.guide import Guide
from bot.guide.loader import Loading, load_guide, read_layers
from bot.settings import Settings, read_settings
from bot.wiring import conversation_for
from tests.serving import Running, start

REPO = Path(__file__).resolve().parents[1]
ENTRY = """title: "{title}"
aliases: ["{title} to", "{title} tre", "{title} fire", "{title} fem"]
examples: [{examples}]
answer: "Gjør dette først."
source: "Handlingsplanen"
checked: "2026-11-24"
{more}
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a meant change of a card be approved: tests/golden is then written anew."""
    parser.addoption("--approve", action="store_true", help="write tests/golden anew from the cards as they are now")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in (*Settings.model_fields, *(name.upper() for name in Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return read_settings(_env_file=None, CACHE=Path.home() / ".cache" / "undring")


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The guide as shipped."""
    return load_guide()


@pytest.fixture(scope="session")
def conversation(guide: Guide, settings: Settings) -> Conversation:
    """A conversation over the guide as shipped."""
    return conversation_for(guide, settings)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service as it is started from the shell, in local mode; one for all tests."""
    running = start(tmp_path_factory.mktemp("service"), PERSON_TURNS_A_MINUTE="0")
    yield running
    assert running.stop() == 0, "a service that is told to stop, stops in order"
    assert not [line for line in running.log if "_failed" in line or "Traceback" in line], running.log[-20:]


Write = Callable[..., Loading]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write files of a small guide (path below the layers → text) and read it."""
    monkeypatch.chdir(tmp_path)

    def written(files: dict[str, str | bytes], layers: tuple[str, ...] = ("national",)) -> Loading:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_layers([tmp_path / layer for layer in layers])

    yield written


def entry_text(title: str = "Prøve", more: str = "", examples: int = 12) -> str:
    """A whole entry, with further lines in `more`."""
    return ENTRY.format(title=title, more=more, examples=", ".join(f'"{title} spørsmål {n}"' for n in range(examples)))
