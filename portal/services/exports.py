"""Labelled customers as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portal.services import datasets
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace

CHUNK = 4_000
"""Table rows that are in memory at a time."""

Rows = npt.NDArray[np.intp]

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What starts a formula in some spreadsheet; the wide forms do where they are typed on the same key."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def harmless(text: str) -> str:
    """`text` as a spreadsheet must read it: never as a formula.

    A leading apostrophe is what OWASP advises; numbers stay numbers, minus sign and all. A text that has
    apostrophes before such a sign already gets one more, so that `as_written` gives every text back.
    """
    if not text.lstrip("'").startswith(DANGEROUS):
        return text
    if text.startswith("'"):
        return f"'{text}"
    return text if NUMBER.fullmatch(text) else f"'{text}"


def as_written(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(DANGEROUS) else cell


def labelled_customers(ws: Workspace, any_id: str, *, segment: int | None = None) -> Iterator[str]:
    """CSV of a run's or a segmentation's table with everybody's segment, chunk by chunk; of one segment when given."""
    taken = subject(ws, any_id)
    cut, names = taken.cut, taken.names
    chosen = np.arange(cut.rows) if segment is None else np.flatnonzero(cut.labels == segment)

    def more(part: slice) -> list[list[str]]:
        labels = cut.labels[chosen[part]]
        return [
            ["" if label < 0 else str(label + 1) for label in labels],
            [harmless(names[int(label)]) for label in labels],
        ]

    return lines_with(ws, taken.dataset.id, chosen, ("segment", "segment_name"), more)


def whole_table(ws: Workspace, dataset_id: str) -> Iterator[str]:
    """CSV of a table as it is kept, chunk by chunk; NotFoundError when there is none of this id."""
    known = datasets.info(ws, dataset_id)
    return lines_with(ws, known.id, np.arange(known.rows), (), lambda _part: [])


def table_filename(ws: Workspace, dataset_id: str) -> str:
    """A file name that says which table is inside."""
    return f"{_plain([datasets.info(ws, dataset_id).name])}.csv"


def filename(ws: Workspace, any_id: str, segment: int | None = None) -> str:
    """A file name that says what is inside."""
    taken = subject(ws, any_id)
    kept = taken.segmentation
    run = taken.run
    parts = [kept.name, f"v{kept.version}"] if kept else [taken.dataset.name, run.spec.algorithm, run.id[:6]]
    if segment is not None:
        parts.append(f"segment-{segment + 1}" if segment >= 0 else "unassigned")
    return f"{_plain(parts)}.csv"


def _plain(parts: Iterable[str]) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else "-" for c in part.lower()) for part in parts)


def lines_with(
    ws: Workspace, dataset_id: str, rows: Rows, added: Sequence[str], more: Callable[[slice], list[list[str]]]
) -> Iterator[str]:
    """CSV of some rows of a table, chunk by chunk, with more columns after its own; memory grows with neither.

    `more` gives the texts of the added columns, harmless already, for a slice of `rows`.
    """
    columns = datasets.schema(ws, dataset_id).names
    heads = list(columns)
    for name in added:
        heads.append(_free(name, heads))
    yield lines([[harmless(name) for name in heads]])
    for part, batch in _read(ws, dataset_id, columns, rows):
        cells = [texts(array) for array in batch.columns]
        yield lines(zip(*cells, *more(part), strict=True))


def texts(array: pa.Array, time: str = "%Y-%m-%dT%H:%M:%SZ") -> list[str]:
    """Cells as text, none of them a formula: a missing one is empty, a whole number has no decimals.

    `time` is how moments of a known zone are written.
    """
    values = array.to_pylist()
    if pa.types.is_timestamp(array.type) and array.type.tz:
        return ["" if value is None else value.strftime(time) for value in values]
    if pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        # A number that is none is missing.
        return ["" if value is None or value != value else repr(value) for value in values]
    return ["" if value is None else harmless(str(value)) for value in values]


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as lines of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _read(ws: Workspace, dataset_id: str, columns: Sequence[str], rows: Rows) -> Iterator[tuple[slice, pa.RecordBatch]]:
    """The rows batch by batch, each with its slice of `rows`; where those step back, the table is read again."""
    turns = np.flatnonzero(np.diff(rows) < 0) + 1
    for at, end in pairwise((0, *turns.tolist(), len(rows))):
        start = 0
        for batch in datasets.batches(ws, dataset_id, columns, CHUNK) if at < end else ():
            following = at + int(np.searchsorted(rows[at:end], start + len(batch)))
            if following > at:
                yield slice(at, following), batch.take(pa.array(rows[at:following] - start))
            start, at = start + len(batch), following
            if at == end:
                break


def _free(name: str, taken: list[str]) -> str:
    return name if name not in taken else _free(f"{name}_found", taken)
