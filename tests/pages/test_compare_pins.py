"""Compare: pins live in the address, are ranked, and are set against each other."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.errors import ParameterError
from portal.services import comparing
from tests.pages import firing, reading
from tests.pages.conftest import Stage
from tests.pages.firing import Browser, said_of_the_address


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.compare")


@pytest.fixture
def run_ids(stage: Stage) -> dict[str, str]:
    place = comparing.placed(stage.ws, stage.retail, None, {})
    assert place is not None
    return place.runs


def test_nothing_is_pinned_at_first(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout()
    assert firing.found(tree, "compare-pins").data == []
    assert firing.found(tree, "compare-pins-together").hidden
    assert firing.words(Browser(stage.app).fire("compare-pins-list", "compare-pins.data", {"compare-pins.data": []})[
        "compare-pins-list"]["children"]).startswith("Nothing is pinned")  # fmt: skip


def test_a_link_brings_its_pins_and_says_what_it_lacks(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    ids = list(run_ids.values())
    with stage.request():
        tree = page.layout(pins=f"{','.join(ids)},nonsense", rank="-silhouette", between=f"{ids[2]},{ids[0]}")
    assert firing.found(tree, "compare-pins").data == ids
    assert firing.found(tree, "compare-pins-rank").data == "-silhouette"
    assert firing.found(tree, "compare-pins-left").value == ids[2]
    assert firing.found(tree, "compare-pins-right").value == ids[0]
    assert "One pinned run of this link can not be shown" in reading.words(tree)


@pytest.mark.parametrize("view", [{"dataset_id": "x", "view": "y"}, {"pins": ["a", "b"]}, {"map": "<b>", "rank": "no"}])
def test_odd_links_open_all_the_same(stage: Stage, page: Any, view: dict[str, Any]) -> None:
    with stage.request():
        tree = page.layout(**view)
    assert firing.found(tree, "compare-pins").data == []
    assert firing.found(tree, "compare-pins-rank").data is None
    assert firing.found(tree, "compare-maps-shown").value == "clusters"


def pressed(stage: Stage, button: str, run_ids: dict[str, str], known: list[str]) -> dict[str, Any]:
    values = {
        f"{button}.n_clicks": 1, "compare-pins.data": known, "compare-runs.data": run_ids, "shell-url.search": "?a=b",
    }  # fmt: skip
    return Browser(stage.app).fire("compare-pins", f"{button}.n_clicks", values)


def test_pinning_goes_into_the_address(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    told = pressed(stage, "compare-pin-all", run_ids, [])
    ids = list(run_ids.values())
    assert told["compare-pins"]["data"] == ids
    assert firing.said_of_the_address(told) == {"pins": ",".join(ids), "comparison": None}
    one = pressed(stage, "compare-dbscan-pin", run_ids, ids[:1])
    assert one["compare-pins"]["data"] == [ids[0], run_ids["dbscan"]]
    again = pressed(stage, "compare-dbscan-pin", run_ids, ids)
    assert (again["compare-pins"]["data"], again["compare-pins-told"]["children"]) == (ids, "Pinned already.")
    full = pressed(stage, "compare-dbscan-pin", run_ids, [str(i) for i in range(12)])
    assert "12 runs are pinned" in full["compare-pins-told"]["children"]


def test_unpinning_takes_it_off(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    ids = list(run_ids.values())
    patterns = {"pins-unpin": [{"type": "pins-unpin", "run": one} for one in ids]}
    values = {
        "pins-unpin.n_clicks": [0, 1, 0], "compare-pins.data": ids, "compare-runs.data": run_ids,
        "shell-url.search": "?pins=x",
    }  # fmt: skip
    told = Browser(stage.app).fire("compare-pins", "pins-unpin.n_clicks", values, patterns, at=1)
    assert told["compare-pins"]["data"] == [ids[0], ids[2]]


def test_the_list_is_ranked(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    ids = list(run_ids.values())
    values = {
        "compare-pins.data": ids, "compare-pins-rank.data": "noise_share", "compare-runs.data": run_ids,
        "compare-current.data": ids[0], "shell-url.search": "?",
    }  # fmt: skip
    told = Browser(stage.app).fire("compare-pins-list", "compare-pins.data", values)
    text = firing.words(told["compare-pins-list"]["children"])
    assert told["compare-pins-together"]["hidden"] is False
    assert text.index("K-Means") < text.index("DBSCAN")
    assert "Make current" in text
    heads = {"pins-rank": [{"type": "pins-rank", "by": by} for by in ("segments", "silhouette")]}
    values = {"pins-rank.n_clicks": [0, 1], "compare-pins-rank.data": None, "shell-url.search": "?"}
    for now, following in ((None, "silhouette"), ("silhouette", "-silhouette"), ("-silhouette", None)):
        values["compare-pins-rank.data"] = now
        told = Browser(stage.app).fire("compare-pins-rank", "pins-rank.n_clicks", values, heads, at=1)
        assert told["compare-pins-rank"]["data"] == following
        assert firing.said_of_the_address(told).get("rank") == following


@pytest.mark.parametrize("unassigned", ["in", "out"])
def test_pinned_runs_are_set_against_each_other(
    stage: Stage, page: Any, run_ids: dict[str, str], unassigned: str
) -> None:
    ids = list(run_ids.values())
    values = {
        "compare-pins.data": ids, "compare-pins-unassigned.value": unassigned, "mirror-theme.data": "light",
        "shell-url.search": "?",
    }  # fmt: skip
    told = Browser(stage.app).fire("compare-pins-matrix", "compare-pins-unassigned.value", values)
    assert told["compare-pins-matrix"]["figure"]["data"]
    href = told["compare-pins-disputed-csv"]["href"]
    answer = stage.app.server.test_client().get(href)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="disputed.csv"'
    title = told[
        "card-title" if "card-title" in told else next(k for k in told if "disputed-card" in k and "title" in k)
    ]
    count = title["children"].split()[0].replace(",", "")
    assert int(count) == answer.text.count("\r\n") - 1


def test_two_pinned_runs_are_crossed(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    ids = list(run_ids.values())
    values = {
        "compare-pins-left.value": ids[0], "compare-pins-right.value": ids[2], "compare-pins.data": ids,
        "mirror-theme.data": "dark", "compare-current.data": ids[0], "shell-url.search": "?",
    }  # fmt: skip
    told = Browser(stage.app).fire("compare-pins-cross", "compare-pins-left.value", values)
    assert told["compare-pins-cross"]["figure"]["data"][0]["type"] == "heatmap"
    assert firing.said_of_the_address(told) == {"between": f"{ids[0]},{ids[2]}"}


def test_the_door_refuses_in_one_sentence(stage: Stage) -> None:
    client = stage.app.server.test_client()
    assert client.get("/export/disputed.csv").status_code == ParameterError.status
    assert client.get("/export/disputed.csv?runs=a,b").status_code == 404


def test_a_click_on_a_map_moves_the_sliders(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    values = {"compare-runs.data": run_ids, "mirror-theme.data": "light", "compare-maps-shown.value": "noise"}
    told = Browser(stage.app).fire("compare-maps-sizes", "compare-maps-shown.value", values)
    assert told["compare-maps-sizes"]["figure"]["data"][0]["type"] == "heatmap"
    assert said_of_the_address(told) == {"map": "noise"}
    click = {"compare-maps-sizes.clickData": {"points": [{"x": 3, "y": 2}]}, "compare-runs.data": run_ids}
    told = Browser(stage.app).fire("compare-maps-went", "compare-maps-sizes.clickData", click)
    written = [one["data"] for one in told.values() if "data" in one]
    assert 3 in written
    click = {"compare-maps-radii.clickData": {"points": [{"x": 0.5, "y": 2}]}, "compare-runs.data": run_ids}
    told = Browser(stage.app).fire("compare-maps-went", "compare-maps-radii.clickData", click)
    assert any(0.3 < one["data"] < 0.7 for one in told.values() if "data" in one)


def test_a_pinned_run_becomes_the_current_one(stage: Stage, page: Any, run_ids: dict[str, str]) -> None:
    ids = {"pins-use": [{"type": "pins-use", "run": run_ids["dbscan"]}]}
    values = {"pins-use.n_clicks": [1], "compare-runs.data": run_ids, "shell-url.search": "?rank=silhouette"}
    told = Browser(stage.app).fire("shell-nav", "pins-use.n_clicks", values, ids)
    href = told["shell-nav"]["href"]
    assert href.startswith("/compare?rank=silhouette&")
    for said in (f"run={run_ids['dbscan']}", *(f"{name}={run_id}" for name, run_id in run_ids.items())):
        assert said in href
