"""Outlines drawn on a map: read, kept in the address, and answered in numbers."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import infer_columns
from portal.errors import ParameterError
from portal.services.datasets import Dataset
from portal.services.selection import described, inside, outlines_of, read, written

SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))


def dataset_of(frame: pd.DataFrame) -> Dataset:
    return Dataset("d", "People", len(frame), infer_columns(frame), "test", False, None, 0.0)


def test_a_lasso_and_a_box_become_outlines() -> None:
    lasso = {"selections": [{"type": "path", "path": "M-1.5,2e-1L3,4L5,-6Z", "xref": "x", "yref": "y"}]}
    box = {"selections": [{"type": "rect", "x0": 0, "x1": 2, "y0": 0, "y1": 2}]}
    assert outlines_of(lasso) == (((-1.5, 0.2), (3.0, 4.0), (5.0, -6.0)),)
    assert outlines_of(box) == (SQUARE,)


def test_what_is_no_selection_changes_nothing_and_an_empty_one_clears() -> None:
    assert outlines_of(None) is None
    assert outlines_of({"xaxis.range[0]": 1}) is None
    assert outlines_of({"selections": []}) == ()


def test_dragging_one_of_two_outlines_keeps_the_other() -> None:
    moved = {"selections[1].x0": 5, "selections[1].x1": 6, "selections[1].y0": 5, "selections[1].y1": 6}
    first, second = outlines_of(moved, (SQUARE, SQUARE)) or ()
    assert first == SQUARE
    assert second[0] == (5.0, 5.0)


def test_an_outline_survives_the_address() -> None:
    assert read(written((SQUARE, SQUARE))) == (SQUARE, SQUARE)
    assert written(()) is None
    assert read(None) == ()


def test_a_long_lasso_is_thinned_before_it_goes_into_the_address() -> None:
    turns = np.linspace(0, 2 * np.pi, 5_000)
    path = "M" + "L".join(f"{np.cos(t)},{np.sin(t)}" for t in turns) + "Z"
    (outline,) = outlines_of({"selections": [{"type": "path", "path": path}]}) or ()
    assert 60 <= len(outline) <= 120
    assert len(written((outline,)) or "") < 2_500


@pytest.mark.parametrize("text", ["x", "1,2", "1,2_3,4", "nan,1_2,3_4,5", "1,2,3_4,5_6,7", "1e999,0_1,1_0,1"])
def test_a_broken_word_in_the_address_is_one_sentence(text: str) -> None:
    with pytest.raises(ParameterError, match="Draw it again"):
        read(text)


@pytest.mark.parametrize(
    "drawn", [{"type": "rect", "x0": None}, {"type": "path", "path": "M1,2Z"}, {"type": "circle"}, {"path": None}]
)
def test_a_broken_drawing_is_one_sentence(drawn: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match="Draw it again"):
        outlines_of({"selections": [drawn]})


def test_inside_follows_the_outline_and_not_its_box() -> None:
    points = np.array([[0.5, 0.2], [0.2, 0.9], [3.0, 3.0], [1.9, 0.05]], dtype=np.float32)
    triangle = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0))
    assert inside(points, (triangle,)).tolist() == [True, False, False, True]
    assert not inside(points, ()).any()


def test_a_self_crossing_lasso_and_two_outlines() -> None:
    bow = ((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))
    points = np.array([[0.2, 1.0], [1.8, 1.0], [1.0, 1.9], [5.0, 5.0]])
    assert inside(points, (bow,)).tolist() == [True, True, False, False]
    far = ((4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0))
    assert inside(points, (bow, far)).tolist() == [True, True, False, True]


def test_missing_coordinates_are_never_inside() -> None:
    assert not inside(np.array([[np.nan, 1.0]]), (SQUARE,)).any()


def test_a_million_points_are_answered_quickly() -> None:

    points = np.random.default_rng(0).normal(size=(1_000_000, 2)).astype(np.float32)
    turns = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    circle = tuple((float(np.cos(t)), float(np.sin(t))) for t in turns)
    started = time.perf_counter()
    count = int(inside(points, (circle,)).sum())
    assert time.perf_counter() - started < 5.0
    assert count / 1e6 == pytest.approx(1 - np.exp(-0.5), abs=0.003)


def test_described_counts_mixes_and_compares() -> None:
    frame = pd.DataFrame(
        {
            "income": [10.0, 12, 11, 13, 90, 95, 93, np.nan] * 5,
            "town": ["A", "A", "A", "B", "B", "B", "B", "B"] * 5,
            "constant": ["x"] * 40,
        }
    )
    labels = np.array([0, 0, 0, -1, 1, 1, 1, -2] * 5, dtype=np.int16)
    chosen = np.array([False, False, False, True, True, True, True, True] * 5)
    found = described(frame, dataset_of(frame), labels, chosen, ("income", "town", "constant"))
    assert (found.count, found.total) == (20, 35)
    assert found.share == pytest.approx(20 / 35)
    assert [(share.label, share.count) for share in found.mix] == [(1, 15), (-1, 5)]
    assert found.mix[0].share == pytest.approx(0.75)
    assert found.mix[0].share_of_all == pytest.approx(15 / 35)
    by_name = {difference.column: difference for difference in found.differences}
    assert set(by_name) == {"income", "town"}
    assert by_name["income"].rest == pytest.approx(11)
    assert by_name["income"].chosen == pytest.approx((13 + 90 + 95 + 93) / 4)
    assert by_name["income"].effect > 1
    assert by_name["town"].chosen in (0.0, 1.0)


@pytest.mark.parametrize("everybody", [True, False])
def test_nobody_and_everybody_differ_from_nobody(everybody: bool) -> None:
    frame = pd.DataFrame({"income": np.arange(30.0)})
    chosen = np.full(30, everybody)
    found = described(frame, dataset_of(frame), np.zeros(30, dtype=np.int16), chosen, ("income",))
    assert found.differences == ()
    assert found.count == (30 if everybody else 0)


def test_hostile_columns_are_compared_or_left_out_never_fatal() -> None:
    frame = pd.DataFrame(
        {
            "infinite": [np.inf, -np.inf, 1.0, 2.0] * 10,
            "empty": [np.nan] * 40,
            "<b>": ["=1+1", "x", None, "y"] * 10,
            "yes": [True, False, True, True] * 10,
        }
    )
    chosen = np.array([True, False, True, False] * 10)
    labels = np.zeros(40, dtype=np.int16)
    found = described(frame, dataset_of(frame), labels, chosen, tuple(frame.columns))
    assert all(np.isfinite(difference.effect) for difference in found.differences)
