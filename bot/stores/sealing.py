"""Ids of persons and conversations lie in no table in clear: references are sealed, activities hashed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet


class Seal:
    """Seals and opens small JSON under a key made from PERSON_KEY."""

    def __init__(self, key: bytes) -> None:
        made = hashlib.blake2b(b"references", key=hashlib.sha256(key).digest(), digest_size=32).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(made))
        self._keyed = hashlib.blake2b(key=hashlib.sha256(b"activities" + key).digest(), digest_size=20)

    def name(self, key: str) -> str:
        """Return a keyed hash of an activity's key, which holds ids of conversations."""
        named = self._keyed.copy()
        named.update(key.encode("utf-8", "surrogatepass"))
        return named.hexdigest()

    def seal(self, held: Mapping[str, Any]) -> bytes:
        """Return sealed bytes; empty for nothing."""
        return self._fernet.encrypt(json.dumps(dict(held)).encode()) if held else b""

    def open(self, sealed: bytes) -> dict[str, Any]:
        """Return what was sealed; raises InvalidToken under another key."""
        return dict(json.loads(self._fernet.decrypt(sealed))) if sealed else {}
