"""Rooms of the Explore page: the filters, the distributions, two columns against each other, what moves together."""
