"""What the people of a table are called, as figures and sentences take it: “customers”, “students”, “accounts”."""

from __future__ import annotations

from portal.errors import NotFoundError
from portal.figures.records import People
from portal.services import datasets, presets
from portal.services.datasets import Dataset
from portal.ui.session import workspace


def called(dataset: Dataset) -> People:
    """What one and many of a table's people are called."""
    said = presets.wording(dataset)
    return People(said.one, said.many)


def called_in(dataset_id: str) -> People:
    """The same for a table that is known by its id; of one that has gone they are customers."""
    try:
        return called(datasets.info(workspace(), dataset_id))
    except NotFoundError:
        return People()
