"""Side-by-side measurements against the plain libraries."""
