"""SQL tables and repositories; artifacts by key."""
