"""Profiles: the table agrees with the data, one segment is read in depth, its customers can be taken away."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from dash import no_update

from portal.engine.params import HdbscanParams
from portal.services import datasets, profiling, runs, segments
from portal.services.specs import Spec
from portal.ui.profiles import differences, summary
from tests.pages.conftest import Stage
from tests.pages.reading import ids, links, of_type, words


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.profiles")


def test_the_summary_table_has_a_row_for_everybody(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout()
        portrait = segments.portrait(stage.ws, stage.run)
    assert portrait is not None
    table = of_type(tree, "Table")[0]
    rows = of_type(table, "Tr")
    assert len(rows) == 1 + len(portrait.segments) + 2
    for row, one in zip(rows[1:], portrait.segments, strict=False):
        assert one.name in words(row)
        assert f"{one.size:,}" in words(row)
        assert one.strategy.title in words(row)
    assert words(rows[-2]).startswith("Unassigned")
    assert words(rows[-1]).startswith("Everyone 900 100%")
    frame = datasets.frame(stage.ws, stage.retail)
    assert f" {frame['age'].mean():.0f} " in words(rows[-1])
    head = words(rows[0])
    assert "Top gender" in head
    assert "Top category" in head


def test_the_finding_names_what_tells_the_groups_apart(stage: Stage, page: Any) -> None:
    with stage.request():
        head = of_type(page.layout(), "H1")[0].children
    assert head.startswith("Five groups, told apart by ")
    assert head.endswith(" and age") or "income" in head or "purchase" in head


def test_the_chosen_segment_comes_from_the_address(stage: Stage, page: Any) -> None:
    with stage.request():
        for text, chosen in (("2", "2"), ("-1", "-1"), ("99", "0"), ("nonsense", "0"), (None, "0")):
            tree = page.layout(segment=text)
            (radio,) = of_type(tree, "RadioItems")
            assert radio.value == chosen


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("segment", ["0", "4", "-1"])
def test_one_segment_in_depth(stage: Stage, page: Any, theme: str, segment: str) -> None:
    with stage.request():
        depth, table = page.choose_segment(segment, theme, None, stage.run.id)
        portrait = segments.portrait(stage.ws, stage.run)
    assert portrait is not None
    text = words(depth)
    size = portrait.noise if segment == "-1" else portrait.segments[int(segment)].size
    assert f"Export {size:,} customers" in text
    assert f"{size:,} customers against 900" in text
    graphs = of_type(depth, "Graph")
    assert len(graphs) == 6 + 3
    assert all(
        trace.hovertemplate is None or "<extra></extra>" in trace.hovertemplate for trace in graphs[0].figure.data
    )
    (chosen,) = [row for row in of_type(table, "Tr") if getattr(row, "className", "") == "sel"]
    assert f"{size:,}" in words(chosen)
    (export,) = [link for link in links(depth) if link.startswith("/export/")]
    lines = stage.app.server.test_client().get(export).get_data(as_text=True).splitlines()
    assert len(lines) == size + 1


def test_the_whole_table_can_be_taken_away(stage: Stage, page: Any) -> None:
    with stage.request():
        (export,) = [link for link in links(page.layout()) if link.startswith("/export/")]
    answer = stage.app.server.test_client().get(export)
    assert answer.status_code == 200
    assert len(answer.get_data(as_text=True).splitlines()) == 901
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_address_follows_the_choice(stage: Stage, page: Any) -> None:
    assert page.remember_segment("3") == {"segment": "3"}
    assert page.remember_segment("0") == {"segment": None}, "the largest is shown anyway"


def test_differences_are_drawn_with_their_numbers(stage: Stage, page: Any) -> None:
    with stage.request():
        figure, config, title, reading = differences.drawn("dark", stage.run.id)
    assert figure.data[0].type == "heatmap"
    assert title
    assert reading == "Difference from the average of everyone, in standard deviations."
    assert config["toImageButtonOptions"]["filename"]


def test_before_the_theme_is_known_nothing_is_drawn(stage: Stage, page: Any) -> None:
    assert differences.drawn(None, stage.run.id) == (no_update,) * 4
    assert page.choose_segment("0", None, None, stage.run.id) == (no_update, no_update)


def test_a_run_without_segments_is_an_empty_state(stage: Stage, page: Any) -> None:
    params = HdbscanParams(min_cluster_size=880, min_samples=10)
    with stage.request():
        run = runs.register(stage.ws, Spec(stage.retail, stage.run.spec.preparation, params))
        tree = page.layout(run=run.id)
    assert "Everybody is unassigned" in words(tree)
    assert any(link.startswith("/compare") for link in links(tree))


def test_unknown_and_uncomputed_are_said(stage: Stage, page: Any) -> None:
    with stage.request():
        assert "This link leads nowhere" in words(page.layout(run="nonsense"))
        assert {"type": "waiting-wanted", "of": "page"} in ids(page.layout(dataset=stage.unbuilt))


def test_numbers_of_a_column_share_their_decimals() -> None:
    def shown(*values: float, binary: bool = False) -> list[str]:
        one = profiling.Numbers("x", values, values[0], binary)
        return [summary._formatter(one)(value) for value in values]

    assert shown(78_371.0, 102_965.0, 9_400.0) == ["78\u00a0k", "103\u00a0k", "9\u00a0k"]
    assert shown(6.31, 0.2) == ["6.3", "0.2"]
    assert shown(0.123, 0.5) == ["0.12", "0.50"]
    assert shown(57.1, 7.1) == ["57", "7"]
    assert shown(0.25, 0.5, binary=True) == ["25%", "50%"]
    assert shown(float("nan"), 3.0) == ["–", "3.0"]
