"""The shell around every page, and its components."""
