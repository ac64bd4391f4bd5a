"""Kept segmentations, their history and comments.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; none refers to runs or datasets, so nothing goes with those by cascade."""
    op.create_table(
        "segmentations",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("series_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("run_id", sa.String(16), nullable=False),
        sa.Column("dataset_id", sa.String(16), nullable=False),
        sa.Column("dataset_name", sa.Text, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("plans", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("published_at", sa.Double, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_segmentations"),
    )
    op.create_index("ix_segmentations_run_id", "segmentations", ["run_id"])
    op.create_index("ix_segmentations_dataset_id", "segmentations", ["dataset_id"])
    op.create_index("uq_segmentations_version", "segmentations", ["series_id", "version"], unique=True)
    op.create_table(
        "segmentation_edits",
        sa.Column("segmentation_id", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("label", sa.Integer, nullable=True),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("segmentation_id", "revision", name="pk_segmentation_edits"),
        _belongs("fk_segmentation_edits_segmentation_id"),
    )
    op.create_table(
        "segmentation_comments",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("segmentation_id", sa.String(16), nullable=False),
        sa.Column("label", sa.Integer, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segmentation_comments"),
        _belongs("fk_segmentation_comments_segmentation_id"),
    )
    op.create_index("ix_segmentation_comments_segmentation_id", "segmentation_comments", ["segmentation_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("segmentation_comments", "segmentation_edits", "segmentations"):
        op.drop_table(table)


def _belongs(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["segmentation_id"], ["segmentations.id"], name=name, ondelete="CASCADE")
