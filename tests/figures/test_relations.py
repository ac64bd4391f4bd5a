from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pytest

from portal.figures.correlations import correlation_heatmap, correlation_matrix, correlations_caption
from portal.figures.relation_captions import relation_caption
from portal.figures.relations import DRAWN, relation
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE

NUMBERS = ("income", "age", "signup")
WORDS = ("region", "category", "member")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("color", [None, "age", "region", "signup"])
@pytest.mark.parametrize(("x", "y"), [("income", "age"), ("signup", "income"), ("region", "income"), ("age", "member")])
def test_every_pair_of_kinds(frame, x: str, y: str, color: str | None, theme: Theme) -> None:
    fig = checked(relation(frame, x, y, color=color, theme=theme), theme)
    assert len(fig.data)
    assert relation_caption(frame, x, y).title


def test_two_numbers_are_dots_coloured_by_category(frame) -> None:
    fig = relation(frame, "income", "age", color="region")
    assert {trace.type for trace in fig.data} == {"scattergl"}
    assert fig.layout.showlegend
    assert sum(len(trace.x) for trace in fig.data) == len(frame)
    assert fig.layout.xaxis.title.text == "Income"
    assert relation(frame, "income", "age").data[0].marker.color == tokens("light")["n-500"]


def test_a_number_by_category_has_a_box_per_category(frame) -> None:
    fig = checked(relation(frame, "region", "income"))
    box = next(trace for trace in fig.data if trace.type == "box")
    assert len(box.median) == frame["region"].nunique()
    most = frame["region"].value_counts().index[0]
    assert box.median[0] == pytest.approx(frame.loc[frame["region"] == most, "income"].median())


def test_two_categories_are_cells_of_row_shares(frame) -> None:
    fig = checked(relation(frame, "region", "category"))
    heat, words = fig.data
    assert heat.type == "heatmap"
    shares = [float(text.rstrip("%")) for text in words.text]
    assert sum(shares) == pytest.approx(100 * frame["category"].nunique(), abs=3)
    shaded = checked(relation(frame, "region", "category", color="income"))
    assert "average Income" in shaded.data[0].customdata[0][0]


def test_many_rows_are_sampled_and_the_reading_says_so() -> None:
    rng = np.random.default_rng(0)
    large = pd.DataFrame(rng.normal(size=(DRAWN + 5, 2)), columns=["a", "b"])
    assert len(relation(large, "a", "b").data[0].x) == DRAWN
    assert "A sample of 20,000 rows is drawn." in relation_caption(large, "a", "b").reading


def test_hostile_columns() -> None:
    n = 60
    table = pd.DataFrame(
        {
            HOSTILE: np.arange(n, dtype=float),
            "inf": [np.inf, -np.inf, np.nan, 1.0] * 15,
            "gap": [np.nan] * n,
            "flat": [2.0] * n,
            "levels": [f"{HOSTILE}{i}" for i in range(n)],
            "one": ["a"] * n,
            "none": pd.Series([None] * n, dtype=object),
        }
    )
    for x, y in combinations_with_replacement(table, 2):
        for part, first, second, color in (
            (table, x, y, "levels"), (table, y, x, "inf"), (table[:1], x, y, "levels"), (table[:0], y, x, "inf"),
        ):  # fmt: skip
            checked(relation(part, first, second, color=color))
            assert relation_caption(part, first, second).title


def test_pairs_in_words(frame) -> None:
    def title(x: str, y: str) -> str:
        return relation_caption(frame, x, y).title

    assert title("income", "spending_score").startswith("Income and spending score rise together (ρ = 0.9")
    assert title("income", "age") == "Income and age"
    falling = pd.DataFrame({"a": np.arange(50.0), "b": -np.arange(50.0)})
    assert relation_caption(falling, "a", "b").title == "B falls as A rises (ρ = −1.00)"
    assert title("region", "income") == "Income by region"
    assert title("income", "income") == "Income"
    linked = pd.DataFrame({"a": ["x", "y"] * 50, "b": ["u", "v"] * 50})
    assert relation_caption(linked, "a", "b").title == "A and B go together (V = 1.00)"
    levels = pd.DataFrame({"g": ["low", "high"] * 50, "v": [1.0, 9.0] * 50})
    assert relation_caption(levels, "g", "v").title == "V is highest for high"


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlations(frame, method) -> None:
    matrix = correlation_matrix(frame, method)
    assert list(matrix) == ["income", "spending_score", "age", "signup"]
    want = frame[["income", "spending_score", "age"]].corr(method=method).to_numpy()
    assert np.allclose(matrix.to_numpy()[:3, :3], want)
    fig = checked(correlation_heatmap(matrix, method=method))
    assert fig.data[1].text[0] == "·"
    assert notes(fig)[:2] == ["Income", "Spending score"]
    assert correlations_caption(matrix, method=method).title.startswith("Income and spending score rise together most")


def test_correlations_with_gaps_and_many_columns() -> None:
    rng = np.random.default_rng(0)
    wide = pd.DataFrame(rng.normal(size=(200, 60)), columns=[f"v{i}" for i in range(60)])
    wide["v1"] = wide["v0"] + 0.1
    wide["flat"] = 1.0
    wide["gap"] = np.nan
    matrix = correlation_matrix(wide)
    fig = checked(correlation_heatmap(matrix, theme="dark"), "dark")
    assert len(fig.data[0].x) == 24
    assert "24 most correlated of 62" in correlations_caption(matrix).reading
    assert correlations_caption(matrix).title == "V0 and v1 rise together most (r = 1.00)"
    lone = correlation_matrix(wide[["v0"]])
    assert notes(checked(correlation_heatmap(lone))) == ["Two numeric columns are needed"]
    assert correlations_caption(lone).title == "Correlations"
    assert correlations_caption(correlation_matrix(wide[["v5", "v9"]])).title in (
        "No two numbers move together", "Correlations"
    )  # fmt: skip
