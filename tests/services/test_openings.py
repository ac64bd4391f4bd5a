"""What a table opens on."""

from __future__ import annotations

from pathlib import Path

from portal.engine.params import HdbscanParams, KMeansParams
from portal.samples import retail_customers, uniform_customers
from portal.services import openings
from tests.services.clustered import clustered, workspace_in


def test_a_table_with_groups_opens_on_the_method_that_may_leave_people_out(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        run = openings.default_run(ws, clustered(ws, retail_customers(900)))
    assert run is not None
    assert isinstance(run.spec.params, HdbscanParams)


def test_a_table_without_groups_opens_on_a_handful_at_most(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as ws:
        run = openings.default_run(ws, clustered(ws, uniform_customers(600)))
    assert run is not None
    assert isinstance(run.spec.params, KMeansParams)
    assert run.spec.params.k <= openings.A_HANDFUL


def test_a_table_without_structure_opens_on_nothing(tmp_path: Path) -> None:
    from portal.services import datasets

    with workspace_in(tmp_path) as ws:
        dataset = datasets.add_frame(ws, uniform_customers(50), name="New", source="test")
        assert openings.default_run(ws, dataset.id) is None
