"""`python -m tests.compiled`: compile the engine's kernels once, before a suite's processes would each do so."""

from __future__ import annotations

import tests.conftest  # noqa: F401  (names the folder of compiled kernels)
from portal.engine import density, kmeans_kernel

if __name__ == "__main__":
    density.warm()
    kmeans_kernel.warm()
