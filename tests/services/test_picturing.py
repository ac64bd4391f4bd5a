"""What the pictures draw is what the table says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import KMeansParams
from portal.engine.profile_plot import profile_plot
from portal.errors import ParameterError
from portal.samples import retail_customers
from portal.services import datasets, picturing, segments
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

Stage = tuple[Workspace, Portrait, pd.DataFrame]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with workspace_in(tmp_path_factory.mktemp("pictures")) as ws:
        dataset_id = clustered(ws, retail_customers(400))
        portrait = segments.portrait(ws, run_of(ws, dataset_id, KMeansParams(k=3)))
        assert portrait is not None
        yield ws, portrait, datasets.frame(ws, dataset_id)


def test_profiles_are_averages_on_one_scale(stage: Stage) -> None:
    ws, portrait, frame = stage
    plot = picturing.profiles_of(ws, portrait)
    assert set(portrait.run.spec.preparation.features) <= set(plot.variables)
    for place, name in enumerate(plot.variables):
        values = frame[name].astype(float)
        low, high = np.percentile(values, (1, 99))
        for label in range(3):
            mean = values[portrait.cut.labels == label].mean()
            assert plot.means[label, place] == pytest.approx(mean)
            assert plot.heights[label, place] == pytest.approx(np.clip((mean - low) / (high - low), 0, 1))
            assert plot.marked[label, place] == (abs(mean - values.mean()) >= 0.5 * values.std(ddof=0))


def test_yes_or_no_marks_by_points_or_proportion() -> None:
    labels = np.repeat([0, 1], 100)
    yes = np.concatenate([np.arange(100) < 8, np.arange(100) < 2])
    flat = np.concatenate([np.arange(100) < 60, np.arange(100) < 58])
    frame = pd.DataFrame({"rare": yes, "usual": flat, "still": 1.0})
    plot = profile_plot(frame, labels, ["rare", "usual", "still"], 2)
    assert dict(zip(plot.variables, plot.marked.all(axis=0), strict=True)) == {"rare": True, "usual": False}
    assert plot.binary == (True, True)


def test_lifts_hold_every_category(stage: Stage) -> None:
    ws, portrait, frame = stage
    found = picturing.lifts_of(ws, portrait)
    levels = {(one.column, one.level) for one in found}
    assert {("preferred_category", level) for level in frame["preferred_category"].unique()} <= levels
    for one in found:
        hits = frame[one.column].astype(str) == one.level
        assert one.overall == pytest.approx(hits.mean())
        assert one.shares == pytest.approx([hits[portrait.cut.labels == label].mean() for label in range(3)])
        assert one.lifts[0] == pytest.approx(one.shares[0] / one.overall)


def test_two_segments_head_to_head(stage: Stage) -> None:
    ws, portrait, frame = stage
    found = picturing.contrasts_of(ws, portrait, 0, 2)
    assert [abs(one.apart) for one in found] == sorted((abs(one.apart) for one in found), reverse=True)
    (income,) = [one for one in found if one.column == "income"]
    first, second = (frame["income"][portrait.cut.labels == label].mean() for label in (0, 2))
    assert income.values == pytest.approx((first, second))
    assert income.apart == pytest.approx((first - second) / frame["income"].std(ddof=0))
    (category,) = [one for one in found if one.column == "preferred_category"]
    hits = frame["preferred_category"] == category.level
    shares = [hits[portrait.cut.labels == label].mean() for label in (0, 2)]
    assert category.values == pytest.approx(shares)
    assert category.apart == pytest.approx((shares[0] - shares[1]) / hits.std(ddof=0))
    for pair in ((0, 0), (0, 9), (-1, 0)):
        with pytest.raises(ParameterError, match="Two different segments"):
            picturing.contrasts_of(ws, portrait, *pair)


def test_lines_and_plane_are_the_same_each_time(stage: Stage) -> None:
    ws, portrait, _ = stage
    plot = picturing.profiles_of(ws, portrait)
    first, again = picturing.lines_of(ws, portrait, plot), picturing.lines_of(ws, portrait, plot)
    assert [line.shape for line in first.lines] == [(picturing.LINES, len(plot.variables))] * 3
    assert all((a == b).all() for a, b in zip(first.lines, again.lines, strict=True))
    assert np.nanmin(first.medians) >= 0
    assert np.nanmax(first.medians) <= 1
    plane = picturing.separation_of(ws, portrait)
    assert plane.points.shape == (400, 2)
    assert len(plane.found.hulls) == 3
