"""Comparisons under a name: kept, listed, renamed, deleted; on both kinds of database."""

from __future__ import annotations

import pytest

from portal.engine.params import KMeansParams
from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.samples import uniform_customers
from portal.services import datasets, runs, saved_comparisons
from portal.services.specs import Spec, default_preparation
from portal.services.workspace import Workspace


def table(ws: Workspace, rows: int) -> tuple[str, list[str]]:
    dataset = datasets.add_frame(ws, uniform_customers(rows), name="Customers", source="test")
    specs = (Spec(dataset.id, default_preparation(dataset), KMeansParams(k=k)) for k in (2, 3))
    return dataset.id, [runs.register(ws, spec).id for spec in specs]


def test_a_comparison_is_kept_renamed_and_deleted(any_ws: Workspace) -> None:
    dataset, ids = table(any_ws, 60)
    first = saved_comparisons.save(any_ws, dataset, "  Spring   review ", ids)
    assert (first.name, first.pins) == ("Spring review", tuple(ids))
    second = saved_comparisons.save(any_ws, dataset, "One alone", ids[:1])
    assert [one.id for one in saved_comparisons.listed(any_ws, dataset)] == [second.id, first.id]
    assert saved_comparisons.opened(any_ws, first.id) == first
    assert saved_comparisons.rename(any_ws, first.id, "Autumn").name == "Autumn"
    assert saved_comparisons.rename(any_ws, first.id, "Autumn").pins == first.pins
    assert saved_comparisons.delete(any_ws, second.id).name == "One alone"
    assert [one.name for one in saved_comparisons.listed(any_ws, dataset)] == ["Autumn"]
    assert runs.run(any_ws, ids[0]).id == ids[0]


def test_a_refusal_says_the_way_out(any_ws: Workspace) -> None:
    dataset, ids = table(any_ws, 60)
    other, strange = table(any_ws, 70)
    saved_comparisons.save(any_ws, dataset, "Taken", ids)
    with pytest.raises(ConflictError, match="“taken” already"):
        saved_comparisons.save(any_ws, dataset, "taken", ids)
    assert saved_comparisons.save(any_ws, other, "Taken", strange).dataset_id == other
    with pytest.raises(ParameterError, match="needs a name"):
        saved_comparisons.save(any_ws, dataset, "  ", ids)
    with pytest.raises(ParameterError, match="Nothing is pinned"):
        saved_comparisons.save(any_ws, dataset, "Empty", [])
    with pytest.raises(NotFoundError, match="another dataset"):
        saved_comparisons.save(any_ws, dataset, "Mixed", [ids[0], strange[0]])
    for act in (saved_comparisons.opened, saved_comparisons.delete):
        with pytest.raises(NotFoundError, match="“nonsense”"):
            act(any_ws, "nonsense")


def test_a_named_comparison_outlives_its_table(ws: Workspace) -> None:
    dataset, ids = table(ws, 60)
    kept = saved_comparisons.save(ws, dataset, "Kept", ids)
    datasets.delete(ws, dataset)
    assert saved_comparisons.opened(ws, kept.id).pins == tuple(ids)
    assert table(ws, 60) == (dataset, ids)
    assert saved_comparisons.listed(ws, dataset) == (kept,)
