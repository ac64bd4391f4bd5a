"""Datasets: keeping tables, naming their columns' roles, reading and removing them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from portal.engine.columns import BY_HAND, Column, Kind, Role, infer_columns
from portal.errors import NotFoundError, ParameterError, TableError
from portal.services.dataset_record import Dataset as Dataset
from portal.services.dataset_record import dataset_of
from portal.services.workspace import Workspace
from portal.store.datasets import DatasetRow

NAME_LENGTH = 120
READ_AT_ONCE = 2**16
"""Bytes of a column that are read at a time where a table passes by …"""
ROWS_AT_ONCE = 2**16
"""… and rows of which a sample is taken at a time."""


def listed(ws: Workspace, *, versions: bool = False, also: str | None = None) -> list[Dataset]:
    """The datasets: samples first, then the newest; of a table's versions and states the newest (and `also`) or all."""
    outdated = set() if versions else ws.connections.outdated() - {also}
    everything = [dataset_of(row) for row in ws.datasets.all() if row.id not in outdated]
    shown: list[Dataset] = []
    met: set[str] = set()
    for one in everything:
        # Newest first: the first version met of a table is its newest.
        source = None if one.is_built else one.parent_id
        if versions or one.id == also or source not in met:
            shown.append(one)
        met |= {source} if source else set()
    return shown


def info(ws: Workspace, dataset_id: str) -> Dataset:
    """The dataset; NotFoundError when there is none of this id."""
    row = ws.datasets.get(dataset_id)
    if row is None:
        raise NotFoundError(
            f"There is no dataset “{dataset_id}”. It may have been deleted; choose another one on Data."
        )
    return dataset_of(row)


def default(ws: Workspace) -> Dataset | None:
    """The dataset that Home opens on: the first sample, else the newest table, else None."""
    return next(iter(listed(ws)), None)


