"""Kept segmentations on each kind of database: one version a number, one edit a revision."""

from __future__ import annotations

from portal.services.workspace import Workspace
from portal.store.segmentations import CommentRow, EditRow, SegmentationRow
from tests.store.test_repositories import a_dataset


def a_version(version: int = 1, *, series: str = "s" * 16) -> SegmentationRow:
    return SegmentationRow(
        f"v{version}", series, version, "Spring", "draft", "r" * 16, "d" * 16, "Customers", {"k": 4},
        [{"label": 0, "name": "Loyal"}], 0, "local", float(version), float(version), None,
    )  # fmt: skip


def an_edit(of: str, revision: int) -> EditRow:
    return EditRow(of, revision, "changed", 0, [["name", "Loyal", "Regulars"]], "local", 5.0)


def test_a_version_comes_back_and_has_its_number_alone(any_ws: Workspace) -> None:
    store = any_ws.segmentations
    assert store.add(a_version(), an_edit("v1", 0))
    assert store.get("v1") == a_version()
    assert not store.add(a_version(), an_edit("v1", 0))
    assert store.add(a_version(2), an_edit("v2", 0))
    assert [row.id for row in store.all(series_id="s" * 16)] == ["v2", "v1"]


def test_an_edit_is_made_upon_the_revision_before_it(any_ws: Workspace) -> None:
    store = any_ws.segmentations
    store.add(a_version(), an_edit("v1", 0))
    assert store.change([(an_edit("v1", 1), {"name": "Summer"})])
    assert not store.change([(an_edit("v1", 1), {"name": "Autumn"})])
    row = store.get("v1")
    assert row is not None
    assert (row.name, row.revision, row.changed_at) == ("Summer", 1, 5.0)
    assert [edit.revision for edit in store.edits("v1")] == [1, 0]


def test_several_edits_are_made_together_or_not_at_all(any_ws: Workspace) -> None:
    store = any_ws.segmentations
    store.add(a_version(), an_edit("v1", 0))
    store.add(a_version(2), an_edit("v2", 0))
    assert not store.change([(an_edit("v2", 1), {"status": "published"}), (an_edit("v1", 9), {"status": "retired"})])
    assert store.get("v2").status == "draft"  # type: ignore[union-attr]


def test_a_deleted_table_leaves_what_was_decided(any_ws: Workspace) -> None:
    any_ws.datasets.add(a_dataset())
    any_ws.segmentations.add(a_version(), an_edit("v1", 0))
    any_ws.segmentations.add_comment(CommentRow("c1", "v1", None, "Well done.", "local", "me", 6.0))
    any_ws.datasets.delete("d" * 16)
    assert any_ws.segmentations.get("v1") is not None
    assert [row.text for row in any_ws.segmentations.comments("s" * 16)] == ["Well done."]
    assert any_ws.segmentations.delete_comment("c1")
    assert not any_ws.segmentations.delete_comment("c1")
