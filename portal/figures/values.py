"""Columns made safe to draw: finite numbers, dates as numbers, categories counted with the rest gathered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
TOP: Final = 12
"""Categories drawn one by one; the rest become 'n others'."""


def is_number(values: pd.Series) -> bool:
    """Whether a column is drawn on a scale; booleans and words are categories."""
    if pd.api.types.is_bool_dtype(values):
        return False
    return bool(pd.api.types.is_numeric_dtype(values) or is_date(values))


def is_date(values: pd.Series) -> bool:
    """Whether a column holds points in time."""
    return bool(pd.api.types.is_datetime64_any_dtype(values))


def numbers(values: pd.Series) -> Floats:
    """The column as float64 with inf and everything unreadable as NaN; dates as ms since 1970, as plotly counts."""
    if is_date(values):
        stamps = values.dt.tz_localize(None) if values.dt.tz is not None else values
        days = stamps.to_numpy(dtype="datetime64[ms]")
        return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
    if pd.api.types.is_complex_dtype(values):
        values = pd.Series(values.to_numpy().real)
    plain = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(plain), plain, np.nan)


def finite(values: npt.ArrayLike) -> Floats:
    """Only the finite values."""
    plain = np.asarray(values, dtype=np.float64).ravel()
    return plain[np.isfinite(plain)]


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A column as categories, the most frequent first.

    `codes` points into `names`; the code `len(names)` means one of the `others`, −1 a missing value.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    codes: npt.NDArray[np.int64]
    others: int
    others_count: int
    missing: int

    @property
    def total(self) -> int:
        """Rows with a value."""
        return sum(self.counts) + self.others_count

    @property
    def others_name(self) -> str:
        """'28 others'."""
        return f"{self.others:,} other" + ("s" if self.others != 1 else "")

    @property
    def all_names(self) -> tuple[str, ...]:
        """Names including the gathered rest, in the order of the codes."""
        return (*self.names, self.others_name) if self.others else self.names


def levels(values: pd.Series, top: int = TOP) -> Levels:
    """The `top` most frequent values (ties in alphabetical order), the rest gathered, missing ones apart."""
    words = values.reset_index(drop=True)
    present = words.notna().to_numpy()
    texts = words[present].astype(str)
    codes = np.full(len(words), -1, dtype=np.int64)
    if not len(texts):
        return Levels((), (), codes, 0, 0, len(words))
    found, names = pd.factorize(texts, sort=True)
    counts = np.bincount(found, minlength=len(names))
    order = np.lexsort((np.arange(len(names)), -counts))
    # A single gathered category would be no shorter than its own name.
    kept = len(names) if len(names) <= top + 1 else top
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    codes[present] = np.minimum(rank[found], kept)
    shown = order[:kept]
    return Levels(
        tuple(str(names[i]) for i in shown),
        tuple(int(counts[i]) for i in shown),
        codes,
        len(names) - kept,
        int(counts[order[kept:]].sum()),
        int((~present).sum()),
    )


def sampled(rows: int, most: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """Positions of at most `most` of `rows` rows, in order: the same ones each time."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
