"""The SQL tables. Times are seconds since 1970 (UTC); JSON columns hold plain values only."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("is_sample", Boolean, nullable=False, default=False),
    Column("rows", BigInteger, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("report", JSON, nullable=True),
    Column("created_at", Double, nullable=False),
    # No foreign key: a version is a whole table and stays when the table it was made of goes.
    Column("parent_id", String(16), nullable=True, index=True),
    Column("recipe", JSON, nullable=True),
    Column("findings", JSON, nullable=True),
    Column("file_id", String(16), nullable=True, index=True),
    Column("choices", JSON, nullable=True),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("dataset_id", String(16), ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("spec", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("key", String(128), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("stage", Text, nullable=False, default=""),
    Column("progress", Double, nullable=False, default=0.0),
    Column("message", Text, nullable=False, default=""),
    Column("outcome", JSON, nullable=True),
    Column("attempts", Integer, nullable=False, default=1),
    Column("host", Text, nullable=False, default=""),
    Column("pid", Integer, nullable=True),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double, nullable=True),
    Column("finished_at", Double, nullable=True),
    Column("heartbeat_at", Double, nullable=False),
)

ACTIVE = jobs.c.status.in_(("queued", "running"))

# One active job a key: whoever asks second joins the first.
Index("uq_jobs_active_key", jobs.c.key, unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE)

# No foreign key: a comparison that somebody has named waits for its table to come back.
comparisons = Table(
    "comparisons",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("dataset_id", String(16), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("pins", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
)

# No foreign keys to runs and datasets: what people decided outlives a deleted table, and opens again with it.
segmentations = Table(
    "segmentations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("series_id", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("run_id", String(16), nullable=False, index=True),
    Column("dataset_id", String(16), nullable=False, index=True),
    Column("dataset_name", Text, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("plans", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("published_at", Double, nullable=True),
)

Index("uq_segmentations_version", segmentations.c.series_id, segmentations.c.version, unique=True)

segmentation_edits = Table(
    "segmentation_edits",
    metadata,
    Column("segmentation_id", String(16), ForeignKey("segmentations.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("label", Integer, nullable=True),
    Column("changes", JSON, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Double, nullable=False),
)

segmentation_comments = Table(
    "segmentation_comments",
    metadata,
    Column("id", String(16), primary_key=True),
    Column(
        "segmentation_id", String(16), ForeignKey("segmentations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("label", Integer, nullable=True),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("at", Double, nullable=False),
)

# Passwords stand here encrypted; the key is none of the database's business.
connections = Table(
    "connections",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("address", JSON, nullable=False),
    Column("secret", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
)

# One row for each dataset that came out of a database. It outlives its connection: the table stays as it was read.
extracts = Table(
    "extracts",
    metadata,
    Column("dataset_id", String(16), ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    Column("series_id", String(16), nullable=False, index=True),
    Column("connection_id", String(16), nullable=False, index=True),
    Column("wanted", JSON, nullable=False),
    Column("changes", JSON, nullable=True),
    Column("read_at", Double, nullable=False),
    Column("checked_at", Double, nullable=False),
)

# No foreign key: an audience is a rule that somebody has written down, and waits for its table to come back.
audiences = Table(
    "audiences",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("dataset_id", String(16), nullable=False, index=True),
    Column("dataset_name", Text, nullable=False),
    Column("predicate", JSON, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)
