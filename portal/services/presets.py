"""Presets on datasets: what the rows of a table are, what that makes of its columns, what its people are called."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyarrow as pa

from portal.engine.columns import Role, infer_columns
from portal.engine.presets import Preset, Wording, applied, likely, packaged_presets, preset
from portal.engine.presets.sample import preset_sample
from portal.engine.transformations import without_doubles
from portal.errors import NotFoundError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

CUSTOMERS = Wording()


@dataclass(frozen=True, slots=True)
class Put:
    """A table after a preset was put on it: columns that were known, and those that are variables now."""

    dataset: Dataset
    known: int
    variables: int


def offered() -> tuple[Preset, ...]:
    """The presets that come with the portal."""
    return packaged_presets()


def proposed(dataset: Dataset) -> Preset | None:
    """The preset that seems to fit a table; None when it has one, or none knows its columns."""
    return None if dataset.preset else likely(dataset.columns)


def wording(dataset: Dataset) -> Wording:
    """What the people of a table are called; customers where nobody has said."""
    if not dataset.preset:
        return CUSTOMERS
    try:
        return preset(dataset.preset).wording
    except NotFoundError:
        # A preset of an operator's own that has gone: its tables are customers again.
        return CUSTOMERS


def put_on(ws: Workspace, dataset_id: str, slug: str | None) -> Put:
    """Say what the rows of a table are; None takes it back, and leaves columns as they are.

    Raises
    ------
    NotFoundError
        there is no such dataset or preset
    """
    known = datasets.info(ws, dataset_id)
    choices = {name: value for name, value in (known.choices or {}).items() if name != "preset"}
    if slug is None:
        ws.datasets.change(dataset_id, {"choices": choices or None})
        return _put(datasets.info(ws, dataset_id), 0)
    schema = datasets.schema(ws, dataset_id)
    numeric = {field.name for field in schema if pa.types.is_integer(field.type) or pa.types.is_floating(field.type)}
    found = applied(preset(slug), known.columns, numeric)
    # A preset knows amounts, not that their logarithms have taken their place.
    columns = without_doubles(found.columns)
    changes = {"choices": choices | {"preset": slug}, "columns": [asdict(column) for column in columns]}
    # What stands out depends on kinds and roles: it is looked for anew.
    ws.datasets.change(dataset_id, changes | {"findings": None})
    return _put(datasets.info(ws, dataset_id), len(found.known))


def add_sample(ws: Workspace, slug: str) -> Dataset:
    """The fictional table of a preset, with its roles and wording; nothing is computed yet."""
    chosen = preset(slug)
    table = preset_sample(chosen)
    names = [str(name) for name in table.columns if table[name].dtype.kind in "if"]
    columns = applied(chosen, infer_columns(table), names).columns
    return datasets.add_frame(
        ws,
        table,
        name=f"{chosen.title}, fictional",
        source=f"preset {chosen.slug}",
        columns=columns,
        choices={"preset": chosen.slug},
    )


def _put(dataset: Dataset, known: int) -> Put:
    return Put(dataset, known, len(dataset.names(Role.VARIABLE)))
