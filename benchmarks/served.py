"""A data folder with clustered blobs, and the portal served over it as it is deployed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
PASSIVE = {"OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1"}


def environment(folder: Path, threads: int, **more: str) -> dict[str, str]:
    """What a process of the portal over this folder is started with."""
    numba = {"NUMBA_CACHE_DIR": str(ROOT / "var" / "cache" / "numba")}
    return (
        os.environ
        | PASSIVE
        | numba
        | {"PORTAL_DATA_DIR": str(folder), "OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)}
        | more
    )


def job(folder: Path, n: int) -> dict[str, Any]:
    """The structure job of blobs of n rows in a process of its own, as the portal starts it: see `built`."""
    dataset = _said(folder, "added", str(n))
    return dict(_said(folder, "built", dataset))


def _said(folder: Path, *asked: str) -> Any:
    command = [sys.executable, "-m", "benchmarks.served", str(folder), *asked]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder, 2), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"“{' '.join(asked)}” failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def portal(folder: Path, workers: int = 1, **more: str) -> Iterator[str]:
    """The address of the portal under gunicorn; `more` are settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = environment(folder, 1, PORT=str(port), WEB_CONCURRENCY=str(workers), **more)
    with (folder / "server.log").open("wb") as log:
        command = [str(Path(sys.executable).parent / "gunicorn"), "wsgi:server"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                    break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def added(folder: Path, rows: int) -> str:
    """Id of a new table of blobs; the compiler's cache is filled on the way."""
    import pandas as pd

    from benchmarks.tables import blobs
    from portal.engine import kmeans_kernel
    from portal.engine.density.build import warm
    from portal.services import datasets
    from portal.services.workspace import opened
    from portal.settings import Settings

    warm()
    kmeans_kernel.warm()
    ws = opened(Settings.from_env(os.environ))
    ws.database.migrate()
    frame = pd.DataFrame(blobs(rows), columns=[f"measure {i + 1}" for i in range(8)])
    return datasets.add_frame(ws, frame, name=f"Blobs {rows:,}", source=f"blobs-{rows}").id


def built(folder: Path, dataset_id: str) -> dict[str, Any]:
    """Build the structure in this process, which has done nothing before, and move every slider.

    `megabytes` is the peak of the process up to the end of the build; `seconds` the build, by stage in `stages`.
    """
    from benchmarks.once import peak
    from portal.engine import DbscanParams, HdbscanParams, KMeansParams
    from portal.services import datasets, openings, runs, structures
    from portal.services.specs import Spec, default_preparation
    from portal.services.workspace import opened
    from portal.settings import Settings

    ws = opened(Settings.from_env(os.environ))
    dataset = datasets.info(ws, dataset_id)
    n = dataset.rows
    payload = {"dataset": dataset.id, "preparation": default_preparation(dataset).to_json(), "seed": 0}
    reports: list[tuple[float, str]] = []
    start = time.perf_counter()
    structures.build(ws, payload, lambda stage, _share: reports.append((time.perf_counter() - start, stage)))
    seconds = time.perf_counter() - start
    megabytes = peak()
    ends = [*(at for at, _ in reports[1:]), seconds]
    stages: dict[str, float] = {}
    for (at, stage), end in zip(reports, ends, strict=True):
        name = "K-Means" if stage.startswith("K-Means") else stage
        stages[name] = stages.get(name, 0.0) + end - at
    structure = structures.opened(ws, dataset.id, default_preparation(dataset))
    assert structure is not None
    eps = openings.default_specs(structure)["dbscan"].params.to_json()["eps"]
    size = max(20, n // 200)
    moves = {
        "K-Means": [KMeansParams(k=k) for k in range(3, 9)],
        "DBSCAN": [DbscanParams(eps=eps * f, min_samples=m) for f, m in ((0.8, 10), (1.0, 5), (1.2, 10), (1.1, 20))],
        "HDBSCAN": [HdbscanParams(min_cluster_size=size + m, min_samples=m) for m in (10, 3, 17, 25, 10)],
    }
    cuts = {}
    for name, chosen in moves.items():
        specs = [Spec(dataset.id, structure.preparation, params) for params in chosen]
        runs.labelled(structure, specs[0])
        cuts[name] = median(runs.labelled(structure, spec).seconds for spec in specs for _ in range(3))
    return {
        "dataset": dataset.id, "seconds": seconds, "megabytes": megabytes, "stages": stages, "cuts": cuts,
        "agreement": structure.agreement, "longest": max(end - at for (at, _), end in zip(reports, ends, strict=True)),
        "sample": structure.density.n,
    }  # fmt: skip


if __name__ == "__main__":
    folder, asked, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    print(json.dumps(added(folder, int(what)) if asked == "added" else built(folder, what)))
