"""Claims in the database: one answer per activity and one turn at a time per person, however many replicas."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversation.keeping import Claim
from bot.stores.database import insert_for
from bot.stores.remembering import memory_columns
from bot.stores.replica import Replica
from bot.stores.tables import claim as claims
from bot.stores.tables import focus, person


class Claims:
    """Opens, takes over and gives back claims."""

    def __init__(self, engine: AsyncEngine, replica: Replica) -> None:
        # On PostgreSQL each statement here stands alone: no round trips for BEGIN and COMMIT.
        alone = engine.dialect.name == "postgresql"
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT") if alone else engine
        self._replica = replica
        self._insert = insert_for(engine)(claims).on_conflict_do_nothing()
        self._select = _select_claims()

    async def open(self, wanted: list[Claim]) -> list[Any]:
        """Claim activities; return each one's row with what is remembered, None where another turn of the person is under way."""
        now = self._replica.now()
        rows = [
            {
                "activity": one.key,
                "conversation": one.conversation,
                "person": one.person,
                "owner": self._replica.name,
                "state": "open",
                "tries": 1,
                "at": now,
            }
            for one in sorted(wanted, key=lambda one: one.key)
        ]
        async with self._engine.begin() as connection:
            await connection.execute(self._insert, rows)
            found = await connection.execute(self._select, {"keys": [one.key for one in wanted]})
            by_key = {row.activity: row for row in found}
        return [by_key.get(one.key) for one in wanted]

    async def take_over(self, claim: Claim) -> bool:
        """Take an activity whose owner died; else clear the way where a dead owner's turn blocks the person's next."""
        is_gone = self._replica.is_gone(claims.c.owner)
        lost = or_(claims.c.state == "dropped", and_(claims.c.state == "open", is_gone))
        mine = update(claims).where(claims.c.activity == claim.key, lost)
        mine = mine.values(
            owner=self._replica.name,
            state="open",
            tries=claims.c.tries + 1,
            at=self._replica.now(),
            conversation=claim.conversation,
            person=claim.person,
        )
        blocking = update(claims).where(
            claims.c.person == claim.person,
            claims.c.activity != claim.key,
            claims.c.state == "open",
            is_gone,
        )
        async with self._engine.begin() as connection:
            cleared = (await connection.execute(blocking.values(state="dropped"))).rowcount
        try:
            async with self._engine.begin() as connection:
                return (await connection.execute(mine)).rowcount > 0 or cleared > 0
        except IntegrityError:  # Another turn of the person is under way.
            return False

    async def give_back(self, claim: Claim) -> None:
        """Let a later copy be answered."""
        ours = and_(claims.c.activity == claim.key, claims.c.owner == self._replica.name, claims.c.state == "open")
        async with self._engine.begin() as connection:
            await connection.execute(delete(claims).where(ours))


def _select_claims() -> Any:
    joined = claims.outerjoin(person, person.c.person == claims.c.person).outerjoin(
        focus, and_(focus.c.conversation == claims.c.conversation, focus.c.person == claims.c.person)
    )
    columns = (claims.c.activity, claims.c.owner, claims.c.state, claims.c.status, claims.c.body, *memory_columns())
    return select(*columns).select_from(joined).where(claims.c.activity.in_(bindparam("keys", expanding=True)))
