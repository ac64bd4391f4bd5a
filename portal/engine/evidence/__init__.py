"""Evidence: are there segments at all, how stable is each, and what may be said about them."""