def frame(ws: Workspace, dataset_id: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The table, or some of its columns in the order asked for.

    The frame is shared between everybody in this process: never change it.
    """
    known = info(ws, dataset_id)
    for name in columns or ():
        known.column(name)
    whole = ws.tables.get(dataset_id, lambda: _read(ws, dataset_id))
    return whole if columns is None else whole.loc[:, list(columns)]


def alone(ws: Workspace, dataset_id: str, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns read by themselves: of a table that this process does not hold, and need not."""
    return _loaded(table_path(ws, dataset_id), list(dict.fromkeys(columns)))


def sample(ws: Workspace, dataset_id: str, rows: int) -> pd.DataFrame:
    """About `rows` rows of a table, evenly spaced, in bounded memory however long it is."""
    known = info(ws, dataset_id)
    every = max(1, -(-known.rows // rows))
    parts: list[pa.RecordBatch] = []
    passed = 0
    for batch in batches(ws, dataset_id, known.names(), ROWS_AT_ONCE):
        parts.append(batch.take(pa.array(range(-passed % every, len(batch), every), pa.int64())))
        passed += len(batch)
    return _as_frame(pa.Table.from_batches(parts))


def table_path(ws: Workspace, dataset_id: str) -> Path:
    """The table as a Parquet file on this disk; only to be read."""
    return ws.artifacts.local_path(_table_key(dataset_id))


def schema(ws: Workspace, dataset_id: str) -> pa.Schema:
    """Names and types of the table as it is kept."""
    return pq.read_schema(table_path(ws, dataset_id))


def batches(ws: Workspace, dataset_id: str, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    """The table's rows in order, at most `rows` at a time: memory does not grow with the table's length."""
    # Arrow would otherwise read a whole row group ahead: a million rows.
    file = pq.ParquetFile(table_path(ws, dataset_id), pre_buffer=False, buffer_size=READ_AT_ONCE)
    for batch in file.iter_batches(rows, columns=list(columns), use_threads=False):
        # The file gives columns in its own order.
        yield batch.select(list(columns))


def content_id(path: Path) -> str:
    """Id of a file's content: the same file is the same dataset."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def frame_id(table: pd.DataFrame) -> str:
    """Id of a frame's content."""
    return hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()[:16]


def add_frame(
    ws: Workspace, table: pd.DataFrame, *, name: str, source: str, dataset_id: str | None = None, **known: Any
) -> Dataset:
    """Keep a typed table as a dataset; a known one stays as it is, with its roles. `known` is as in `add_parquet`."""
    dataset_id = dataset_id or frame_id(table)
    if found := ws.datasets.get(dataset_id):
        return dataset_of(found)
    ws.settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    local = ws.settings.uploads_dir / f"{dataset_id}.parquet"
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), local, compression="zstd")
    columns = known.pop("columns", None) or infer_columns(table)
    try:
        return add_parquet(ws, local, name=name, source=source, dataset_id=dataset_id, columns=columns, **known)
    finally:
        local.unlink(missing_ok=True)


def add_parquet(
    ws: Workspace,
    path: Path,
    *,
    name: str,
    source: str,
    dataset_id: str,
    is_sample: bool = False,
    report: dict[str, Any] | None = None,
    columns: Sequence[Column] | None = None,
    parent_id: str | None = None,
    recipe: Sequence[dict[str, Any]] | None = None,
    file_id: str | None = None,
    choices: dict[str, Any] | None = None,
) -> Dataset:
    """Keep a Parquet file as a dataset; of a table too large for memory, one column at a time is looked at.

    Parameters
    ----------
    columns : kinds and roles; inferred when not given
    parent_id, recipe : of a version: the table it was made of and the steps that made it
    file_id, choices : of a read file: its content's id and what a person has settled about it
    """
    shape = pq.ParquetFile(path).metadata
    if shape.num_rows < 2 or shape.num_columns < 2:
        raise TableError(
            f"“{name}” has {shape.num_rows} rows and {shape.num_columns} columns. It needs at least two of each."
        )
    columns = columns or [infer_columns(_loaded(path, [one]))[0] for one in pq.read_schema(path).names]
    ws.artifacts.put_file(_table_key(dataset_id), path)
    row = DatasetRow(
        id=dataset_id,
        name=name.strip()[:NAME_LENGTH] or "Untitled table",
        source=source,
        is_sample=is_sample,
        rows=shape.num_rows,
        columns=[asdict(column) for column in columns],
        report=report,
        created_at=time.time(),
        parent_id=parent_id,
        recipe=list(recipe) if recipe is not None else None,
        file_id=file_id,
        choices=choices,
    )
    ws.datasets.add(row)
    return info(ws, dataset_id)


def change_columns(ws: Workspace, dataset_id: str, changes: Mapping[str, tuple[str, str]]) -> Dataset:
    """Give columns another kind and role. Runs keep the preparation that they were made with."""
    known = info(ws, dataset_id)
    for name, (kind, role) in changes.items():
        column = known.column(name)
        if kind not in set(Kind) or role not in set(Role):
            raise ParameterError(f"“{kind}” and “{role}” are no kind and role. Choose from the lists.")
        counts = kind == Kind.NUMBER and (role == Role.VARIABLE or kind != column.kind)
        if counts and not _is_numeric(ws, dataset_id, name):
            raise ParameterError(f"“{name}” holds words, so it can not be a number. Choose category instead.")
        if kind == Kind.DATE and kind != column.kind and not _is_dated(ws, dataset_id, name):
            what = "numbers" if _is_numeric(ws, dataset_id, name) else "words"
            raise ParameterError(
                f"“{name}” holds {what}, so it can not be a date. Where its cells can be read as dates, "
                "“What stands out” offers it; else choose category."
            )
        if role == Role.VARIABLE and column.distinct < 2:
            raise ParameterError(f"“{name}” has {column.distinct} different values: it can not tell rows apart.")
    columns = tuple(
        replace(column, kind=Kind(changes[column.name][0]), role=Role(changes[column.name][1]), note=BY_HAND)
        if column.name in changes and changes[column.name] != (column.kind, column.role)
        else column
        for column in known.columns
    )
    # What stands out depends on kinds and roles: it is looked for anew.
    ws.datasets.change(dataset_id, {"columns": [asdict(column) for column in columns], "findings": None})
    return info(ws, dataset_id)


def rename(ws: Workspace, dataset_id: str, name: str) -> Dataset:
    """Give the dataset another name."""
    if not name.strip():
        raise ParameterError("A dataset needs a name. Write at least one character.")
    info(ws, dataset_id)
    ws.datasets.change(dataset_id, {"name": name.strip()[:NAME_LENGTH]})
    return info(ws, dataset_id)


def delete(ws: Workspace, dataset_id: str) -> Dataset:
    """Remove the dataset with its runs and structures; returns what it was. Versions made of it stay."""
    known = info(ws, dataset_id)
    ws.datasets.delete(dataset_id)
    if known.file_id and not ws.datasets.of_file(known.file_id):
        ws.artifacts.delete([file_key(known.file_id)])
    ws.artifacts.delete([f"tables/{dataset_id}", f"structures/{dataset_id}"])
    ws.tables.forget(lambda key: key == dataset_id)
    ws.structures.forget(lambda key: key[0] == dataset_id)
    ws.evidence.forget(lambda key: key[0] == dataset_id)
    ws.cuts.forget(lambda key: key[0] == dataset_id)
    return known


def _is_numeric(ws: Workspace, dataset_id: str, name: str) -> bool:
    return bool(pd.api.types.is_numeric_dtype(frame(ws, dataset_id, [name])[name].dtype))


def _is_dated(ws: Workspace, dataset_id: str, name: str) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(frame(ws, dataset_id, [name])[name].dtype))


def file_key(file_id: str) -> str:
    """Where the original of a read file is kept."""
    return f"files/{file_id}"


def _table_key(dataset_id: str) -> str:
    return f"tables/{dataset_id}/table.parquet"


def _read(ws: Workspace, dataset_id: str) -> pd.DataFrame:
    return _loaded(ws.artifacts.local_path(_table_key(dataset_id)))


def _loaded(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    file = pq.ParquetFile(path, memory_map=True)
    wanted = list(columns) if columns else file.schema_arrow.names
    known = file.schema_arrow
    schema = pa.schema([_as_kept(known.field(name)) for name in wanted], metadata=known.metadata)
    # Group by group: frames hold words under offsets of 64 bits, and a long column of them must not stand there twice.
    groups = (file.read_row_group(place, columns=wanted).select(wanted) for place in range(file.num_row_groups))
    return _as_frame(pa.concat_tables([group.cast(schema) for group in groups] or [schema.empty_table()]))


def _as_kept(field: pa.Field) -> pa.Field:
    return field.with_type(pa.large_string()) if pa.types.is_string(field.type) else field


def _as_frame(arrow: pa.Table) -> pd.DataFrame:
    fields = zip(arrow.schema, arrow.columns, strict=True)
    gaps = [field.name for field, values in fields if pa.types.is_boolean(field.type) and values.null_count]
    # Column by column and given back at once: a table never stands twice in memory.
    table: pd.DataFrame = arrow.to_pandas(self_destruct=True, split_blocks=True)
    return table.astype(dict.fromkeys(gaps, "boolean")) if gaps else table
