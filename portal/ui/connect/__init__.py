"""Rooms of the Connect page: the form, what a database offers, the connections that are kept."""
