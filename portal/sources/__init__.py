"""Databases as sources of tables: typed fields go in, one read-only statement is streamed to Parquet."""
