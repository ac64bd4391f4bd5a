from __future__ import annotations

import pandas as pd
import pytest

from portal.figures.categories import category_bars, category_caption, missing_bars, missing_caption
from portal.figures.records import People, Segment
from portal.figures.sizes import size_bars, sizes_caption
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, colours, notes
from tests.figures.conftest import HOSTILE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_size_bars_end_with_the_unassigned_outlined(segments, theme: Theme) -> None:
    fig = checked(size_bars(segments[::-1], theme=theme), theme)
    bars = fig.data[0]
    assert list(bars.x) == [120, 80, 40, 10]
    assert list(bars.text) == ["120", "80", "40", "10"]
    assert colours(bars)[0] == tokens(theme)["seg-1"]
    assert list(bars.marker.line.width) == [0, 0, 0, 1]
    assert notes(fig) == ["Savers", "Regulars", "Collectors", "Unassigned"]
    assert [shape.type for shape in fig.layout.shapes][:4] == ["rect", "rect", "rect", "circle"]


def test_sizes_without_customers() -> None:
    assert notes(checked(size_bars([]))) == ["Nobody to show"]
    assert sizes_caption([]).title == "Size of the segments"


def test_sizes_in_words(segments) -> None:
    assert sizes_caption(segments) == (
        "Two segments hold 80% of all customers",
        "10 of 250 customers (4%) fit no group.",
    )
    assert sizes_caption([Segment(0, "Big", 80), Segment(1, "b", 20)]).title == "Big holds 80% of all customers"
    even = [Segment(label, str(label), 25) for label in range(4)]
    assert sizes_caption(even) == ("Four segments of about the same size", "All 100 customers have a segment.")
    assert sizes_caption([Segment(-1, "Unassigned", 9)]).title == "Nobody fits a group"


def test_sizes_speak_of_the_tables_people(segments) -> None:
    students = People("student", "students")
    assert sizes_caption(segments, people=students).title == "Two segments hold 80% of all students"
    assert "<br>120 students<br>" in size_bars(segments, people=students).data[0].customdata[0]


def test_ten_thousand_categories_become_twelve_and_the_rest() -> None:
    values = pd.Series([f"level {i}" for i in range(10_000)] + ["level 7"] * 5)
    fig = checked(category_bars(values, name="Level"))
    assert len(fig.data[0].x) == 13
    assert notes(fig)[0] == "level 7"
    assert notes(fig)[-1] == "9,988 others"
    assert sum(fig.data[0].x) == len(values)


def test_missing_values_are_apart_and_shares_add_up() -> None:
    values = pd.Series(["a", "a", "b", None])
    fig = checked(category_bars(values, name="Letter"))
    assert notes(fig) == ["a", "b", "Missing"]
    assert list(fig.data[0].text) == ["50%", "25%", "25%"]
    assert list(fig.data[0].marker.line.width) == [0, 0, 1]


@pytest.mark.parametrize("values", [pd.Series([], dtype=str), pd.Series([None, None], dtype=object)])
def test_no_category_at_all(values: pd.Series) -> None:
    assert notes(checked(category_bars(values, name="Letter"))) == ["No value of letter is known"]
    assert category_caption(values, name="Letter").reading == "Every value is missing."


def test_names_are_shown_as_they_are() -> None:
    fig = checked(category_bars(pd.Series([HOSTILE, "", "b"]), name=HOSTILE))
    assert "&lt;b&gt;x&lt;/b&gt;" in " ".join(notes(fig))
    assert "(empty)" in notes(fig)


def test_categories_in_words() -> None:
    def title(values: list[object]) -> str:
        return category_caption(pd.Series(values), name="Region").title

    assert title(["N"] * 60 + ["S"] * 40) == "60% are N"
    assert title(["N"] * 40 + ["S"] * 30 + ["W"] * 30) == "N is the most common"
    assert title(["N"] * 33 + ["S"] * 33 + ["W"] * 34) == "All region values are about equally common"
    assert title(["N"] * 5) == "Region is always N"
    assert title(list(range(100))) == "Every region occurs once"


def test_gaps() -> None:
    gaps = {"region": 12, "income": 100, "age": 0}
    fig = checked(missing_bars(gaps, rows=100))
    assert notes(fig) == ["Income", "Region"]
    assert missing_caption(gaps, rows=100) == ("Income has no values at all", "One column of 3 is complete.")
    assert missing_caption({"a": 0}, rows=5).title == "No value is missing"
    many = checked(missing_bars({f"c{i}": i + 1 for i in range(40)}, rows=100))
    assert notes(many)[-1] == "28 others"
    assert notes(checked(missing_bars({}, rows=0))) == ["The table has no rows"]
