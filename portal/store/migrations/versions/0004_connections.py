"""Connections to databases, and which datasets came out of them.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "connections",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("address", sa.JSON, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
    )
    op.create_table(
        "extracts",
        sa.Column("dataset_id", sa.String(16), nullable=False),
        sa.Column("series_id", sa.String(16), nullable=False),
        sa.Column("connection_id", sa.String(16), nullable=False),
        sa.Column("wanted", sa.JSON, nullable=False),
        sa.Column("changes", sa.JSON, nullable=True),
        sa.Column("read_at", sa.Double, nullable=False),
        sa.Column("checked_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("dataset_id", name="pk_extracts"),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name="fk_extracts_dataset_id", ondelete="CASCADE"),
    )
    op.create_index("ix_extracts_series_id", "extracts", ["series_id"])
    op.create_index("ix_extracts_connection_id", "extracts", ["connection_id"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("extracts")
    op.drop_table("connections")
