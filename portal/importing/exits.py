"""Exit codes by which the reader's process tells its parent how it went."""

REFUSED = 3
"""The file is no table; the sentence stands in error.txt."""
NO_MEMORY = 4
CRASHED = 5
