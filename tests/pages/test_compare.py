"""Compare: what an address opens, and what the callbacks answer."""

from __future__ import annotations

import base64
import importlib
import json
from typing import Any

import numpy as np
import pytest

from portal.ui.compare.ids import Id
from tests.pages.conftest import Stage
from tests.pages.reading import ids, of_type, words


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.compare")


def test_three_methods_stand_side_by_side(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout()
    text = words(tree)
    for said in ("K-Means", "DBSCAN", "HDBSCAN", "Number of groups", "Radius (eps)", "Smallest segment", "6 of 9"):
        assert said in text
    assert {"compare-kmeans-map", "compare-dbscan-map", "compare-hdbscan-map"} <= {str(one) for one in ids(tree)}


@pytest.mark.parametrize("query", [{"dataset": "none"}, {"run": "none"}, {"kmeans": "\x00<b>"}])
def test_a_link_that_leads_nowhere_is_one_sentence(stage: Stage, page: Any, query: dict[str, str]) -> None:
    with stage.request():
        text = words(page.layout(**query))
    assert "This link leads nowhere" in text
    assert "There is no" in text


def test_a_table_without_structure_asks_for_it_once(stage: Stage, page: Any) -> None:
    with stage.request():
        page.layout(dataset=stage.unbuilt)
        page.layout(dataset=stage.unbuilt)
    assert [row.kind for row in stage.ws.jobs.active()] == ["structure"]


def place_of(stage: Stage) -> dict[str, Any]:
    """What the page keeps of the place that it shows."""
    with stage.request():
        tree = importlib.import_module("pages.compare").layout(dataset=stage.retail)
    (store,) = [one for one in of_type(tree, "Store") if one.id == Id.PLACE]
    return dict(store.data)


def moved(stage: Stage, k: float) -> dict[str, Any]:
    """The answer to a moved K-Means slider."""
    values: dict[str, Any] = {"compare-current": stage.run.id, "compare-place": place_of(stage)}
    client = stage.app.server.test_client()
    spec = next(one for one in client.get("/_dash-dependencies").json if "compare-kmeans-labels" in one["output"])

    def filled(one: dict[str, str]) -> dict[str, Any]:
        known = {"param": k, "mirror-theme": "light"}
        component = json.loads(one["id"]) if one["id"].startswith("{") else one["id"]
        value = known[component["type"]] if isinstance(component, dict) else values.get(component)
        return {"id": component, "property": one["property"], "value": value}

    outputs = [part.rsplit(".", 1) for part in spec["output"].strip(".").split("...")]
    wanted = [{"id": json.loads(i) if i.startswith("{") else i, "property": prop} for i, prop in outputs]
    told = client.post(
        "/_dash-update-component",
        json={
            "output": spec["output"],
            "outputs": wanted,
            "inputs": [filled(one) for one in spec["inputs"]],
            "state": [filled(one) for one in spec["state"]],
            "changedPropIds": ["compare-current.data"],
        },
    )
    return dict(told.json["response"])


def test_a_moved_slider_is_answered_with_one_byte_a_customer(stage: Stage) -> None:
    told = moved(stage, 4)
    message = told["compare-kmeans-labels"]["data"]
    labels = np.frombuffer(base64.b64decode(message["labels"]), dtype=np.int8)
    assert (message["dtype"], len(labels)) == ("int8", 900)
    assert set(labels.tolist()) == {0, 1, 2, 3}


def test_a_value_out_of_bounds_keeps_the_picture_and_says_why(stage: Stage) -> None:
    told = moved(stage, 4000)
    assert "compare-kmeans-labels" not in told
    assert "Number of groups is 4000. Choose 2 to 12." in json.dumps(told, ensure_ascii=False)
