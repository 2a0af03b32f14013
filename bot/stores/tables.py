"""The tables, for both databases. Times are seconds since 1970; persons and conversations are keyed hashes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

HEAD = "r0002"
"""The revision this code was written for."""
metadata = MetaData()
_KEY = String(64)
_ID = String(120)

person = Table(
    "person",
    metadata,
    Column("person", _KEY, primary_key=True),
    Column("sector", String(20)),
    Column("language", String(2)),
    Column("consents", Text, nullable=False),
    Column("seen", Float, nullable=False, index=True),
)
focus = Table(
    "focus",
    metadata,
    Column("conversation", _KEY, nullable=False),
    Column("person", _KEY, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("seen", Float, nullable=False, index=True),
    PrimaryKeyConstraint("conversation", "person"),
)
claim = Table(
    "claim",
    metadata,
    Column("activity", _KEY, primary_key=True),
    Column("conversation", _KEY, nullable=False),
    Column("person", _KEY, nullable=False, index=True),
    Column("owner", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("status", Integer),
    Column("body", Text),
    Column("tries", Integer, nullable=False),
    Column("at", Float, nullable=False, index=True),
    # One turn at a time per person, whichever replicas they reach: each builds on what the one before remembered.
    Index(
        "one_open_turn",
        "person",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
replica = Table(
    "replica",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("seen", Float, nullable=False),
)
job = Table(
    "job",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("next_at", Float, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("until", Float, nullable=False),
    Column("ran_at", Float),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("entry", _ID),
    Column("verdict", String(10), nullable=False),
    Column("at", Float, nullable=False, index=True),
    Column("reason", String(20)),
    Column("words", Text),
)
# Which entry a message of ours showed, by a keyed hash of the message: a thumb comes with no more than the message's id.
sent = Table(
    "sent",
    metadata,
    Column("message", _KEY, primary_key=True),
    Column("entry", _ID, nullable=False),
    Column("at", Float, nullable=False, index=True),
)
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("question", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("sector", String(20)),
    Column("nearest", _ID),
    Column("at", Float, nullable=False, index=True),
)
usage = Table(
    "usage",
    metadata,
    Column("day", String(10), nullable=False),
    Column("what", String(20), nullable=False),
    Column("name", _ID, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("day", "what", "name"),
)
progress = Table(
    "progress",
    metadata,
    Column("person", _KEY, nullable=False),
    Column("course", _ID, nullable=False),
    Column("lesson", _ID, nullable=False),
    Column("state", String(20), nullable=False),
    Column("answers", Text, nullable=False),
    Column("updated", Float, nullable=False, index=True),
    PrimaryKeyConstraint("person", "course", "lesson"),
)
reminder = Table(
    "reminder",
    metadata,
    Column("person", _KEY, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("reference", LargeBinary, nullable=False),
    Column("stopped", Boolean, nullable=False),
    Column("owner", String(32), nullable=False),
    Column("until", Float, nullable=False),
    Column("updated", Float, nullable=False, index=True),
    PrimaryKeyConstraint("person", "kind"),
)
ticket = Table(
    "ticket",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("person", _KEY, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("asker", LargeBinary, nullable=False),
    Column("channel", LargeBinary, nullable=False),
    Column("taken_by", _KEY, nullable=False),
    Column("answer", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False, index=True),
)
"""Tables with rows about one person, by the column `person`: what export shows and erasure takes."""
PERSONAL = (person, focus, claim, progress, reminder, ticket)
