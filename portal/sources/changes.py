"""What is different between two states of a table: rows by their id column, columns by their names.

Both are read column by column, as hashes: memory grows with the rows, not with the cells.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
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

    `retyped` are columns that hold something else now, with what they held and hold; `moved` says that the columns
    that stayed stand in another order.

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
    retyped: tuple[tuple[str, str, str], ...] = ()
    moved: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The changes that `to_json` gave."""
        cells = tuple((str(name), int(count)) for name, count in values["cells"])
        lists = {"came": tuple(values["came"]), "went": tuple(values["went"]), "cells": cells}
        retyped = tuple((str(name), str(was), str(now)) for name, was, now in values.get("retyped", ()))
        return cls(**{**values, **lists, "retyped": retyped})


def changed(changes: Changes) -> list[str]:
    """What has changed, a sentence each."""
    said = []
    rows = [f"{changes.added:,} added", f"{changes.removed:,} removed"]
    if changes.key:
        rows.append(f"{changes.changed:,} changed")
        said.append(f"Rows by “{changes.key}”: {', '.join(rows)}.")
    else:
        said.append(f"Whole rows, because no column names each row once: {', '.join(rows)}.")
    if changes.cells:
        said.append("Changed cells: " + ", ".join(f"{name} {count:,}" for name, count in changes.cells[:8]) + ".")
    for names, verb in ((changes.came, "came"), (changes.went, "went")):
        if names:
            said.append(f"{'Column' if len(names) == 1 else 'Columns'} that {verb}: {', '.join(names[:8])}.")
    said += [f"“{name}” held {was} and holds {now} now." for name, was, now in changes.retyped[:8]]
    if changes.moved:
        said.append("The columns stand in another order.")
    return said


def compared(before: Path, after: Path, key: str | None) -> Changes:
    """What has changed between two Parquet tables; `key` names the column that tells their rows apart."""
    old, new = pq.ParquetFile(before), pq.ParquetFile(after)
    names, later = old.schema_arrow.names, new.schema_arrow.names
    common = [name for name in names if name in later]
    columns = tuple(n for n in later if n not in names), tuple(n for n in names if n not in later)
    retyped = tuple((name, *held) for name in common if (held := _held(old, new, name))[0] != held[1])
    moved = common != [name for name in later if name in common]
    counts = old.metadata.num_rows, new.metadata.num_rows
    if key in common:
        ids = _hashes(old, new, str(key))
        if all(len(np.unique(one)) == len(one) for one in ids):
            return replace(_by_key(old, new, str(key), ids, common, counts, columns), retyped=retyped, moved=moved)
    totals = [np.zeros(count, np.uint64) for count in counts]
    for name in common:
        for total, hashes in zip(totals, _hashes(old, new, name), strict=True):
            np.multiply(total ^ hashes, _FACTOR, out=total)
            total ^= total >> np.uint64(31)
    whole = _surplus(totals[1], totals[0]), _surplus(*totals)
    return Changes(*counts, *whole, came=columns[0], went=columns[1], retyped=retyped, moved=moved)


def _held(old: pq.ParquetFile, new: pq.ParquetFile, name: str) -> tuple[str, str]:
    first, second = (_called(file.schema_arrow.field(name).type) for file in (old, new))
    return first, second


def _called(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "yes or no"
    if pa.types.is_integer(kind):
        return "whole numbers"
    if pa.types.is_floating(kind):
        return "decimal numbers"
    return "dates" if pa.types.is_temporal(kind) else "text"


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
