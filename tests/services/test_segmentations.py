"""Kept runs: they come back as they were kept, and outlive a table that is deleted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.samples import retail_customers
from portal.services import datasets, keeping, openings, segmentations, segments
from portal.services.runs import Run
from portal.services.segmentations import Status
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, workspace_in


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Run]]:
    with workspace_in(tmp_path_factory.mktemp("segmentations")) as ws:
        run = openings.default_run(ws, clustered(ws, retail_customers(600), name="Retail"))
        assert run is not None
        yield ws, run


def test_a_kept_run_is_a_draft_with_the_proposed_names(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    kept = keeping.keep(ws, run.id, "  Spring\ncampaign ")
    found = segments.portrait(ws, run)
    assert found is not None
    assert (kept.name, kept.version, kept.status, kept.author) == ("Spring campaign", 1, Status.DRAFT, "local")
    assert [plan.name for plan in kept.plans if plan.label >= 0] == [one.name for one in found.segments]
    assert [plan.offer for plan in kept.plans if plan.label >= 0] == [one.strategy.offer for one in found.segments]
    assert sum(kept.sizes) == found.placed
    assert segmentations.segmentation(ws, kept.id) == kept
    assert kept in segmentations.of_run(ws, run.id)
    assert kept in segmentations.listed(ws)
    assert kept not in segmentations.listed(ws, retired=True)


@pytest.mark.parametrize("name", ["", "   ", "\n\x00"])
def test_a_segmentation_needs_a_name(stage: tuple[Workspace, Run], name: str) -> None:
    with pytest.raises(ParameterError, match="needs a name"):
        keeping.keep(stage[0], stage[1].id, name)


def test_a_name_is_given_once_a_table(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    keeping.keep(ws, run.id, "Twice")
    with pytest.raises(ConflictError, match="“Twice” already"):
        keeping.keep(ws, run.id, "twice")


def test_what_is_not_there_says_so(stage: tuple[Workspace, Run]) -> None:
    with pytest.raises(NotFoundError, match="no segmentation “nowhere”"):
        segmentations.segmentation(stage[0], "nowhere")
    with pytest.raises(NotFoundError, match="no run"):
        keeping.keep(stage[0], "nowhere", "Name")


def test_decisions_outlive_their_table_and_open_again_with_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    with workspace_in(tmp_path_factory.mktemp("outlive")) as ws:
        table = retail_customers(300)
        run = openings.default_run(ws, clustered(ws, table, name="Retail"))
        assert run is not None
        kept = keeping.keep(ws, run.id, "Kept")
        datasets.delete(ws, kept.dataset_id)
        assert segmentations.segmentation(ws, kept.id) == kept
        with pytest.raises(NotFoundError, match="“Retail” of “Kept” has been deleted"):
            segmentations.run_of(ws, kept)
        clustered(ws, table, name="Retail")
        assert segmentations.run_of(ws, kept).spec == run.spec
