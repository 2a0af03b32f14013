"""Run by Alembic: migrate over the connection we were given."""

from __future__ import annotations

from alembic import context

from bot.stores.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
