"""`python -m tests.prepared`: what every portal of a suite would do again, done once while the types are checked.

The engine's kernels are compiled, and the samples are computed and judged into a folder that journeys copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import tests.conftest  # noqa: F401  (names the folder of compiled kernels)

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".cache" / "portal"


def samples(folder: Path) -> None:
    """A portal's data folder with the samples in it, computed where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    env = os.environ | {"PORTAL_DATA_DIR": str(folder), "OMP_NUM_THREADS": "2"}
    subprocess.run([sys.executable, "-m", "portal", "prepare"], cwd=ROOT, env=env, check=True, timeout=300)


if __name__ == "__main__":
    from portal.engine import density, kmeans_kernel

    density.warm()
    kmeans_kernel.warm()
    shutil.rmtree(FOLDER, ignore_errors=True)
    samples(FOLDER)
