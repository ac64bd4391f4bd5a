"""Use-cases: the only room that knows both engine and store."""
