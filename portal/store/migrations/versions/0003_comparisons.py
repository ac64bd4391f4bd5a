"""Comparisons kept under a name.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it does not refer to datasets, so nothing goes with those by cascade."""
    op.create_table(
        "comparisons",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("dataset_id", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pins", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comparisons"),
    )
    op.create_index("ix_comparisons_dataset_id", "comparisons", ["dataset_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("comparisons")
