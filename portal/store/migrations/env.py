"""Alembic's door. The connection comes from portal.store.database.Database.migrate."""

from alembic import context

from portal.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
