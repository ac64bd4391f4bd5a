"""What the pictures of all segments are drawn from: profiles, separation, lifts, lines, two segments compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.engine.columns import Column, Kind, Role
from portal.engine.profile_plot import ProfilePlot, profile_plot, sampled_lines
from portal.engine.reading import Categories, Quantity, read
from portal.engine.separation import Separation, separation
from portal.errors import ParameterError
from portal.services import maps
from portal.services.explaining import structure_of
from portal.services.profiling import Floats, placed, profiled_columns
from portal.services.runs import Labels
from portal.services.segments import Portrait, own_columns
from portal.services.workspace import Workspace

DOTS: Final = 1_500
LINES: Final = 30
MOST_VARIABLES: Final = 12


@dataclass(frozen=True, slots=True)
class CategoryLift:
    """One category: its share of everyone and of each segment (NaN without values)."""

    column: str
    level: str
    overall: float
    shares: tuple[float, ...]

    @property
    def lifts(self) -> tuple[float, ...]:
        """Share in the segment over share of everyone, by segment."""
        return tuple(share / self.overall if self.overall > 0 else float("nan") for share in self.shares)


@dataclass(frozen=True, slots=True, eq=False)
class SeparationPlot:
    """The plane with some of the customers, and what is drawn over them."""

    points: npt.NDArray[np.float32]
    labels: Labels
    found: Separation


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Parallel coordinates: lines and medians of each segment, (m, v) and (k, v), on a scale from 0 to 1."""

    variables: tuple[str, ...]
    lines: tuple[Floats, ...]
    medians: Floats


@dataclass(frozen=True, slots=True)
class Contrast:
    """One quantity or category in two segments: averages or shares, and how many σ each lies from everyone's."""

    column: str
    level: str | None
    values: tuple[float, float]
    sigmas: tuple[float, float]

    @property
    def apart(self) -> float:
        """The first less the second, in standard deviations of everyone."""
        return self.sigmas[0] - self.sigmas[1]


def profiles_of(ws: Workspace, portrait: Portrait) -> ProfilePlot:
    """Averages of all segments on one scale, the run's own variables and others."""
    frame, labels, columns = placed(ws, portrait)
    own = own_columns(portrait.dataset, portrait.run.spec.preparation)
    kept = [c for c in columns if c in own or c.role == Role.VARIABLE][:MOST_VARIABLES]
    return profile_plot(frame, labels, kept, len(portrait.segments))


def lines_of(ws: Workspace, portrait: Portrait, plot: ProfilePlot) -> Lines:
    """Some customers of each segment as lines over the variables of the profile plot."""
    frame, labels, _ = placed(ws, portrait)
    columns = [portrait.dataset.column(name) for name in plot.variables]
    lines, medians = sampled_lines(frame, labels, columns, len(portrait.segments), LINES, portrait.run.spec.seed)
    return Lines(plot.variables, lines, medians)


def separation_of(ws: Workspace, portrait: Portrait) -> SeparationPlot:
    """The segments on the first two components."""
    structure = structure_of(ws, portrait)
    labels, plane = portrait.cut.matrix_labels, maps.plane(structure)
    found = separation(structure.matrix.values, plane, labels, len(portrait.segments))
    shown = np.linspace(0, len(labels) - 1, min(DOTS, len(labels))).astype(np.int64)
    return SeparationPlot(plane[shown], labels[shown], found)


def lifts_of(ws: Workspace, portrait: Portrait) -> tuple[CategoryLift, ...]:
    """Every category of every column that has some, column by column; a yes/no column by its yes."""
    frame, labels, _ = placed(ws, portrait)
    found: list[CategoryLift] = []
    k = len(portrait.segments)
    for column in read(frame, _worded(portrait)):
        if isinstance(column, Quantity) and not column.binary:
            continue
        known, codes, levels = _coded(column)
        whole = np.bincount(codes[known], minlength=len(levels))
        inside = known & (labels >= 0)
        table = np.zeros((k, len(levels)))
        np.add.at(table, (labels[inside], codes[inside]), 1)
        with np.errstate(invalid="ignore"):
            shares = table / table.sum(axis=1, keepdims=True)
        for code, level in enumerate(levels):
            if level is not None:
                share = tuple(float(value) for value in shares[:, code])
                found.append(CategoryLift(column.name, level, float(whole[code] / whole.sum()), share))
    return tuple(found)


def contrasts_of(ws: Workspace, portrait: Portrait, first: int, second: int) -> tuple[Contrast, ...]:
    """Two segments head to head, what differs most first; of a column of categories the most different one.

    Raises
    ------
    ParameterError : one of them is no segment of the run, or both are the same
    """
    known = {segment.label for segment in portrait.segments}
    if first not in known or second not in known or first == second:
        raise ParameterError("Two different segments are compared head to head. Choose another one on either side.")
    frame, labels, columns = placed(ws, portrait)
    one, other = labels == first, labels == second
    found: list[Contrast] = []
    for column in read(frame, columns):
        if isinstance(column, Quantity) and not column.binary:
            found += _between(column.name, column.values, one, other)
            continue
        options = _of_levels(column, one, other)
        if options:
            found.append(max(options, key=lambda item: abs(item.apart)))
    return tuple(sorted(found, key=lambda item: -abs(item.apart)))


def _worded(portrait: Portrait) -> list[Column]:
    return [c for c in profiled_columns(portrait) if c.kind in (Kind.CATEGORY, Kind.BOOLEAN)]


def _coded(
    column: Quantity | Categories,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.intp], tuple[str | None, ...]]:
    """Known rows, codes and levels; None for the level that goes without saying (a no)."""
    if isinstance(column, Categories):
        return column.codes >= 0, column.codes, column.levels
    known = ~np.isnan(column.values)
    return known, np.nan_to_num(column.values).astype(np.intp), (None, "yes")


def _between(name: str, values: Floats, one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> list[Contrast]:
    known = ~np.isnan(values)
    if not (known & one).any() or not (known & other).any():
        return []
    spread, middle = float(values[known].std()), float(values[known].mean())
    if spread == 0:
        return []
    first, second = float(values[known & one].mean()), float(values[known & other].mean())
    return [Contrast(name, None, (first, second), ((first - middle) / spread, (second - middle) / spread))]


def _of_levels(
    column: Quantity | Categories, one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]
) -> list[Contrast]:
    """A share is the average of a yes-or-no number, and its spread follows from it."""
    known, codes, levels = _coded(column)
    counts = [np.bincount(codes[known & rows], minlength=len(levels)) for rows in (one, other)]
    if not all(count.sum() for count in counts):
        return []
    base = np.bincount(codes[known], minlength=len(levels)) / known.sum()
    spread = np.sqrt(base * (1 - base))
    first, second = (count / count.sum() for count in counts)
    found = []
    for i, level in enumerate(levels):
        if level is not None and spread[i] > 0:
            sigmas = float((first[i] - base[i]) / spread[i]), float((second[i] - base[i]) / spread[i])
            found.append(Contrast(column.name, level, (float(first[i]), float(second[i])), sigmas))
    return found
