"""A small guide with one entry of every kind, so that approved cards change only when a card or a phrase does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from bot.guide.guide import Guide
from bot.guide.loader import load_guide

HERE = Path(__file__).parent
SCHEMA = HERE / "schema" / "adaptive-card-1.5.json"


@pytest.fixture(scope="session")
def small_guide() -> Guide:
    return load_guide([HERE / "guide" / "national"])


@pytest.fixture(scope="session")
def faults_of() -> Callable[[object], list[str]]:
    """Hold a card against Microsoft's schema, which knows no field of Teams' own."""
    validator = jsonschema.Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    def found(card: object) -> list[str]:
        assert isinstance(card, dict)
        plain = {name: value for name, value in card.items() if name != "msteams"}
        return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in validator.iter_errors(plain)]

    return found
