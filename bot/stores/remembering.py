"""Memory as rows, and rows as memory."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, and_, bindparam, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.memory import Focus, Memory, Person
from bot.stores.statements import Write
from bot.stores.tables import focus, person

DAY = 86_400.0
_NOBODY = Person()


@cache
def _focus() -> TypeAdapter[Focus]:
    return TypeAdapter(Focus)


@cache
def _person() -> TypeAdapter[Person]:
    return TypeAdapter(Person)


def memory_columns() -> tuple[Any, ...]:
    """Return the columns that `memory_of` reads."""
    return (
        person.c.sector,
        person.c.language,
        person.c.consents,
        person.c.seen.label("person_seen"),
        focus.c.body.label("focus"),
    )


def memory_of(row: Any) -> Memory:
    """Return what a row of `memory_columns` says; what this release cannot read counts as forgotten."""
    held = {"sector": row.sector, "language": row.language, "consents": json.loads(row.consents or "[]")}
    try:
        known = _person().validate_python(held)
    except ValidationError:
        known = Person()
    try:
        about = _focus().validate_json(row.focus) if row.focus else Focus()
    except ValidationError:
        about = Focus()
    return Memory(known, about)


def remembered(row: Any) -> tuple[Memory, float]:
    """Return what a row says, and when the person was last written down."""
    return memory_of(row), row.person_seen or 0.0


def select_memory() -> Select[Any]:
    """Return the one row about a person in a conversation, whatever of it there is."""
    one = select(literal_column("1").label("one")).subquery()
    on_person = person.c.person == bindparam("person")
    on_focus = and_(focus.c.conversation == bindparam("conversation"), focus.c.person == bindparam("person"))
    return select(*memory_columns()).select_from(one.outerjoin(person, on_person).outerjoin(focus, on_focus))


async def recall(connection: AsyncConnection, conversation: str, person_key: str) -> tuple[Memory, float]:
    """Return what is remembered, and when the person was last written down."""
    row = (await connection.execute(select_memory(), {"conversation": conversation, "person": person_key})).one()
    return remembered(row)


def rows_for(
    conversation: str, person_key: str, memory: Memory, before: Memory | None, person_seen: float, now: float
) -> list[Write]:
    """Return the rows that keep a memory: what changed, and a sign once a day; `before` is None where nothing could be read."""
    rows = []
    known = memory.person
    changed = before is None or known != before.person
    if (known != _NOBODY and (changed or now - person_seen > DAY)) or (before is not None and changed):
        consents = json.dumps(known.consents)
        values = {"person": person_key, "sector": known.sector, "language": known.language, "consents": consents, "seen": now}
        rows.append(Write("person" if before is not None else "person_in_part", values))
    if before is None or memory.focus.seen != before.focus.seen or memory.focus != before.focus:
        body = orjson.dumps(memory.focus).decode()
        rows.append(Write("focus", {"conversation": conversation, "person": person_key, "body": body, "seen": now}))
    return rows
