"""The statements for rows that are written after the reply, made once per database."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.stores.database import insert_for
from bot.stores.tables import claim, feedback, focus, person, sent, unanswered, usage

Kind: TypeAlias = Literal["person", "person_in_part", "focus", "claim", "feedback", "sent", "unanswered", "usage"]
ORDER: tuple[Kind, ...] = ("person", "person_in_part", "focus", "feedback", "sent", "unanswered", "usage", "claim")
"""The claim last: a turn is done when what it remembered is kept."""
KEYS: dict[Kind, itemgetter[Any]] = {
    "person": itemgetter("person"),
    "person_in_part": itemgetter("person"),
    "focus": itemgetter("conversation", "person"),
    "feedback": itemgetter("id"),
    "sent": itemgetter("message"),
    "unanswered": itemgetter("id"),
    "usage": itemgetter("day", "what", "name"),
    "claim": itemgetter("activity"),
}


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write: which statement, and its values."""

    kind: Kind
    values: dict[str, Any]


class Statements:
    """An upsert per kind of row."""

    def __init__(self, engine: AsyncEngine) -> None:
        insert = insert_for(engine)
        self._held: dict[Kind, Any] = {
            "person": _replacing(insert(person), ["person"], ["sector", "language", "consents", "seen"]),
            "person_in_part": _filling(insert(person)),
            "focus": _replacing(insert(focus), ["conversation", "person"], ["body", "seen"]),
            "claim": _replacing(insert(claim), ["activity"], ["conversation", "person", "state", "status", "body"]),
            "feedback": insert(feedback).on_conflict_do_nothing(),
            "sent": _replacing(insert(sent), ["message"], ["entry", "at"]),
            "unanswered": insert(unanswered).on_conflict_do_nothing(),
            "usage": _adding(insert(usage)),
        }

    def __getitem__(self, kind: Kind) -> Any:
        """Return the statement for one kind of row."""
        return self._held[kind]


def _replacing(statement: Any, keys: list[str], columns: list[str]) -> Any:
    return statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in columns})


def _adding(statement: Any) -> Any:
    return statement.on_conflict_do_update(
        index_elements=["day", "what", "name"], set_={"count": usage.c.count + statement.excluded.count}
    )


def _filling(statement: Any) -> Any:
    # Written while the database could not be read: what it holds already must not be lost.
    new = statement.excluded
    kept = {name: func.coalesce(new[name], person.c[name]) for name in ("sector", "language")}
    return statement.on_conflict_do_update(index_elements=["person"], set_={**kept, "seen": new.seen})
