"""Audiences with their predicates.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it refers to no dataset, so nothing goes with one by cascade."""
    op.create_table(
        "audiences",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("dataset_id", sa.String(16), nullable=False),
        sa.Column("dataset_name", sa.Text, nullable=False),
        sa.Column("predicate", sa.JSON, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audiences"),
    )
    op.create_index("ix_audiences_dataset_id", "audiences", ["dataset_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("audiences")
