"""What sets a segment apart from everyone, in words with numbers.

Effects are compared on one scale (:mod:`portal.engine.effects`). What a random group of the same size
would show anyway is taken off before ranking. No p-values: the segments were made from these columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column
from portal.engine.concepts import concepts_of
from portal.engine.effects import Trait, beyond_chance, of_categories, of_numbers, of_shares
from portal.engine.reading import Categories, read

__all__ = ["Trait", "traits"]


def traits(
    frame: pd.DataFrame,
    labels: npt.NDArray[Any],
    features: Iterable[str | Column],
    count: int | None = 3,
) -> dict[int, tuple[Trait, ...]]:
    """For each segment the traits that set it apart most, strongest first.

    Parameters
    ----------
    frame : (rows, columns) table
    labels : (rows,) segment of each row; −1 (unassigned) is described, too, other negatives are not
    features : columns to describe by, variables and descriptors alike, no ids
    count : how many traits each, one per column at most; None for one of every column

    Returns
    -------
    dict from segment to its traits; a trait that is not ``notable`` is there only to fill up.
    """
    labels = np.asarray(labels)
    columns = read(frame, features)
    vocabulary = concepts_of(column.name for column in columns)
    segments = [int(label) for label in np.unique(labels) if label >= -1]
    found: dict[int, list[Trait]] = {segment: [] for segment in segments}
    groups = np.where(labels >= -1, np.searchsorted(segments, labels), -1)
    for column in columns:
        concept = vocabulary[column.name]
        described = (
            of_categories(column, groups, len(segments))
            if isinstance(column, Categories)
            else of_shares(column, groups, len(segments))
            if column.binary
            else of_numbers(column, concept, groups, len(segments))
        )
        for segment, trait in zip(segments, described, strict=True):
            if trait is not None:
                found[segment].append(trait)
    sizes = {segment: int(np.count_nonzero(labels == segment)) for segment in segments}
    return {segment: tuple(_ranked(items, sizes[segment], len(labels))[:count]) for segment, items in found.items()}


def _ranked(items: list[Trait], size: int, rows: int) -> list[Trait]:
    """Strongest first; of shares that are the same to the row (one fact in two columns) the first only."""
    seen: set[tuple[float, float]] = set()
    kept = []
    for item in sorted(items, key=lambda item: -beyond_chance(item.effect, size, rows)):
        if item.lift is not None:
            if (item.value, item.overall) in seen:
                continue
            seen.add((item.value, item.overall))
        kept.append(item)
    return kept
