"""A workspace with a small clustered table, for tests of what follows from clusters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from portal.engine.params import AnyParams
from portal.engine.preparation import Preparation
from portal.services import datasets, runs, structures
from portal.services.runs import Run
from portal.services.specs import Spec, default_preparation
from portal.services.workspace import Workspace, opened
from tests.conftest import made_settings


@contextmanager
def workspace_in(folder: Path) -> Iterator[Workspace]:
    """An empty, migrated workspace."""
    ws = opened(made_settings(folder / "var"))
    ws.database.migrate()
    yield ws
    ws.close()


def clustered(ws: Workspace, frame: pd.DataFrame, *, name: str = "Customers", **choices: object) -> str:
    """Keep and cluster the table; `choices` go into its preparation. Returns the dataset's id."""
    dataset = datasets.add_frame(ws, frame, name=name, source="test")
    preparation = preparation_of(ws, dataset.id, **choices)
    payload = {"dataset": dataset.id, "preparation": preparation.to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    return dataset.id


def preparation_of(ws: Workspace, dataset_id: str, **choices: object) -> Preparation:
    """The dataset's default preparation with some choices changed."""
    plain = default_preparation(datasets.info(ws, dataset_id)).to_json() | choices
    return Preparation.from_json(plain)


def run_of(ws: Workspace, dataset_id: str, params: AnyParams, **choices: object) -> Run:
    """A run of a clustered table."""
    return runs.register(ws, Spec(dataset_id, preparation_of(ws, dataset_id, **choices), params))
