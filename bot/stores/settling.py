"""A settled activity as a row, and back."""

from __future__ import annotations

import json
from typing import Any

from bot.conversation.keeping import Claim, Settled
from bot.stores.replica import Replica
from bot.stores.statements import Write


def claim_row(claim: Claim, settled: Settled, replica: Replica) -> Write:
    """Return the row of an answered activity: no longer whose it was, and the body only where a copy needs it."""
    body = json.dumps(settled.body, ensure_ascii=False) if claim.keep_body and settled.body is not None else None
    values = {
        "activity": claim.key,
        "conversation": "",
        "person": "",
        "owner": replica.name,
        "state": "done",
        "status": settled.status,
        "body": body,
        "tries": 1,
        "at": replica.now(),
    }
    return Write("claim", values)


def settled_of(row: Any) -> Settled:
    """Return what a row of an answered activity says."""
    return Settled(row.status, json.loads(row.body) if row.body else None)
