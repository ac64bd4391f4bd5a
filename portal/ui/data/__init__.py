"""Rooms of the Data page: the list of tables, bringing one, its columns, its rows, how it was read."""
