"""What a change does to the content itself, and whether any answer can rest on what it changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.guide.entry import Entry
from bot.guide.guide import Guide

INERT = (
    *("provisions", "resources", "links", "hours", "fallback", "phone_unconfirmed"),
    *("source", "checked", "reviewed", "reviewer", "review_every", "fingerprints"),
)
"""Fields of an entry that are only shown: neither the matcher nor the conversation reads them when it chooses an answer."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry that is new, gone, or has other fields than before."""

    entry: str
    title: str
    fields: tuple[str, ...] | None
    """The fields that differ; None for an entry that is there on one side alone."""
    is_new: bool = False


def edits(old: Guide, new: Guide) -> list[Edit]:
    """Return what differs between the entries of two guides, in the order of their ids."""
    found = []
    for entry_id in sorted({*old.entries, *new.entries}):
        before, after = old.entries.get(entry_id), new.entries.get(entry_id)
        if before is None or after is None:
            held = after or before
            assert held is not None  # noqa: S101  # The id is of one of the two.
            found.append(Edit(entry_id, held.title, None, before is None))
        elif fields := tuple(name for name in Entry.model_fields if getattr(before, name) != getattr(after, name)):
            found.append(Edit(entry_id, after.title, fields))
    return found


def may_differ(old: Guide, new: Guide) -> bool:
    """Tell whether any question may be answered otherwise; False only when all that answers rest on is the same."""
    return _basis(old) != _basis(new)


def _basis(guide: Guide) -> Guide:
    """Return the guide without what is only shown."""
    entries = {one.id: one.model_copy(update=dict.fromkeys(INERT)) for one in guide}
    return replace(guide, entries=entries, provisions={}, resources={}, places={}, warnings=(), fingerprint="")
