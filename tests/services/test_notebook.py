"""The notebook is run, cell by cell, in a process of its own: it must give the labels of the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.services import datasets, runs, structures
from portal.services.specs import Spec
from portal.services.takeaway.notebook import fingerprint, notebook, table_name
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace
from tests.conftest import made_settings
from tests.services.clustered import clustered, preparation_of, run_of, workspace_in

ROOT = Path(__file__).parents[2]
PLAIN = {"features": ["spend", "visits", "plan", "since", "member"], "log": ["spend"], "missing": "drop"}
KMEANS = {"features": ["spend", "visits", "plan"], "scaling": "robust"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    rng = np.random.default_rng(4)
    group = np.repeat([0, 1, 2], 120)
    frame = pd.DataFrame(
        {
            "spend": np.exp(rng.normal(3 + group, 0.3)),
            "visits": np.where(rng.random(360) < 0.03, np.nan, rng.normal(group * -6.0, 1.0)),
            "plan": np.where(rng.random(360) < 0.02, None, rng.choice(["Pro", "Free", "it's <b>"], 360)),
            "since": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 2_000_000, 360), "min"),
            "member": pd.array(np.where(rng.random(360) < 0.05, None, rng.random(360) < 0.4), dtype="boolean"),
        }
    )
    with workspace_in(tmp_path_factory.mktemp("notebook")) as ws:
        dataset_id = clustered(ws, frame, name="A *bold* <table>", **PLAIN)
        build(ws, dataset_id, KMEANS)
        yield ws, dataset_id


def build(ws: Workspace, dataset_id: str, choices: dict[str, Any]) -> None:
    preparation = preparation_of(ws, dataset_id, **choices)
    payload = {"dataset": dataset_id, "preparation": preparation.to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)


def written(ws: Workspace, run_id: str, folder: Path) -> str:
    """The notebook's code, with the table beside it."""
    taken = subject(ws, run_id)
    (folder / table_name(taken)).write_bytes(datasets.table_path(ws, taken.dataset.id).read_bytes())
    cells = json.loads(notebook(ws, taken))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_it_is_a_notebook(stage: tuple[Workspace, str]) -> None:
    ws, dataset_id = stage
    run = run_of(ws, dataset_id, HdbscanParams(15, 5), **PLAIN)
    whole = json.loads(notebook(ws, subject(ws, run.id)))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in whole["cells"]}) == len(whole["cells"]) > 8
    for cell in whole["cells"]:
        assert cell["source"]
        assert ("outputs" in cell) == ("execution_count" in cell) == (cell["cell_type"] == "code")
    first = "".join(whole["cells"][0]["source"])
    assert first.startswith("# HDBSCAN on A &#42;bold&#42; &#60;table&#62;\n")
    assert "Smallest segment: 15" in first


def test_every_cell_runs_and_both_ways_give_the_labels_of_the_run(stage: tuple[Workspace, str], tmp_path: Path) -> None:
    ws, dataset_id = stage
    cases: list[tuple[AnyParams, dict[str, Any]]] = [
        (KMeansParams(k=3), KMEANS), (DbscanParams(1.1, 8), PLAIN), (HdbscanParams(15, 6), PLAIN)
    ]  # fmt: skip
    made = [run_of(ws, dataset_id, params, **choices) for params, choices in cases]
    for run in made:
        tail = f"\nassert (plain == labels).all(); np.save('{run.id}.npy', labels)\n"
        (tmp_path / f"{run.id}.py").write_text(written(ws, run.id, tmp_path) + tail, encoding="utf-8")
    # One process for the three: each notebook in a space of its own, the libraries loaded once.
    each = "import sys, runpy\nfor name in sys.argv[1:]: runpy.run_path(name + '.py')"
    done = subprocess.run(
        [sys.executable, "-c", each, *(run.id for run in made)], cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "NUMBA_CACHE_DIR": os.environ["NUMBA_CACHE_DIR"]},
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("100.0000% of rows alike") == len(made)
    for run in made:
        cut = runs.cut_of(ws, run.spec)
        assert cut is not None
        assert cut.n_segments > 1
        found = np.load(tmp_path / f"{run.id}.npy")
        assert found.tolist() == cut.labels.tolist()
        assert fingerprint(found) == fingerprint(cut.labels)


def test_a_run_on_a_sample_is_repeated_on_the_same_sample(tmp_path: Path) -> None:
    from portal.services.workspace import opened

    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 200)
    frame = pd.DataFrame({"a": rng.normal(group * 8.0), "b": rng.normal(group * -5.0)})
    ws = opened(made_settings(tmp_path / "var", ROW_BUDGET="250"))
    ws.database.migrate()
    dataset_id = clustered(ws, frame)
    run = runs.register(ws, Spec(dataset_id, preparation_of(ws, dataset_id), HdbscanParams(60, 6)))
    code = written(ws, run.id, tmp_path)
    assert "choice(len(X), 250" in code
    space: dict[str, Any] = {}
    exec(
        compile(
            code.replace(
                f"'{table_name(subject(ws, run.id))}'", f"{str(tmp_path)!r} + '/' + '{table_name(subject(ws, run.id))}'"
            ),
            "notebook",
            "exec",
        ),
        space,
    )
    cut = runs.cut_of(ws, run.spec)
    assert cut is not None
    assert space["labels"].tolist() == space["plain"].tolist() == cut.labels.tolist()
    ws.close()
