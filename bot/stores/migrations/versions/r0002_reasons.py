"""Why an answer was liked or not, and which entry a message of ours showed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Add the reason and the words of a thumb, and what was sent."""
    op.add_column("feedback", sa.Column("reason", sa.String(20), nullable=True))
    op.add_column("feedback", sa.Column("words", sa.Text(), nullable=True))
    op.create_table(
        "sent",
        sa.Column("message", sa.String(64), primary_key=True, nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("at", sa.Float(), nullable=False, index=True),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sent")
    op.drop_column("feedback", "words")
    op.drop_column("feedback", "reason")
