"""What a table without segments would look like: draws that keep every column and how columns go together.

A draw rearranges the values of each column, so every marginal distribution – ties, levels, outliers, the
share of missing cells – is kept exactly. Which values meet in a row follows an elliptical copula fitted to
the ranks: the Gaussian one, or Student's t when the ranks show that extremes meet more often than a Gaussian
lets them (Demarta & McNeil 2005, "The t copula and related copulas"). Without the t, a multivariate heavy
tail passes for a segment in more than half of the tables (docs/evidence.md).

Each scaling, logarithm and encoding acts on one column at a time and depends on its values only, not on
their order: preparing a rearranged table gives the rearranged columns of the prepared table. So draws are made
on the raw columns and the prepared ones are moved along, which saves preparing each draw.

Categories are ordered first: by the one direction in which their levels differ most in the numbers. The
shares of the levels are kept exactly, and of their association with other columns the part along that order.
Association beyond one ordering is absent from the draws and can count as structure.
Missing cells stay in their rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.polynomial.hermite_e import hermeval
from scipy.special import gammaln, ndtri, stdtrit
from scipy.stats import rankdata

from portal.engine.encoding import Encoded
from portal.engine.records import Floats

TAILS = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 10.0, 14.0, 20.0, 30.0, 50.0)
"""Degrees of freedom tried for the t copula."""
WORTH = 2.0
"""Log-likelihood that the t must gain over the Gaussian (about the 2 % level of a likelihood-ratio test)."""
CAUTION = 1.92
"""The heaviest tail within this log-likelihood of the best is taken (the lower end of a 95 % interval): a tail
taken for lighter than it is raises false alarms."""
TERMS = 20
"""Terms of the Hermite series behind the correlations of columns with ties."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Copula:
    """A fitted copula, ready to draw.

    Attributes
    ----------
    root : (m, m) lower Cholesky factor of the latent correlations of the m features
    tail : degrees of freedom of the t copula; infinite for the Gaussian
    orders : for each feature the rows that have a value, from its smallest to its largest
    present : for each feature those rows in ascending order
    rows : number of rows
    """

    root: Floats
    tail: float
    orders: tuple[Ints, ...]
    present: tuple[Ints, ...]
    rows: int

    @property
    def correlations(self) -> Floats:
        """(m, m) latent correlations."""
        return np.asarray(self.root @ self.root.T)

    def draw(self, rng: np.random.Generator) -> Ints:
        """(m, rows): for each feature, the row whose value comes to stand in each row."""
        latent = self.root @ rng.standard_normal((len(self.root), self.rows))
        if np.isfinite(self.tail):
            latent /= np.sqrt(rng.chisquare(self.tail, self.rows) / self.tail)
        taken = np.tile(np.arange(self.rows), (len(self.root), 1))
        for source, order, present, latent_row in zip(taken, self.orders, self.present, latent, strict=True):
            source[present[np.argsort(latent_row[present])]] = order
        return taken

    def draw_frame(self, frame: pd.DataFrame, features: tuple[str, ...], rng: np.random.Generator) -> pd.DataFrame:
        """The same draw as a table: the raw columns `features` of `frame` (its fitted rows), rearranged."""
        return pd.DataFrame(
            {
                name: frame[name].array.take(source.tolist())
                for name, source in zip(features, self.draw(rng), strict=True)
            }
        )


def fit_copula(columns: list[Encoded], rng: np.random.Generator) -> Copula:
    """Fit the copula to encoded columns (numbers or category codes) of the same rows.

    Parameters
    ----------
    columns : one :class:`Encoded` per feature, (n,) each
    rng : breaks ties when the tail is fitted
    """
    ordered = _ordered(columns)
    n = len(ordered[0])
    present = tuple(np.flatnonzero(~np.isnan(column)) for column in ordered)
    orders = tuple(rows[np.argsort(column[rows], kind="stable")] for column, rows in zip(ordered, present, strict=True))
    scores = np.column_stack([_scores(column, "average") for column in ordered])
    latent = _correlations(scores, np.column_stack([_series(column) for column in ordered]))
    tail = _tail(ordered, rng)
    return Copula(np.asarray(np.linalg.cholesky(latent), dtype=float), tail, orders, present, n)


def _ordered(columns: list[Encoded]) -> list[Floats]:
    """Every feature as numbers with NaN for missing; a category as the places of its levels in their order."""
    numbers = [column.numbers for column in columns if column.numbers is not None]
    anchors = np.column_stack([np.nan_to_num(_scores(each, "average")) for each in numbers]) if numbers else None
    found: list[Floats] = []
    for column in columns:
        if column.numbers is not None:
            found.append(column.numbers)
            continue
        assert column.codes is not None
        place = _level_order(column.codes, len(column.levels), anchors)
        found.append(np.where(column.codes < 0, np.nan, place[column.codes]).astype(float))
    return found


