"""Rooms of the Combine page: the tables with their ids and rules, how far they match, what was combined."""
