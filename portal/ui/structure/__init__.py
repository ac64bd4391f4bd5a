"""Rooms of the Structure page, and what other pages say of the verdict."""
