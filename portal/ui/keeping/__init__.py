"""Segmentations on the pages: keeping a run, deciding, publishing, talking, comparing versions."""
