"""Labelled customers as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.services import datasets
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace

CHUNK = 5_000
"""Rows that are turned into text at a time."""

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
    table = datasets.frame(ws, taken.dataset.id)

    def more(part: slice) -> list[list[str]]:
        labels = cut.labels[chosen[part]]
        return [
            ["" if label < 0 else str(label + 1) for label in labels],
            [harmless(names[int(label)]) for label in labels],
        ]

    return lines_with(table, chosen, ("segment", "segment_name"), more)


def filename(ws: Workspace, any_id: str, segment: int | None = None) -> str:
    """A file name that says what is inside."""
    taken = subject(ws, any_id)
    kept = taken.segmentation
    run = taken.run
    parts = [kept.name, f"v{kept.version}"] if kept else [taken.dataset.name, run.spec.algorithm, run.id[:6]]
    if segment is not None:
        parts.append(f"segment-{segment + 1}" if segment >= 0 else "unassigned")
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else "-" for c in part.lower()) for part in parts)
    return f"{plain}.csv"


def lines_with(
    table: pd.DataFrame, rows: Rows, added: Sequence[str], more: Callable[[slice], list[list[str]]]
) -> Iterator[str]:
    """CSV of some rows of a table, chunk by chunk, with more columns after its own.

    `more` gives the texts of the added columns, harmless already, for a slice of `rows`.
    """
    taken = [str(name) for name in table.columns]
    for name in added:
        taken.append(_free(name, taken))
    yield _csv([[harmless(name) for name in taken]])
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        # As text, column by column: a missing cell is empty, a whole number has no decimals.
        cells = [_texts(table.iloc[rows[part], at]) for at in range(table.shape[1])]
        yield _csv([list(row) for row in zip(*cells, *more(part), strict=True)])


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return ["" if missing else repr(value) for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    return ["" if missing else harmless(str(value)) for value, missing in zip(column, column.isna(), strict=True)]


def _free(name: str, taken: list[str]) -> str:
    return name if name not in taken else _free(f"{name}_found", taken)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
