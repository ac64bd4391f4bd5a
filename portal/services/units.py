"""Units of a dataset's columns: told by whoever built them, or seen by the reader of the file."""

from __future__ import annotations

from portal.services.datasets import Dataset


def unit_of(dataset: Dataset, name: str) -> str:
    """The unit of a column, such as "€" or "days"; "" when none is known."""
    if unit := dataset.column(name).unit:
        return unit
    read = (dataset.report or {}).get("columns", [])
    return next((str(one.get("unit") or "") for one in read if one.get("name") == name), "")
