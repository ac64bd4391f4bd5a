"""Datasets and runs, on each kind of database."""

from portal.services.workspace import Workspace
from portal.store.datasets import DatasetRow
from portal.store.runs import RunRow


def a_dataset(dataset_id: str = "d" * 16, *, is_sample: bool = False, created_at: float = 1.0) -> DatasetRow:
    return DatasetRow(dataset_id, "Customers", "customers.csv", is_sample, 3, [{"name": "age"}], None, created_at)


def test_a_dataset_comes_back_as_it_was_kept(any_ws: Workspace) -> None:
    assert any_ws.datasets.add(a_dataset())
    assert any_ws.datasets.get("d" * 16) == a_dataset()


def test_the_same_dataset_is_kept_once_and_stays_as_it_was(any_ws: Workspace) -> None:
    any_ws.datasets.add(a_dataset())
    any_ws.datasets.change("d" * 16, {"name": "Renamed"})
    assert not any_ws.datasets.add(a_dataset())
    assert any_ws.datasets.get("d" * 16).name == "Renamed"  # type: ignore[union-attr]


def test_samples_come_first_and_then_the_newest(any_ws: Workspace) -> None:
    any_ws.datasets.add(a_dataset("old", created_at=1.0))
    any_ws.datasets.add(a_dataset("new", created_at=3.0))
    any_ws.datasets.add(a_dataset("first", is_sample=True, created_at=2.0))
    any_ws.datasets.add(a_dataset("second", is_sample=True, created_at=4.0))
    assert [row.id for row in any_ws.datasets.all()] == ["first", "second", "new", "old"]


def test_a_run_stays_as_it_was_first_kept(any_ws: Workspace) -> None:
    any_ws.datasets.add(a_dataset())
    first = RunRow("r" * 16, "d" * 16, {"k": 4}, 1.0)
    any_ws.runs.add(first)
    any_ws.runs.add(RunRow("r" * 16, "d" * 16, {"k": 4}, 2.0))
    assert any_ws.runs.get("r" * 16) == first
    assert any_ws.runs.of_dataset("d" * 16) == [first]


def test_runs_go_with_their_dataset(any_ws: Workspace) -> None:
    any_ws.datasets.add(a_dataset())
    any_ws.runs.add(RunRow("r" * 16, "d" * 16, {"k": 4}, 1.0))
    assert any_ws.datasets.delete("d" * 16)
    assert any_ws.runs.get("r" * 16) is None
    assert not any_ws.datasets.delete("d" * 16)
