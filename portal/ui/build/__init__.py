"""Rooms of the Build page: the form of columns and cleaning, what it does in words, what was built."""
