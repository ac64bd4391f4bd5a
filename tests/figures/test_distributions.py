from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.figures.densities import densities, densities_caption, density
from portal.figures.distributions import bin_edges, distribution_caption, histogram
from portal.figures.records import Segment
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE

HOSTILE_NUMBERS = {
    "one": [3.0],
    "constant": [5.0] * 40,
    "zero": [0.0, 0.0],
    "inf": [1.0, np.inf, -np.inf, np.nan, 2.0],
    "huge": [1e-300, 1e300, 5.0],
    "tiny": [1e-12, 2e-12, 3e-12] * 10,
    "outlier": [*range(500), 1e9],
    "negative": [-3.5, -2.5, -1.0] * 5,
}


@pytest.mark.parametrize("values", HOSTILE_NUMBERS.values(), ids=HOSTILE_NUMBERS)
def test_every_finite_value_is_counted_once(values: list[float]) -> None:
    series = pd.Series(values)
    fig = checked(histogram(series, name=HOSTILE))
    assert sum(fig.data[0].y) == np.isfinite(series).sum()
    assert fig.data[1].type == "box"
    assert distribution_caption(series, name="Income").title


@pytest.mark.parametrize("values", [[], [np.nan], [None, None]])
def test_nothing_known(values: list[float]) -> None:
    series = pd.Series(values, dtype=float)
    assert notes(checked(histogram(series, name="Income"))) == ["No value of income is known"]
    assert distribution_caption(series, name="Income").reading == "Every value is missing."


def test_whole_numbers_get_a_bin_each() -> None:
    assert list(bin_edges(np.array([1.0, 2.0, 4.0]))) == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert np.allclose(np.diff(bin_edges(np.linspace(0, 97.3, 1000))), 5.0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_is_drawn_over_everyone(frame: pd.DataFrame, theme: Theme) -> None:
    chosen = frame["income"][frame["region"] == "North"]
    fig = checked(histogram(chosen, name="Income", everyone=frame["income"], theme=theme), theme)
    assert [trace.name for trace in fig.data[:2]] == ["Everyone", "Chosen"]
    assert sum(fig.data[0].y) == len(frame)
    assert sum(fig.data[1].y) == len(chosen)
    assert fig.data[0].marker.color == tokens(theme)["n-200"]
    empty = checked(histogram(chosen[:0], name="Income", everyone=frame["income"]))
    assert sum(empty.data[1].y) == 0


def test_dates_have_a_date_axis(frame: pd.DataFrame) -> None:
    fig = checked(histogram(frame["signup"], name="Signup"))
    assert fig.layout.xaxis.type == "date"
    assert "2024" in fig.data[0].customdata[0]
    assert distribution_caption(frame["signup"], name="Signup").reading.startswith("From 0")
    zoned = frame["signup"].dt.tz_localize("Europe/Berlin")
    assert sum(checked(histogram(zoned, name="Signup")).data[0].y) == len(frame)


def test_shapes_in_words() -> None:
    rng = np.random.default_rng(0)

    def title(values: np.ndarray) -> str:
        return distribution_caption(pd.Series(values), name="Income").title

    assert title(rng.lognormal(size=2000)) == "Income has a long tail of high values"
    assert title(-rng.lognormal(size=2000)) == "Income has a long tail of low values"
    assert title(rng.uniform(size=2000)) == "Income is spread evenly"
    assert title(rng.normal(size=2000)) == "Income"
    assert title(np.full(50, 7.0)) == "Income is always 7"


def test_density_is_a_density() -> None:
    grid = np.linspace(-6, 6, 160)
    heights = density(np.random.default_rng(0).normal(size=3000), grid)
    assert np.isclose(heights.sum() * (grid[1] - grid[0]), 1, atol=0.01)
    assert np.isclose(heights.max(), 0.399, atol=0.03)
    assert np.isfinite(density(np.full(9, 2.0), grid)).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_panel_per_number(frame, labels, segments, theme: Theme) -> None:
    members = frame[labels == 0]
    columns = ["income", "age", "region", "spending_score", "absent"]
    fig = checked(densities(frame, members, columns=columns, segment=segments[0], theme=theme), theme)
    assert len(fig.data) == 6
    assert fig.data[1].line.color == tokens(theme)["seg-1"]
    assert "Income" in notes(fig)
    assert densities_caption(frame, members, columns=columns, segment=segments[0]).title.startswith("Furthest")


def test_panels_with_hostile_columns() -> None:
    everyone = pd.DataFrame(HOSTILE_NUMBERS["constant"], columns=["flat"]).assign(
        gap=np.nan, inf=[*[1.0, np.inf] * 20], mixed=np.arange(40.0)
    )
    segment = Segment(0, HOSTILE, 1)
    columns = list(everyone)
    for members in (everyone[:1], everyone[:0]):
        fig = checked(densities(everyone, members, columns=columns, segment=segment, per_row=1))
        assert fig.layout.height > 0
        assert densities_caption(everyone, members, columns=columns, segment=segment).title
    assert notes(densities(everyone, everyone, columns=["gap"], segment=segment)) == ["No numeric variable to compare"]
