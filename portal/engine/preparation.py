"""From a table to a matrix: which variables, on which scale, and what happens to missing cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.encoding import Encoded, encode
from portal.engine.records import Floats, Matrix
from portal.engine.scaling import Scaling, scaled_category, scaled_numbers
from portal.errors import PreparationError

Missing = Literal["median", "drop", "refuse"]


@dataclass(frozen=True, slots=True)
class Preparation:
    """How a table becomes a matrix. Equal preparations of equal tables give identical bytes.

    Attributes
    ----------
    features : names of the segmentation variables, in the order of the matrix columns
    scaling : ``"standard"`` (mean 0, population sd 1), ``"robust"`` (median 0, quartile range 1),
        ``"minmax"`` (0 to 1) or ``"none"``
    log : features to take log(1 + x) of before scaling
    missing : ``"median"`` fills with the median or the most frequent category, ``"drop"`` leaves
        rows with an empty cell out, ``"refuse"`` raises
    categories : numeric features to treat as categories (codes)
    """

    features: tuple[str, ...]
    scaling: Scaling = "standard"
    log: tuple[str, ...] = ()
    missing: Missing = "median"
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "features", _names(self.features, "variables"))
        object.__setattr__(self, "log", tuple(sorted(_names(self.log, "log"))))
        object.__setattr__(self, "categories", tuple(sorted(_names(self.categories, "categories"))))
        _one_of("Scaling", self.scaling, get_args(Scaling))
        _one_of("Missing values", self.missing, get_args(Missing))

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for canonical JSON."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """A preparation from untrusted values; PreparationError for unknown names or wrong kinds."""
        known = [f.name for f in fields(cls)]
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise PreparationError(f"A preparation has no “{unknown[0]}”. It has: {', '.join(known)}.")
        return cls(**{"features": (), **values})


def prepare(frame: pd.DataFrame, preparation: Preparation) -> Matrix:
    """The matrix of a table.

    Booleans become 0 and 1, dates days. A category becomes one 0/1 column per value, scaled so that
    the whole category weighs as much as one number (under standard and robust scaling its columns
    have total variance 1; otherwise two different values lie at distance 1).

    Parameters
    ----------
    frame : (rows, columns) table
    preparation : what to do with it

    Returns
    -------
    Matrix with values (n, d) float64; n < rows only when ``missing="drop"``.

    Raises
    ------
    PreparationError
        one sentence that names the column and the way out
    """
    read = _read(frame, preparation)
    index = _kept(read, preparation, len(frame))
    everything = len(index) == len(frame)
    blocks: list[Floats] = []
    for feature in read:
        block = _block(feature, preparation, None if everything else index)
        _check_usable(feature.name, block)
        blocks.append(block)
    values = np.empty((len(index), sum(block.shape[1] for block in blocks)))
    at = 0
    for block in blocks:
        values[:, at : at + block.shape[1]] = block
        at += block.shape[1]
    return Matrix(values, tuple(name for feature in read for name in feature.names), index)


def prepared_names(frame: pd.DataFrame, preparation: Preparation) -> tuple[str, ...]:
    """Names of the matrix columns that :func:`prepare` would give, without computing them."""
    return tuple(name for feature in _read(frame, preparation) for name in feature.names)


def skewed_columns(frame: pd.DataFrame, features: Iterable[str]) -> tuple[str, ...]:
    """Features whose long right tail a logarithm would shorten: worth suggesting, never applied silently.

    Skewness above 1, nothing below 0, and less skewness after log(1 + x).
    """
    found = []
    for name in features:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype) or not frame[name].notna().any():
            continue
        numbers = encode(frame, name).numbers
        assert numbers is not None
        numbers = numbers[~np.isnan(numbers)]
        if numbers.size < 8 or numbers.min() < 0 or np.array_equal(np.unique(numbers[:1000]), (0.0, 1.0)):
            continue
        before = skewness(numbers)
        if before > 1 and abs(skewness(np.log1p(numbers))) < before:
            found.append(name)
    return tuple(found)


def skewness(numbers: Floats) -> float:
    """Third standardised moment; 0 for a constant."""
    centred = numbers - numbers.mean()
    spread = float(np.sqrt(np.mean(centred**2)))
    return float(np.mean((centred / spread) ** 3)) if spread > 0 else 0.0


def _read(frame: pd.DataFrame, preparation: Preparation) -> list[Encoded]:
    if not preparation.features:
        raise PreparationError("No variable is chosen. Choose at least one.")
    for what, names in (("log", preparation.log), ("category", preparation.categories)):
        stray = [name for name in names if name not in preparation.features]
        if stray:
            raise PreparationError(f"“{stray[0]}” is marked as {what} but is no variable. Choose it there first.")
    return [encode(frame, name, as_category=name in preparation.categories) for name in preparation.features]


def _kept(read: list[Encoded], preparation: Preparation, rows: int) -> npt.NDArray[np.int64]:
    index = np.arange(rows, dtype=np.int64)
    if preparation.missing == "drop":
        empty = np.zeros(rows, dtype=np.bool_)
        for feature in read:
            empty |= feature.missing
        index = index[~empty]
    if len(index) < 2:
        dropped = f" after leaving out {rows - len(index):,} with missing values" if len(index) < rows else ""
        raise PreparationError(f"{len(index)} of {rows:,} rows remain{dropped}. At least two are needed.")
    return index


def _block(feature: Encoded, preparation: Preparation, index: npt.NDArray[np.int64] | None) -> Floats:
    """(n, columns of this feature) filled, logged and scaled."""
    absent = feature.missing
    if preparation.missing == "refuse" and absent.any():
        count = int(absent.sum())
        raise PreparationError(
            f"“{feature.name}” is missing in {count:,} of {len(absent):,} rows. "
            "Fill the cells, leave those rows out, or leave it out."
        )
    if feature.numbers is None:
        assert feature.codes is not None
        codes = feature.codes if index is None else feature.codes[index]
        if preparation.missing == "median" and absent.any():
            usual = int(np.argmax(np.bincount(codes[codes >= 0], minlength=len(feature.levels))))
            codes = np.where(codes < 0, usual, codes)
        return scaled_category(codes, len(feature.levels), preparation.scaling)
    numbers = feature.numbers if index is None else feature.numbers[index]
    if preparation.missing == "median" and absent.any():
        numbers = np.where(np.isnan(numbers), np.nanmedian(numbers), numbers)
    if feature.name in preparation.log:
        low = float(numbers.min())
        if low <= -1:
            raise PreparationError(
                f"“{feature.name}” goes down to {low:,.6g}, and log(1 + x) needs values above −1. "
                "Take it without the logarithm."
            )
        numbers = np.log1p(numbers)
    return scaled_numbers(numbers, preparation.scaling)[:, None]


def _check_usable(name: str, block: Floats) -> None:
    if not np.isfinite(block).all():
        raise PreparationError(f"“{name}” has values too close together to be scaled. Rescale it, or leave it out.")
    if not (block != block[0]).any():
        raise PreparationError(f"“{name}” has the same value in every row, so it tells nobody apart. Leave it out.")


def _names(value: Any, what: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise PreparationError(f"The {what} of a preparation are a list of column names, not “{value}”.")
    return tuple(dict.fromkeys(value))


def _one_of(what: str, value: Any, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise PreparationError(f"{what} is “{value}”. Choose one of: {', '.join(choices)}.")
