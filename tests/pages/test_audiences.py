"""The inspector on three pages, saving what it shows, and the page of saved audiences."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from portal.engine.params import KMeansParams
from portal.services import audiences, datasets, exploring, runs, segments
from portal.services.predicates import Filtered, Outlined, to_json
from portal.services.specs import Spec
from portal.ui.audience_list import Id
from portal.ui.compare import inspecting
from portal.ui.explore.ids import Id as ExploreId
from portal.ui.inspector.ids import Part, part
from tests.pages.conftest import Stage
from tests.pages.firing import Browser
from tests.pages.firing import words as said
from tests.pages.reading import links, words

SQUARE = "-1,-1_1,-1_1,1_-1,1"
WOMEN = '[["gender",["Female"]]]'


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage.app)


@pytest.fixture
def saved(stage: Stage) -> Iterator[audiences.Audience]:
    kept = audiences.save(stage.ws, stage.retail, "Women", Filtered(exploring.parse(WOMEN)), author="local")
    yield kept
    stage.ws.audiences.delete(kept.id)


def own(told: dict[str, Any], kind: Part, page: str) -> Any:
    """What a callback wrote to a part of the inspector."""
    return next(value for name, value in told.items() if str(kind) in name and f'"{page}"' in name)


def test_explore_says_who_meets_the_filters(stage: Stage, browser: Browser) -> None:
    known = {f"{ExploreId.DATASET}.data": stage.retail, "shell-url.search": f"?run={stage.run.id}"}
    ids = {str(kind): [part(kind, "explore")] for kind in Part}
    filtered = known | {f"{ExploreId.FILTERS}.data": WOMEN}
    closed = browser.fire(Part.BODY, f"{ExploreId.FILTERS}.data", filtered, ids)
    assert closed["explore-inspected"]["hidden"] is False
    assert own(closed, Part.BODY, "explore")["children"] is None
    opened = filtered | {"explore-inspected-opener.n_clicks": 1}
    told = browser.fire(Part.BODY, "explore-inspected-opener.n_clicks", opened, ids)
    women = (datasets.frame(stage.ws, stage.retail)["gender"] == "Female").to_numpy()
    text = said(own(told, Part.BODY, "explore")["children"])
    assert f"{women.sum():,} customers selected" in text
    assert "Which segments they are in" in text
    assert "Gender" not in text, "what they were filtered by tells nothing"
    assert own(told, Part.PREDICATE, "explore")["data"]["predicate"]["where"] == [["gender", ["Female"]]]
    assert told["explore-inspected"]["hidden"] is False
    nobody = browser.fire(Part.BODY, f"{ExploreId.FILTERS}.data", known, ids)
    assert nobody["explore-inspected"]["hidden"] is True


def test_compare_inspects_the_map_that_was_drawn_on(stage: Stage, browser: Browser) -> None:
    params = KMeansParams(k=4)
    run = runs.register(stage.ws, Spec(stage.retail, stage.run.spec.preparation, params))
    ids = {str(kind): [part(kind, "compare")] for kind in Part}
    known = {
        "compare-kmeans-outline.data": SQUARE,
        "compare-hdbscan-outline.data": SQUARE,
        "compare-runs.data": {"kmeans": run.id, "hdbscan": stage.run.id},
    }
    told = browser.fire(Part.BODY, "compare-kmeans-outline.data", known, ids)
    assert "on the map of K-Means" in said(own(told, Part.BODY, "compare")["children"])
    predicate = own(told, Part.PREDICATE, "compare")["data"]["predicate"]
    assert predicate["spec"]["algorithm"] == "kmeans"
    assert predicate["axes"] == ["component 1", "component 2"]
    drawn = {"kmeans": SQUARE, "hdbscan": SQUARE}
    spoken_of = {"predicate": {"spec": {"algorithm": "hdbscan"}}}
    assert inspecting.asked(drawn, spoken_of, "compare-runs") == "hdbscan"
    assert inspecting.asked(drawn, spoken_of, "compare-kmeans-outline") == "kmeans"
    assert inspecting.asked({}, spoken_of, None) is None


def test_what_is_shown_is_saved_and_opens_by_its_link(stage: Stage, browser: Browser) -> None:
    ids = {str(kind): [part(kind, "pca")] for kind in Part}
    outline = Outlined(stage.run.spec, 0, 1, (((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)),))

    known = {
        f"{Part.NAME}.value": "In the middle",
        f"{Part.PREDICATE}.data": {"dataset": stage.retail, "predicate": to_json(outline)},
        f"{Part.SAVE}.n_clicks": 1,
    }
    told = browser.fire(Part.SAID, f"{Part.SAVE}.n_clicks", known, ids)
    (kept,) = [one for one in audiences.listed(stage.ws) if one.name == "In the middle"]
    assert f"{kept.size:,} customers" in said(own(told, Part.SAID, "pca")["children"])
    with stage.request():
        tree = importlib.import_module("pages.audiences").layout(audience=kept.id)
    text = words(tree)
    assert f"{kept.size:,} customers selected" in text
    assert "inside an outline on components 1 and 2" in text
    portrait = segments.portrait(stage.ws, stage.run)
    assert portrait is not None
    assert any(one.name in text for one in portrait.segments)
    (export, *_) = [link for link in links(tree) if link.startswith("/export/")]
    lines = stage.app.server.test_client().get(export).get_data(as_text=True).splitlines()
    assert len(lines) == kept.size + 1
    empty = browser.fire(Part.SAID, f"{Part.SAVE}.n_clicks", known | {f"{Part.PREDICATE}.data": None}, ids)
    assert "Nobody is selected" in said(own(empty, Part.SAID, "pca")["children"])
    stage.ws.audiences.delete(kept.id)


def test_an_audience_is_deleted_after_a_question(stage: Stage, saved: audiences.Audience) -> None:
    page = importlib.import_module("pages.audiences")
    with stage.request():
        assert "Women" in words(page.layout())
        assert "This link leads nowhere" in words(page.layout(audience="nonsense"))
        content, search = page.delete(1, saved.id, f"?audience={saved.id}")
    assert "No audience is kept yet" in words(content)
    assert search == ""
    assert audiences.listed(stage.ws) == ()


def test_the_question_names_what_would_go(stage: Stage, browser: Browser, saved: audiences.Audience) -> None:
    ids = {"audiences-act": [{"type": "audiences-act", "audience": saved.id}]}
    told = browser.fire(Id.ACTED_ON, "audiences-act.n_clicks", {"audiences-act.n_clicks": [1]}, ids)
    assert told[Id.ACTED_ON]["data"] == saved.id
    assert "“Women” and its rule are forgotten" in str(told)


def test_a_download_of_nothing_is_refused_in_a_sentence(stage: Stage, saved: audiences.Audience) -> None:
    client = stage.app.server.test_client()
    answer = client.get(f"/export/audience.csv?audience={saved.id}")
    assert answer.status_code == 200
    assert 'filename="audience-women.csv"' in answer.headers["Content-Disposition"]
    women = np.count_nonzero(datasets.frame(stage.ws, stage.retail)["gender"] == "Female")
    assert len(answer.get_data(as_text=True).splitlines()) == women + 1
    gone = client.get("/export/audience.csv?audience=nonsense")
    assert (gone.status_code, gone.json["error"]) == (404, "NotFoundError")