def _level_order(codes: npt.NDArray[np.intp], levels: int, anchors: Floats | None) -> Floats:
    """(levels,) place of each level along the direction in which the levels' means differ most."""
    if anchors is None:
        return np.arange(levels, dtype=float)
    known = codes >= 0
    counts = np.bincount(codes[known], minlength=levels).astype(float)
    sums = np.column_stack([np.bincount(codes[known], column[known], minlength=levels) for column in anchors.T])
    means = sums / np.maximum(counts, 1)[:, None]
    means -= np.average(means, axis=0, weights=counts)
    axis = np.linalg.svd(means * np.sqrt(counts)[:, None], full_matrices=False)[2][0]
    return np.asarray(np.argsort(np.argsort(means @ axis, kind="stable")), dtype=float)


def _scores(column: Floats, ties: str) -> Floats:
    """Normal scores Φ⁻¹((rank − ½)/n), NaN where missing."""
    out = np.full(len(column), np.nan)
    known = ~np.isnan(column)
    ranks = rankdata(column[known], method=ties)
    out[known] = ndtri((ranks - 0.5) / known.sum())
    return np.asarray(out, dtype=float)


def _series(column: Floats) -> Floats:
    """(TERMS,) correlations of the column's score with the Hermite polynomials of its latent normal.

    The score is a staircase of the latent normal, with a step at each change of value.
    """
    known = column[~np.isnan(column)]
    values, counts = np.unique(known, return_counts=True)
    if counts.max() < 0.01 * len(known) or len(values) == 1:
        return np.asarray(np.eye(TERMS)[0])
    n = len(known)
    upper = np.cumsum(counts)
    level = ndtri((upper - (counts - 1) / 2 - 0.5) / n)
    level -= np.average(level, weights=counts)
    level /= np.sqrt(np.average(level**2, weights=counts))
    edges = ndtri(upper[:-1] / n)
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    jumps = np.diff(level) * density
    order = np.arange(1, TERMS + 1)
    size = np.exp(gammaln(order + 1) / 2)
    # E[score · He_j] = Σ jumps · He_{j−1}(edge), by integration by parts
    return np.asarray([float(jumps @ hermeval(edges, np.eye(TERMS)[j - 1])) for j in order] / size)


def _correlations(scores: Floats, series: Floats) -> Floats:
    """(m, m) correlations of the latent normals whose staircases correlate as the scores do."""
    m = scores.shape[1]
    found = np.eye(m)
    powers = np.arange(1, TERMS + 1)
    grid = np.linspace(-0.999, 0.999, 401)
    curve = grid[:, None] ** powers
    for i in range(m):
        for j in range(i):
            both = ~np.isnan(scores[:, i]) & ~np.isnan(scores[:, j])
            a, b = scores[both, i], scores[both, j]
            if both.sum() < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
                continue
            seen = float(np.corrcoef(a, b)[0, 1])
            implied = np.maximum.accumulate(curve @ (series[:, i] * series[:, j]))
            found[i, j] = found[j, i] = float(np.interp(seen, implied, grid))
    return _positive(found)


def _positive(matrix: Floats) -> Floats:
    """The matrix with eigenvalues of at least 1e-4 and a unit diagonal."""
    lengths, axes = np.linalg.eigh(matrix)
    mended = np.asarray((axes * np.maximum(lengths, 1e-4)) @ axes.T)
    scale = np.sqrt(np.diag(mended))
    return np.asarray(mended / scale / scale[:, None])


def _tail(ordered: list[Floats], rng: np.random.Generator) -> float:
    """Degrees of freedom of the t copula: the least that the ranks allow; infinite when a t is not WORTH it."""
    graded = [column for column in ordered if len(np.unique(column[~np.isnan(column)])) > 4]
    if len(graded) < 2:
        return float("inf")
    table = np.column_stack(graded)
    table = table[~np.isnan(table).any(axis=1)]
    n, d = table.shape
    if n < 5 * d:
        return float("inf")
    shuffled = rng.permutation(n)
    places = np.column_stack([rankdata(column[shuffled], method="ordinal") for column in table.T]).astype(int) - 1
    even = (np.arange(n) + 0.5) / n
    normal = ndtri(even)
    latent = _positive(np.corrcoef(normal[places].T))
    root = np.asarray(np.linalg.cholesky(latent), dtype=float)
    half = float(np.log(np.diag(root)).sum())
    q = np.sum(np.linalg.solve(root, normal[places].T) ** 2, axis=0)
    gaussian = float(np.sum(-half - (q - np.sum(normal[places] ** 2, axis=1)) / 2))
    gains = [_t_likelihood(stdtrit(nu, even), places, root, half, nu) - gaussian for nu in TAILS]
    if max(gains) <= WORTH:
        return float("inf")
    return next(nu for nu, gain in zip(TAILS, gains, strict=True) if gain >= max(gains) - CAUTION)


def _t_likelihood(quantiles: Floats, places: Ints, root: Floats, half: float, nu: float) -> float:
    """Log-likelihood of the t copula at the ranks."""
    n, d = places.shape
    values = quantiles[places]
    q = np.sum(np.linalg.solve(root, values.T) ** 2, axis=0)
    constant = gammaln((nu + d) / 2) + (d - 1) * gammaln(nu / 2) - d * gammaln((nu + 1) / 2) - half
    joint = -(nu + d) / 2 * np.log1p(q / nu).sum()
    alone = (nu + 1) / 2 * np.log1p(quantiles**2 / nu).sum() * d
    return float(n * constant + joint + alone)
