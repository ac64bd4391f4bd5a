"""How firmly each row belongs to its segment, in the terms of the algorithm that made it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from portal.engine.density.hdbscan import strengths
from portal.engine.density.record import Density
from portal.engine.kmeans import KMeansSweep
from portal.engine.nearest import BLOCK, squared_distances
from portal.engine.params import (
    AnyParams,
    ConsensusParams,
    DbscanParams,
    HdbscanParams,
    KMeansParams,
    RfmParams,
    RunParams,
)
from portal.engine.records import NOISE, Floats, Labels, Matrix
from portal.errors import ParameterError


class Measure(StrEnum):
    """What a membership is measured by; also the name of its column in an export."""

    MARGIN = "margin"
    POSITION = "position"
    STRENGTH = "strength"
    VOTES = "votes"
    SCORES = "scores"


MEANING: Final = {
    Measure.MARGIN: (
        "1 − (distance to the own centre ÷ distance to the nearest other centre), in prepared units: "
        "1 at the centre, 0 on the border between two segments."
    ),
    Measure.POSITION: (
        "“core” has at least the minimum of neighbours within the radius, itself counted; "
        "“border” has fewer but lies within the radius of a core member; empty for the unassigned."
    ),
    Measure.STRENGTH: (
        "Distance at which the segment's core forms ÷ distance at which this one joins it: "
        "1 inside the core, towards 0 at the edge, 0 for the unassigned."
    ),
    Measure.VOTES: (
        "Share of the joined runs that place this one which put it into the segment most like this one; "
        "empty for the unassigned."
    ),
    Measure.SCORES: (
        "Mean of the scores of recency, frequency and money, 1 to 5: the group follows from them, and nobody is more "
        "or less in it."
    ),
}
"""One sentence each, to be shown wherever the numbers are."""


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Membership of every row.

    Attributes
    ----------
    measure : what is measured, see `MEANING`
    values : (n,) float64; for ``POSITION`` 1 is core and 0 border. NaN where nothing is defined
        (the unassigned of DBSCAN)
    """

    measure: Measure
    values: Floats


def measure_of(params: RunParams) -> Measure:
    """Which measure an algorithm's segments have."""
    if isinstance(params, ConsensusParams):
        return Measure.VOTES
    if isinstance(params, RfmParams):
        return Measure.SCORES
    if isinstance(params, KMeansParams):
        return Measure.MARGIN
    return Measure.POSITION if isinstance(params, DbscanParams) else Measure.STRENGTH


def membership(structure: KMeansSweep | Density, matrix: Matrix, params: AnyParams, labels: Labels) -> Membership:
    """How firmly each row belongs to its segment; see `MEANING` for the three definitions.

    Parameters
    ----------
    structure : what `labels` were cut from
    matrix : the rows that the structure was built on (n, d)
    params : parameters of the cut
    labels : (n,) the cut's own labels

    Returns
    -------
    Membership with values (n,). Margins are the simplified silhouette of each row (Hruschka, de Castro &
    Campello 2004), positions those of Ester, Kriegel, Sander & Xu (1996), strengths those of
    Campello, Moulavi & Sander (2013) as ``hdbscan`` gives them in ``probabilities_``.

    Raises
    ------
    ParameterError : structure and parameters do not belong together
    """
    match structure, params:
        case KMeansSweep(), KMeansParams():
            return Membership(Measure.MARGIN, margins(matrix.values, structure.centers_of(params.k), labels))
        case Density(), DbscanParams():
            return Membership(Measure.POSITION, positions(structure, params, labels))
        case Density(), HdbscanParams():
            return Membership(Measure.STRENGTH, strengths(structure, params))
    given = type(structure).__name__
    raise ParameterError(f"{params.title} has no membership in a {given}. Give the structure that it was cut from.")


def margins(values: Floats, centres: Floats, labels: npt.NDArray[np.signedinteger[Any]]) -> Floats:
    """(n,) simplified silhouette: (b − a) ÷ max(a, b) of the distances to the own and the nearest other centre.

    In [−1, 1]; below 0 only where another centre is nearer, which converged segments do not have. Rows are
    taken in blocks, so memory beyond the result does not grow with n.

    Parameters
    ----------
    values : (n, d) prepared rows
    centres : (k, d)
    labels : (n,) 0 … k−1
    """
    out = np.empty(len(values))
    middle = centres.mean(axis=0)  # far from zero, squares would swallow the differences
    around = centres - middle
    for start in range(0, len(values), BLOCK):
        part = slice(start, start + BLOCK)
        away = np.sqrt(squared_distances(values[part] - middle, around))
        rows, chosen = np.arange(len(away)), labels[part]
        own = away[rows, chosen]
        away[rows, chosen] = np.inf
        other = away.min(axis=1)
        widest = np.maximum(own, other)
        out[part] = np.divide(other - own, widest, out=np.zeros(len(own)), where=widest > 0)
    return out


def positions(density: Density, params: DbscanParams, labels: npt.NDArray[np.signedinteger[Any]]) -> Floats:
    """(n,) 1 for core rows, 0 for border rows, NaN for noise; neighbours are counted as in `cut_dbscan`."""
    core = density.core(params.min_samples) <= params.eps * params.eps
    return np.where(core, 1.0, np.where(np.asarray(labels) == NOISE, np.nan, 0.0))
