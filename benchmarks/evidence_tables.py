"""Tables with known structure: without segments (false alarms) and with (power)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Make = Callable[[int, int, np.random.Generator], Table]


def _normal(n: int, d: int, rho: float, rng: np.random.Generator) -> Table:
    """Normal rows whose neighbouring columns correlate by `rho`."""
    lag = np.abs(np.subtract.outer(np.arange(d), np.arange(d)))
    return rng.standard_normal((n, d)) @ np.linalg.cholesky(rho**lag).T


def _uniform(n: int, d: int, rng: np.random.Generator) -> Table:
    return rng.random((n, d))


def _gaussian(n: int, d: int, rng: np.random.Generator) -> Table:
    return _normal(n, d, 0.6, rng)


def _lognormal(n: int, d: int, rng: np.random.Generator) -> Table:
    return np.exp(_normal(n, d, 0.4, rng))


def _discrete(n: int, d: int, rng: np.random.Generator) -> Table:
    return rng.integers(1, 6, (n, d)).astype(float)


def _discrete_correlated(n: int, d: int, rng: np.random.Generator) -> Table:
    return np.digitize(_normal(n, d, 0.5, rng), [-1.2, -0.4, 0.4, 1.2]).astype(float)


def _heavy(n: int, d: int, rng: np.random.Generator) -> Table:
    return rng.standard_t(2, (n, d))


def _heavy_together(n: int, d: int, rng: np.random.Generator) -> Table:
    return _normal(n, d, 0.4, rng) / np.sqrt(rng.chisquare(3, n) / 3)[:, None]


def _blobs(n: int, d: int, rng: np.random.Generator) -> Table:
    """Four groups at the corners of a square of side 6 in the first two variables."""
    rows = rng.standard_normal((n, d))
    rows[:, :2] += 3 * rng.choice([-1, 1], (n, 2))
    return rows


def _split(n: int, d: int, rng: np.random.Generator) -> Table:
    """Two halves 5 apart in one variable, nothing in the others."""
    rows = rng.standard_normal((n, d))
    rows[:, 0] += 2.5 * rng.choice([-1, 1], n)
    return rows


def _overlapping(n: int, d: int, rng: np.random.Generator) -> Table:
    """Three groups 3 apart, their plane turned any way."""
    plane = np.linalg.qr(rng.standard_normal((d, 2)))[0]
    centres = 3 * np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]]) @ plane.T
    return np.asarray(centres[rng.integers(0, 3, n)] + rng.standard_normal((n, d)))


def _niche(n: int, d: int, rng: np.random.Generator) -> Table:
    """A dense tenth of the rows, 5 away from the middle of the others, the same way in every variable."""
    rows = rng.standard_normal((n, d))
    few = rng.random(n) < 0.1
    rows[few] = rows[few] / 2 + 5 / np.sqrt(d)
    return rows


WITHOUT: dict[str, Make] = {
    "uniform": _uniform,
    "Gaussian, correlated": _gaussian,
    "log-normal, correlated": _lognormal,
    "five levels, independent": _discrete,
    "five levels, correlated": _discrete_correlated,
    "heavy tails (t, 2 df), independent": _heavy,
    "heavy tails (t, 3 df), multivariate": _heavy_together,
}
WITH: dict[str, Make] = {
    "four blobs": _blobs,
    "split along one variable": _split,
    "three overlapping groups": _overlapping,
    "niche of 10 %": _niche,
}
