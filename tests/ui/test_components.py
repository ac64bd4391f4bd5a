"""Components by their trees: names, roles, ids, states."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash import html
from plotly.utils import PlotlyJSONEncoder

from portal.engine.params import DbscanParams, KMeansParams
from portal.figures.records import Segment
from portal.ui.components import (
    CardPart,
    Col,
    Option,
    Row,
    card_part,
    chart_card,
    check_list,
    confirm,
    confirm_text,
    confirm_yes,
    dropzone,
    graph,
    hinted,
    limits,
    notice,
    page_head,
    param,
    param_row,
    picker,
    progress_line,
    section,
    segment_card,
    segmented,
    select,
    share_bar,
    size_bars,
    skeleton,
    state_empty,
    state_error,
    tbl,
    text_field,
    upload_answer,
    verdict_chip,
)
from portal.ui.ids import dom_id
from tests.ui.trees import attribute, ids, of_type, walk, words

K = KMeansParams.bounds()["k"]
EPS = DbscanParams.bounds()["eps"]
SEGMENTS = [Segment(1, "Regulars", 300), Segment(-1, "Unassigned", 100), Segment(0, "Savers", 600, slot=4)]


def plain(tree: Any) -> Any:
    return json.loads(json.dumps(tree.to_plotly_json(), cls=PlotlyJSONEncoder))


def test_a_card_offers_table_and_png_for_a_graph_and_keeps_its_parts_by_id() -> None:
    card = chart_card("Five groups", graph=graph("g", name="Elbow", height=200), foot="K-Means", card_id="c")
    assert [words(button) for button in of_type(card, "Button")] == ["Table", "PNG", "SVG"]
    assert [card_part("c", part) for part in (CardPart.TITLE, CardPart.READING, CardPart.STATE)] == [
        found for found in ids(card) if isinstance(found, dict)
    ][:3]
    (figure,) = [part for part in walk(card) if attribute(part, "role") == "figure"]
    assert attribute(figure, "aria-label") == "Elbow"
    assert figure.style == {"height": "200px"}
    plain(card)


def test_a_card_without_picture_has_no_dead_button() -> None:
    assert of_type(chart_card("Words", body=html.P("x"), card_id="c"), "Button") == []
    assert [words(b) for b in of_type(chart_card("T", body=html.P("x"), table=html.P("y"), card_id="c"), "Button")] == [
        "Table"
    ]


def test_headings_follow_each_other() -> None:
    assert of_type(chart_card("A", card_id="c", heading=2), "H2")
    assert of_type(chart_card("A", card_id="c"), "H3")
    head = page_head("Compare", "Three methods agree", actions=html.Button("Pin"))
    assert words(of_type(head, "H1")) == "Three methods agree"
    assert of_type(section("Why", [html.P("x")], aside="because"), "H2")


def test_a_parameter_row_is_labelled_bounded_and_starts_at_its_value() -> None:
    row = param_row("compare-eps", EPS, value=0.78, low=0.05, high=2, step=0.01, recommended=0.83)
    (label,), (slider,) = of_type(row, "Label"), of_type(row, "Slider")
    (typed,) = of_type(row, "Input")
    assert label.htmlFor == dom_id(typed.id)
    assert typed.value == "0.78"
    assert (slider.min, slider.max, slider.step, slider.value) == (0.05, 2, 0.01, 0.78)
    stores = {part.id["type"]: part.data for part in of_type(row, "Store")}
    assert stores["param"] == 0.78
    assert stores["param-limits"]["hard_high"] == EPS.high
    assert param("compare-eps") in ids(row)
    (rec,) = of_type(row, "Button")
    assert rec.title == "Use the recommended value, 0.83"
    assert rec.style["left"] == "calc(40.00% + 1.60px)"


def test_a_value_beyond_the_slider_stands_at_its_end_and_is_kept() -> None:
    row = param_row("k", K, value=12, high=8)
    (slider,) = of_type(row, "Slider")
    assert slider.value == 8
    assert of_type(row, "Store")[0].data == 12
    assert of_type(row, "Button")[0].hidden is True


def test_limits_default_to_the_bound() -> None:
    assert limits(K, recommended=4) == {
        "low": 2, "high": 12, "step": 1, "hard_low": 2, "hard_high": 12, "integer": True,
        "label": "Number of groups", "recommended": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        segmented("s", "Scaling", [Option("standard", "Standard"), "none"], "standard"),
        check_list("c", "Variables", [Option("age", "Age"), Option("sex", "Sex", "category")], ["age"], aside="1 of 2"),
    ],
)
def test_groups_of_choices_are_fieldsets_with_a_legend(field: Any) -> None:
    assert field._type == "Fieldset"
    assert of_type(field, "Legend")
    plain(field)


@pytest.mark.parametrize("field", [select("m", "Missing", ["median"], "median"), text_field("n", "Name")])
def test_single_fields_have_their_label(field: Any) -> None:
    (label,) = of_type(field, "Label")
    assert label.htmlFor in ids(field)


def test_a_picker_says_what_is_chosen() -> None:
    def said(value: list[str]) -> str:
        (summary,) = of_type(picker("l", "Log", ["a", "b"], value, none="None skewed"), "Summary")
        return words(summary)

    assert said([]) == "None skewed"
    assert said(["a"]) == "a"
    assert said(["a", "b"]) == "2 columns"


def test_segments_keep_their_colour_order_and_numbers() -> None:
    bars = size_bars(SEGMENTS, name="Sizes")
    rows = of_type(bars, "Li")
    assert [words(row) for row in rows] == ["Savers600", "Regulars300", "Unassigned100"]
    assert [of_type(row, "I")[0].style["--c"] for row in rows] == ["var(--seg-5)", "var(--seg-2)", "var(--noise)"]
    assert "Savers 60%, Regulars 30%, Unassigned 10%" in attribute(of_type(share_bar(SEGMENTS), "Div")[1], "aria-label")
    card = segment_card(SEGMENTS[0], total=1000, traits=[("Oldest", "57 years")], href="/profiles")
    assert card._type == "Link"
    assert "300customers, 30%" in words(card)
    assert "seg-card-noise" in segment_card(SEGMENTS[1], total=1000, about="They resemble no group.").className


def test_many_segments_are_summed_up() -> None:
    many = [Segment(place, f"S{place}", 100 - place) for place in range(20)]
    rows = of_type(size_bars(many, name="Sizes"), "Li")
    assert len(rows) == 13
    assert words(rows[-1]) == f"8 smaller ones{sum(100 - place for place in range(12, 20))}"


def test_a_table_has_a_name_heads_and_reachable_scrolling() -> None:
    rows = [["Segments", "5"], Row([hinted("DB", "lower"), "0.5"], best={1})]
    made = tbl(["Measure", Col("K-Means", number=True)], rows, name="Metrics")
    assert made.tabIndex == 0
    assert attribute(made, "aria-label") == "Metrics"
    assert [head.scope for head in of_type(made, "Th")] == ["col", "col", "row", "row"]
    assert [cell.className for cell in of_type(made, "Td")] == ["n", "n best"]


def test_states_speak_to_those_who_do_not_see_them() -> None:
    assert attribute(state_error("k is 4,000.", "Choose 2 to 12."), "role") == "alert"
    assert attribute(notice("Careful."), "role") == "note"
    assert attribute(skeleton(100), "aria-hidden") == "true"
    assert of_type(state_empty("Nothing", "No table.", [html.Button("Use a sample")]), "H2")
    line = progress_line("Rebuilding", 0.42, elapsed=3.2, cancel_id={"type": "x"})
    assert words(line) == "Rebuilding, 42% · 0:03Cancel"
    (bar,) = [part for part in walk(line) if attribute(part, "role") == "progressbar"]
    assert attribute(bar, "aria-valuenow") == "42"
    assert "unknown" in walk(progress_line("Waiting")).__next__().children[0].className


def test_a_question_is_named_and_its_parts_have_ids() -> None:
    asked = confirm("delete", "Delete?", "Its runs go too.", yes="Delete it")
    assert asked.labelledby == dom_id({"type": "confirm-title", "name": "delete"})
    assert confirm_text("delete") in ids(asked)
    assert confirm_yes("delete") in ids(asked)
    assert asked.is_open is False


def test_small_parts() -> None:
    assert words(verdict_chip("natural")) == "Natural"
    assert verdict_chip("constructive", href="/structure")._type == "Link"
    zone = dropzone("data-file", label="Choose")
    assert upload_answer("data-file") in ids(zone)
    assert attribute(zone, "data-upload") == "data-file-answer"
