"""Hartigan's dip test: does one variable, taken alone, have more than one hump?

Written from the papers (Hartigan & Hartigan 1985, *Annals of Statistics* 13:70–84, section 4; Hartigan 1985,
algorithm AS 217) because the packages that offer the test are licensed under the GPL.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats
from portal.errors import PreparationError

DIP_ROWS = 5_000
"""Above this many values the dip is taken of a seeded sample. With a million rows every heap of round numbers
is "significant"; a segment worth naming shows in five thousand."""

Ints = npt.NDArray[np.int64]


def dip(values: Floats) -> float:
    """Distance between the values' distribution and the nearest one with a single hump.

    Parameters
    ----------
    values : (n,) finite numbers in any order. Ties count as steps of the distribution; see :func:`without_ties`.

    Returns
    -------
    The dip D in (0, 0.25]: the largest gap between the two distribution functions (a share of the rows).
    """
    x, counts = np.unique(np.asarray(values, dtype=float), return_counts=True)
    n = int(counts.sum())
    if n == 0:
        raise PreparationError("The dip test needs values; there are none.")
    after = np.cumsum(counts).astype(float)
    before = np.asarray(after - counts, dtype=float)
    low, high = 0, len(x) - 1
    width = 1.0
    while True:
        span = slice(low, high + 1)
        below = _convex_minorant(x[span], before[span])
        above = _convex_minorant(x[span], -after[span])
        minorant = np.interp(x[span], x[span][below], before[span][below])
        majorant = np.interp(x[span], x[span][above], after[span][above])
        contacts = np.union1d(below, above)
        widest = int(contacts[np.argmax((majorant - minorant)[contacts])])
        if (majorant - minorant)[widest] <= width:
            break
        # The mode lies between the contact points around the widest gap: outside it the two hulls must hold.
        left = int(below[np.searchsorted(below, widest, side="right") - 1])
        right = int(above[np.searchsorted(above, widest, side="left")])
        width = max(
            width,
            float(np.max(after[span][: left + 1] - minorant[: left + 1])),
            float(np.max(majorant[right:] - before[span][right:])),
        )
        if left == 0 and right == high - low:
            break
        low, high = low + left, low + right
    return width / (2 * n)


def _convex_minorant(x: Floats, y: Floats) -> Ints:
    """Positions of the corners of the greatest convex function below the points (x ascending)."""
    xs, ys = x.tolist(), y.tolist()
    hull: list[int] = []
    for i in range(len(xs)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (ys[b] - ys[a]) * (xs[i] - xs[b]) < (ys[i] - ys[b]) * (xs[b] - xs[a]):
                break
            hull.pop()
        hull.append(i)
    return np.array(hull, dtype=np.int64)


def without_ties(values: Floats, rng: np.random.Generator) -> Floats:
    """The values with every tie spread evenly over the gap that rounding leaves around it.

    A value that occurs more than once stands for the interval up to half way to its neighbours; values that
    occur once stay. Whole numbers 1…5 so become a histogram with bars of width 1: levels are no humps.
    """
    levels, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(levels) == len(values) or len(levels) < 2:
        return np.array(values, dtype=float)
    gaps = np.diff(levels) / 2
    # The outermost levels have one neighbour only: the same gap is taken on their far side.
    left = np.concatenate([gaps[:1], gaps])
    right = np.concatenate([gaps, gaps[-1:]])
    place = rng.random(len(values))
    spread = levels[inverse] - left[inverse] + place * (left + right)[inverse]
    return np.where(counts[inverse] > 1, spread, values)


def dip_p_value(statistic: float, n: int) -> float:
    """Chance of a dip at least this large among n values from a uniform distribution.

    The uniform is the hardest one-hump case (Hartigan & Hartigan 1985). Read from a table simulated with
    :func:`dip` (`benchmarks.dip_table`), linear in √n·D between its entries and in 1/√n between its sizes. The smallest
    value given is 1/100,000.
    """
    table = _table()
    sizes, shares = table.sizes, table.shares
    scaled = np.sqrt(n) * statistic
    where = 1 / np.sqrt(np.clip(n, sizes[0], sizes[-1]))
    axis = 1 / np.sqrt(sizes)
    quantiles = np.array([np.interp(where, axis[::-1], column[::-1]) for column in table.quantiles.T])
    share = float(np.interp(scaled, quantiles, shares, left=0.0, right=1.0))
    return max(1.0 - share, 1e-5)


class _Table:
    """Quantiles of √n·D under the uniform: one row per sample size, one column per share."""

    def __init__(self) -> None:
        stored = json.loads(files("portal.engine.evidence").joinpath("dip_table.json").read_text("utf-8"))
        self.sizes = np.array(stored["sizes"], dtype=float)
        self.shares = np.array(stored["shares"], dtype=float)
        self.quantiles = np.array(stored["quantiles"], dtype=float)


@cache
def _table() -> _Table:
    return _Table()


def dip_null(n: int, draws: int = 199) -> Floats:
    """What √n·D/√n looks like without humps: `draws` evenly spaced quantiles of D for n values, for the picture."""
    table = _table()
    where = 1 / np.sqrt(np.clip(n, table.sizes[0], table.sizes[-1]))
    axis = 1 / np.sqrt(table.sizes)
    quantiles = np.array([np.interp(where, axis[::-1], column[::-1]) for column in table.quantiles.T])
    shares = (np.arange(draws) + 0.5) / draws
    return np.asarray(np.interp(shares, table.shares, quantiles) / np.sqrt(n), dtype=float)
