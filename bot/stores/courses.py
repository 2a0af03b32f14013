"""How far people have come in courses."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import LessonProgress
from bot.stores.database import insert_for
from bot.stores.replica import Replica
from bot.stores.tables import progress


class SqlProgress:
    """A row per person and lesson."""

    def __init__(self, engine: AsyncEngine, replica: Replica) -> None:
        self._engine = engine
        self._replica = replica

    async def of(self, person: str) -> tuple[LessonProgress, ...]:
        """Return every lesson begun."""
        mine = select(progress).where(progress.c.person == person).order_by(progress.c.course, progress.c.lesson)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(mine)).all()
        return tuple(LessonProgress(row.course, row.lesson, row.state, json.loads(row.answers)) for row in rows)

    async def keep(self, person: str, held: LessonProgress) -> None:
        """Remember, replacing what was."""
        values = {"state": held.state, "answers": json.dumps(dict(held.answers)), "updated": self._replica.now()}
        kept = insert_for(self._engine)(progress).values(person=person, course=held.course, lesson=held.lesson, **values)
        async with self._engine.begin() as connection:
            await connection.execute(kept.on_conflict_do_update(index_elements=["person", "course", "lesson"], set_=values))
