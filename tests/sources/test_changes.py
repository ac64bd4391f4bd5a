"""What is different between two states of a table."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portal.sources.changes import Changes, compared


@pytest.fixture
def states(tmp_path):
    def _states(before, after, key="id"):
        for name, columns in (("before", before), ("after", after)):
            pq.write_table(pa.table(columns), tmp_path / name)
        return compared(tmp_path / "before", tmp_path / "after", key)

    return _states


def test_rows_are_told_apart_by_their_id_in_whatever_order(states):
    before = {"id": ["a", "b", "c"], "age": [1, 2, None], "city": ["x", "y", "z"]}
    after = {"id": ["d", "c", "b"], "age": [9, None, 5], "city": ["x", "z", "y"]}
    assert states(before, after) == Changes(3, 3, 1, 1, 1, "id", cells=(("age", 1),))


def test_a_column_that_got_decimals_has_not_changed_where_its_numbers_have_not(states):
    found = states({"id": [1, 2], "n": [1, 2]}, {"id": [1, 2], "n": [1.0, 2.5]})
    retyped = (("n", "whole numbers", "decimal numbers"),)
    assert found == Changes(2, 2, 0, 0, 1, "id", cells=(("n", 1),), retyped=retyped)
    assert Changes.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert states({"id": [1], "n": [True]}, {"id": [1], "n": ["true"]}).changed == 0


def test_without_an_id_rows_are_compared_whole_and_counted(states):
    before = {"age": [1, 1, 2, 3], "city": ["x", "x", "y", "z"]}
    after = {"age": [1, 2, 2, 4], "city": ["x", "y", "y", "z"]}
    assert states(before, after, None) == Changes(4, 4, 2, 2)
    twice = {"id": ["a", "a", "b", "c"]}
    assert states(before | twice, after | twice).key is None


def test_columns_come_and_go_and_json_gives_the_same_again(states):
    found = states({"id": [1, 2], "old": [1, 2]}, {"id": [1, 3], "new": [1, 2]})
    assert (found.came, found.went, found.added, found.removed, found.changed) == (("new",), ("old",), 1, 1, 0)
    assert Changes.from_json(found.to_json()) == found


def test_columns_that_moved_are_no_columns_that_came(states):
    found = states({"id": [1, 2], "a": [1, 2], "b": ["x", "y"]}, {"b": ["x", "y"], "id": [1, 2], "a": [1, 2]})
    assert found == Changes(2, 2, 0, 0, 0, "id", moved=True)


def test_changes_that_were_kept_without_types_are_read(states):
    kept = Changes(2, 2, 1, 1).to_json()
    del kept["retyped"], kept["moved"]
    assert Changes.from_json(kept) == Changes(2, 2, 1, 1)
