"""Simulate the null distribution of the dip: `python -m benchmarks.dip_table` (about fifteen minutes, one core).

Writes portal/engine/evidence/dip_table.json, which :func:`portal.engine.evidence.dip.dip_p_value` reads.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from portal.engine.evidence.dip import dip

SIZES = (10, 15, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000)
SHARES = (
    *(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.975),
    *(0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 0.998, 0.999, 0.9995, 0.9998, 0.9999, 1.0),
)
DRAWS = 100_000
TARGET = Path(__file__).parents[1] / "portal" / "engine" / "evidence" / "dip_table.json"


def quantiles(n: int, draws: int) -> list[float]:
    """Quantiles of √n·D of n uniform values; one seed for every size."""
    rng = np.random.default_rng([1985, n])
    scaled = np.sqrt(n) * np.array([dip(rng.random(n)) for _ in range(draws)])
    return [round(float(q), 5) for q in np.quantile(scaled, SHARES)]


def main() -> None:
    rows = [quantiles(n, DRAWS if n <= 2_000 else DRAWS // 2) for n in SIZES]
    stored = {"sizes": SIZES, "shares": SHARES, "quantiles": rows, "draws": DRAWS}
    TARGET.write_text(json.dumps(stored) + "\n", "utf-8")


if __name__ == "__main__":
    main()
