"""What is different between two states of a table: rows by their id column, columns by their names.

Both are read column by column, as hashes: memory grows with the rows, not with the cells.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from portal.importing.hashes import Hashes, value_hashes

_FACTOR: Final = np.uint64(0x94D049BB133111EB)

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows added, removed and changed; columns that came and went; changed cells by column, most first.

    Without a `key` (no id column, or ids that repeat) rows are compared whole: a changed row is one that went
    and one that came.
    """

    rows_before: int
    rows_after: int
    added: int
    removed: int
    changed: int = 0
    key: str | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    cells: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The changes that `to_json` gave."""
        cells = tuple((str(name), int(count)) for name, count in values["cells"])
        return cls(**{**values, "came": tuple(values["came"]), "went": tuple(values["went"]), "cells": cells})


def compared(before: Path, after: Path, key: str | None) -> Changes:
    """What has changed between two Parquet tables; `key` names the column that tells their rows apart."""
    old, new = pq.ParquetFile(before), pq.ParquetFile(after)
    names, later = old.schema_arrow.names, new.schema_arrow.names
    common = [name for name in names if name in later]
    columns = tuple(n for n in later if n not in names), tuple(n for n in names if n not in later)
    counts = old.metadata.num_rows, new.metadata.num_rows
    if key in common:
        ids = _hashes(old, new, str(key))
        if all(len(np.unique(one)) == len(one) for one in ids):
            return _by_key(old, new, str(key), ids, common, counts, columns)
    totals = [np.zeros(count, np.uint64) for count in counts]
    for name in common:
        for total, hashes in zip(totals, _hashes(old, new, name), strict=True):
            np.multiply(total ^ hashes, _FACTOR, out=total)
            total ^= total >> np.uint64(31)
    return Changes(*counts, _surplus(totals[1], totals[0]), _surplus(*totals), came=columns[0], went=columns[1])


def _by_key(
    old: pq.ParquetFile, new: pq.ParquetFile, key: str, ids: tuple[Hashes, Hashes], common: list[str],
    counts: tuple[int, int], columns: tuple[tuple[str, ...], tuple[str, ...]],
) -> Changes:  # fmt: skip
    kept, left, right = np.intersect1d(*ids, assume_unique=True, return_indices=True)
    touched = np.zeros(len(kept), dtype=bool)
    cells: list[tuple[str, int]] = []
    for name in common:
        if name != key:
            first, second = _hashes(old, new, name)
            differs = first[left] != second[right]
            touched |= differs
            cells += [(name, int(differs.sum()))] if differs.any() else []
    return Changes(
        *counts, counts[1] - len(kept), counts[0] - len(kept), int(touched.sum()), key, *columns,
        tuple(sorted(cells, key=lambda cell: -cell[1])),
    )  # fmt: skip


def _surplus(these: Hashes, those: Hashes) -> int:
    """How many of `these` have no partner among `those`, repeated ones counted."""
    values, counts = np.unique(these, return_counts=True)
    others, theirs = np.unique(those, return_counts=True)
    partners = np.zeros(len(values), dtype=np.int64)
    _, at, there = np.intersect1d(values, others, assume_unique=True, return_indices=True)
    partners[at] = theirs[there]
    return int(np.maximum(counts - partners, 0).sum())


def _hashes(old: pq.ParquetFile, new: pq.ParquetFile, name: str) -> tuple[Hashes, Hashes]:
    first, second = (file.read(columns=[name]).column(0) for file in (old, new))
    if first.type != second.type:
        # Whole numbers that got a fraction are still the same numbers; anything else is compared as written.
        numbers = all(pa.types.is_integer(one.type) or pa.types.is_floating(one.type) for one in (first, second))
        kind = pa.float64() if numbers else pa.string()
        first, second = pc.cast(first, kind), pc.cast(second, kind)
    return _hashed(first), _hashed(second)


def _hashed(values: pa.ChunkedArray) -> Hashes:
    parts = [value_hashes(chunk) for chunk in values.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)
