"""Ids of two tables: what counts as the same, and who is on one side only."""

from __future__ import annotations

import pandas as pd

from portal.engine.combining.keys import match, plain_keys


def test_ids_are_the_same_in_any_writing_but_zeros_in_front_matter() -> None:
    assert plain_keys(pd.Series([17850.0, None, 12.5])).tolist() == ["17850", None, "12.5"]
    assert plain_keys(pd.Series([" A1 ", "a1", "", "0017", "17.0"])).tolist() == ["a1", "a1", None, "0017", "17"]
    assert plain_keys(pd.Series([3, 4])).tolist() == ["3", "4"]


def test_both_sides_are_counted_with_examples() -> None:
    found = match(pd.Series([1, 2, 3, 4]), pd.Series(["2", "2", "3", "9", None]))
    assert found.matched == 2
    assert (found.left.keys, found.left.unmatched, found.left.examples) == (4, 2, ("1", "4"))
    assert (found.right.rows, found.right.keys, found.right.missing, found.right.most) == (5, 3, 1, 2)
    assert (found.right.unmatched, found.right.examples) == (1, ("9",))


def test_tables_without_any_id_in_common() -> None:
    found = match(pd.Series(["a", "b"]), pd.Series([None, None], dtype=object))
    assert (found.matched, found.right.keys, found.right.most) == (0, 0, 0)


def test_ids_written_in_several_ways_are_counted_as_one_and_told() -> None:
    found = match(pd.Series(["Ab", "ab", " ab ", "c", "D", "d"]), pd.Series(["ab", " ab"]))
    assert (found.left.keys, found.left.respelt, found.left.spellings) == (3, 2, ("Ab", "ab"))
    # Blanks alone are no other way of writing.
    assert (found.right.respelt, found.right.spellings) == (0, ())


def test_ids_that_only_zeros_in_front_keep_apart_are_counted() -> None:
    found = match(pd.Series(["0001", "0002", "03", "10", "A0"]), pd.Series([1, 2, 10, 9]))
    assert (found.matched, found.zeros) == (1, 2)
    assert match(pd.Series(["000"]), pd.Series(["0"])).zeros == 0
