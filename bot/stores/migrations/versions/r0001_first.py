"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
TABLES = (
    "claim", "focus", "person", "replica", "job", "feedback", "unanswered", "usage", "progress", "reminder", "ticket",
)  # fmt: skip


def _text(name: str, size: int | None = None, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(size) if size else sa.Text(), **{"nullable": False, **more})


def _time(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), **{"nullable": False, **more})


def _number(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), **{"nullable": False, **more})


def upgrade() -> None:
    """Make the tables."""
    _turns()
    _work()
    _counts()
    _learners()
    _tickets()


def _turns() -> None:
    op.create_table(
        "claim",
        _text("activity", 64, primary_key=True), _text("conversation", 64), _text("person", 64, index=True), _text("owner", 32),
        _text("state", 8), _number("status", nullable=True), _text("body", nullable=True),
        _number("tries"), _time("at", index=True),
    )  # fmt: skip
    still_open = sa.text("state = 'open'")
    op.create_index(
        "one_open_turn",
        "claim",
        ["person"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "focus",
        _text("conversation", 64), _text("person", 64, index=True), _text("body"), _time("seen", index=True),
        sa.PrimaryKeyConstraint("conversation", "person"),
    )  # fmt: skip
    op.create_table(
        "person",
        _text("person", 64, primary_key=True), _text("sector", 20, nullable=True), _text("language", 2, nullable=True),
        _text("consents"), _time("seen", index=True),
    )  # fmt: skip


def _work() -> None:
    op.create_table("replica", _text("name", 32, primary_key=True), _time("seen"))
    op.create_table(
        "job",
        _text("name", 40, primary_key=True),
        _time("next_at"),
        _text("owner", 32),
        _time("until"),
        _time("ran_at", nullable=True),
    )


def _counts() -> None:
    op.create_table(
        "feedback",
        _text("id", 32, primary_key=True), _text("entry", 120, nullable=True), _text("verdict", 10), _time("at", index=True),
    )  # fmt: skip
    op.create_table(
        "unanswered",
        _text("id", 32, primary_key=True), _text("question"), _text("language", 2), _text("sector", 20, nullable=True),
        _text("nearest", 120, nullable=True), _time("at", index=True),
    )  # fmt: skip
    op.create_table(
        "usage",
        _text("day", 10), _text("what", 20), _text("name", 120), _number("count"),
        sa.PrimaryKeyConstraint("day", "what", "name"),
    )  # fmt: skip


def _learners() -> None:
    op.create_table(
        "progress",
        _text("person", 64), _text("course", 120), _text("lesson", 120), _text("state", 20), _text("answers"),
        _time("updated", index=True), sa.PrimaryKeyConstraint("person", "course", "lesson"),
    )  # fmt: skip
    op.create_table(
        "reminder",
        _text("person", 64), _text("kind", 40), _number("weekday"), _number("hour"), _time("next_at", index=True),
        sa.Column("reference", sa.LargeBinary(), nullable=False), sa.Column("stopped", sa.Boolean(), nullable=False),
        _text("owner", 32), _time("until"), _time("updated", index=True), sa.PrimaryKeyConstraint("person", "kind"),
    )  # fmt: skip


def _tickets() -> None:
    op.create_table(
        "ticket",
        _text("id", 40, primary_key=True), _text("kind", 40), _text("person", 64, index=True),
        _text("question"), _text("status", 10),
        sa.Column("asker", sa.LargeBinary(), nullable=False), sa.Column("channel", sa.LargeBinary(), nullable=False),
        _text("taken_by", 64), _text("answer"), _time("created"), _time("updated", index=True),
    )  # fmt: skip


def downgrade() -> None:
    """Take all the tables away."""
    for name in TABLES:
        op.drop_table(name)
