"""Does the table fall apart better than a table with the same columns but no segments?

Observed: the best mean silhouette over a few k. Null: the same number for draws of a copula
(:mod:`portal.engine.evidence.copula`). It is looked for twice: among all variables, and in the plane of the first
two principal components, where overlapping groups show that many variables would drown; the smaller p-value
counts double (Bonferroni). Draws stop early once the answer is plain (Besag & Clifford 1991, "Sequential
Monte Carlo p-values", *Biometrika* 78:301–304).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from portal.engine.evidence.partition import Numbers, distances, mean_silhouettes, partition
from portal.engine.evidence.sample import Sample
from portal.engine.records import Floats, Progress

if TYPE_CHECKING:
    from portal.engine.evidence.copula import Copula

GRID = (2, 3, 4, 5, 6)
"""Numbers of clusters tried; more clusters than six still fall into fewer, larger ones."""
DRAWS = 199
ENOUGH = 10
"""Draws at least as good as the table after which no more are needed."""
PLAIN = 99
"""Draws after which no more are needed when none of them was as good."""
ITERATIONS = 15
"""Lloyd iterations: the same few for the table and its draws."""


@dataclass(frozen=True, slots=True)
class View:
    """One place where the test looks.

    Attributes
    ----------
    name : ``"variables"`` or ``"components"`` (the first two)
    observed : best mean silhouette of the table over the grid
    best_k : where it was reached
    by_k : mean silhouette for each k of the grid
    null : the best mean silhouette of each draw
    p : (1 + #{null ≥ observed}) / (draws + 1), or #/draws once ENOUGH draws were as good
    """

    name: str
    observed: float
    best_k: int
    by_k: tuple[float, ...]
    null: tuple[float, ...]
    p: float


@dataclass(frozen=True, slots=True)
class SilhouetteTest:
    """Outcome of the test.

    Attributes
    ----------
    p : p-value of the test: the smaller of the views', times their number
    views : one or two; the first is that of all variables
    grid : numbers of clusters tried
    tail : degrees of freedom of the copula (None: Gaussian)
    """

    p: float
    views: tuple[View, ...]
    grid: tuple[int, ...]
    tail: float | None

    @property
    def telling(self) -> View:
        """The view with the smaller p-value: the one to draw."""
        return min(self.views, key=lambda view: view.p)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The record back from its plain values."""
        views = tuple(
            View(
                str(view["name"]),
                float(view["observed"]),
                int(view["best_k"]),
                tuple(view["by_k"]),
                tuple(view["null"]),
                float(view["p"]),
            )
            for view in stored["views"]
        )
        return cls(float(stored["p"]), views, tuple(stored["grid"]), stored["tail"])


def silhouette_test(
    sample: Sample,
    seed: int = 0,
    progress: Progress | None = None,
    draws: int = DRAWS,
    copula: Copula | None = None,
    enough: int = ENOUGH,
) -> SilhouetteTest:
    """Test a sample of prepared rows.

    Parameters
    ----------
    sample : (n, d) prepared rows with their raw columns
    seed : every draw has a random source of its own
    progress : called between draws; what it raises ends the test
    draws : at most this many
    copula : the null, fitted here when not given
    enough : draws at least as good as the table after which to stop
    """
    # It brings scipy's statistics, which the web process, that knows this module for its records, need not load.
    from portal.engine.evidence.copula import fit_copula

    copula = copula or fit_copula(list(sample.columns), np.random.default_rng([seed, 1]))
    # One place for the distances of every draw: fresh memory would cost more than filling it.
    room = np.empty((len(sample.values),) * 2, dtype=np.float32)
    observed = _looks(sample.values, np.random.default_rng([seed, 2]), room)
    best = [max(by_k) for by_k in observed]
    null: list[list[float]] = [[] for _ in best]
    reached = [0] * len(best)
    done = 0
    while done < draws and min(reached) < enough:
        rng = np.random.default_rng([seed, 3, done])
        for place, by_k in enumerate(_looks(sample.rearranged(copula.draw(rng)), rng, room)):
            null[place].append(max(by_k))
            reached[place] += null[place][-1] >= best[place]
        done += 1
        if progress is not None:
            progress("Comparing with tables without segments", done / draws)
        if done == PLAIN and 0 in reached:
            break
    views = tuple(
        View(
            name,
            best[place],
            GRID[observed[place].index(best[place])],
            observed[place],
            tuple(null[place]),
            reached[place] / done if reached[place] >= enough else (1 + reached[place]) / (done + 1),
        )
        for place, name in enumerate(("variables", "components")[: len(best)])
    )
    p = min(1.0, min(view.p for view in views) * len(views))
    return SilhouetteTest(p, views, GRID, copula.tail if np.isfinite(copula.tail) else None)


def _looks(values: Floats, rng: np.random.Generator, room: Numbers) -> list[tuple[float, ...]]:
    """Silhouettes by k among all columns and, when there are more than two, in the plane of two components."""
    found = [silhouettes(values, rng, room)]
    if values.shape[1] > 2:
        centred = values - values.mean(axis=0)
        axes = np.linalg.eigh(centred.T @ centred)[1][:, -2:]
        found.append(silhouettes(centred @ axes, rng, room))
    return found


def silhouettes(values: Floats, rng: np.random.Generator, room: Numbers | None = None) -> tuple[float, ...]:
    """Mean silhouette of K-Means for each k of GRID (0 when there are no more rows than clusters)."""
    divisions = [(partition(values, k, rng, iterations=ITERATIONS)[0], k) for k in GRID if len(values) > k]
    found = mean_silhouettes(distances(values, room), divisions)
    return tuple(found) + (0.0,) * (len(GRID) - len(found))
