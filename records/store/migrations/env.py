"""Run by Alembic: migrations run on the connection that `records.store.database.migrate` hands over."""

from __future__ import annotations

from alembic import context

from records.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
