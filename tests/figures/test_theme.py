from __future__ import annotations

from typing import get_args

import pytest

from portal.figures import theme as look

THEMES = get_args(look.Theme)


@pytest.mark.parametrize("theme", THEMES)
def test_nine_slots_have_their_tokens_and_noise_is_grey(theme: look.Theme) -> None:
    tokens = look.tokens(theme)
    assert [look.segment_color(slot, theme) for slot in range(9)] == [tokens[f"seg-{n}"] for n in range(1, 10)]
    assert look.segment_color(-1, theme) == tokens["noise"]
    assert look.segment_symbol(-1) == "circle-open"


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_slots_look_the_same(theme: look.Theme) -> None:
    signs = [(look.segment_color(slot, theme), look.segment_symbol(slot)) for slot in range(80)]
    assert len(set(signs)) == len(signs)
    assert {symbol for _, symbol in signs[:9]} == {"circle"}


@pytest.mark.parametrize("theme", THEMES)
def test_extension_colours_stand_out_from_the_surface(theme: look.Theme) -> None:
    surface = look.tokens(theme)["surface"]
    assert all(look.contrast(colour, surface) >= 3 for colour in look.palette(theme)[9:])


def test_pale_slots_get_an_ink_line_in_light_only() -> None:
    assert [slot for slot in range(12) if look.is_faint(slot, "light")] == [5, 7]
    assert not [slot for slot in range(12) if look.is_faint(slot, "dark")]


def test_a_caller_cannot_change_the_look() -> None:
    look.tokens("light")["ink"] = "red"
    look.graph_config("a")["displaylogo"] = True
    assert look.tokens("light")["ink"] != "red"
    assert look.graph_config("a")["displaylogo"] is False


def test_png_is_named_after_the_chart() -> None:
    assert look.graph_config("Income & spending: Wóche")["toImageButtonOptions"]["filename"] == "income-spending-w-che"
    assert look.graph_config("///")["toImageButtonOptions"]["filename"] == "chart"


def test_no_chart_can_be_sent_to_another_host() -> None:
    config = look.graph_config("a")
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""


def test_markers_shrink_with_the_rows() -> None:
    sizes = [look.marker_size(rows) for rows in (10, 3000, 15_000, 100_000, 5_000_000)]
    assert sizes == [6, 5, 4, 3, 3]
    assert look.marker_opacity(10) > look.marker_opacity(100_000)


@pytest.mark.parametrize("theme", THEMES)
def test_diverging_steps_are_cut_at_the_same_places(theme: look.Theme) -> None:
    assert [stop for stop, _ in look.diverging(theme)][1:-1:2] == [0.2, 0.35, 0.45, 0.55, 0.65, 0.8]
