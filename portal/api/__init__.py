"""Doors that are no pages: health, uploads, downloads."""
