"""Versions of datasets: the recipe and the table it was applied to; the file and the choices it was read with.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Plain ADD COLUMN, never a copy of the table: SQLite would empty the runs by cascade on the way.
COLUMNS = (
    ("parent_id", sa.String(16)),
    ("recipe", sa.JSON),
    ("findings", sa.JSON),
    ("file_id", sa.String(16)),
    ("choices", sa.JSON),
)


def upgrade() -> None:
    """Add the columns; tables that are there are versions of nothing."""
    for name, kind in COLUMNS:
        op.add_column("datasets", sa.Column(name, kind, nullable=True))
    op.create_index("ix_datasets_parent_id", "datasets", ["parent_id"])
    op.create_index("ix_datasets_file_id", "datasets", ["file_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_datasets_file_id", "datasets")
    op.drop_index("ix_datasets_parent_id", "datasets")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("datasets", name)
