"""Compare: the consensus of what is pinned, which every page opens; and pins under a name."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.services import comparing, evidence, joining, runs, saved_comparisons
from portal.store.jobs import Status
from portal.ui.compare.pin_ids import Id
from tests.pages import reading
from tests.pages.conftest import Stage
from tests.pages.firing import Browser, found, said_of_the_address

PAGES = ("home", "data", "explore", "structure", "compare", "pca", "profiles")
PRESSED: dict[str, Any] = {"shell-url.search": "?a=b"}


@pytest.fixture(scope="module")
def pinned(stage: Stage) -> list[str]:
    place = comparing.placed(stage.ws, stage.retail, None, {})
    assert place is not None
    return list(place.runs.values())


@pytest.fixture(scope="module")
def joined(stage: Stage, pinned: list[str]) -> str:
    return joining.join(stage.ws, pinned).run.id


def test_one_press_pins_the_consensus(stage: Stage, pinned: list[str], joined: str) -> None:
    press = PRESSED | {f"{Id.JOIN}.n_clicks": 1, f"{Id.JOIN_K}.value": "best", f"{Id.PINS}.data": pinned}
    told = Browser(stage.app).fire(Id.JOIN_TOLD, f"{Id.JOIN}.n_clicks", press)
    assert told[Id.PINS]["data"] == [*pinned, joined]
    assert "Pinned as D: five segments out of three runs" in told[Id.JOIN_TOLD]["children"]
    assert said_of_the_address(told) == {"pins": ",".join([*pinned, joined]), "comparison": None}
    refused = Browser(stage.app).fire(
        Id.JOIN_TOLD, f"{Id.JOIN}.n_clicks", press | {f"{Id.JOIN_K}.value": "12", f"{Id.PINS}.data": pinned[:1]}
    )
    assert "needs two runs or more" in refused[Id.JOIN_TOLD]["children"]
    assert Id.PINS not in refused


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_a_consensus(stage: Stage, joined: str, name: str) -> None:
    with stage.request():
        said = reading.words(importlib.import_module(f"pages.{name}").layout(dataset=stage.retail, run=joined))
    assert "leads nowhere" not in said
    assert said


def test_the_list_and_the_header_name_it(stage: Stage, pinned: list[str], joined: str) -> None:
    browser = Browser(stage.app)
    listed = browser.fire(Id.LIST, f"{Id.PINS}.data", {f"{Id.PINS}.data": [*pinned, joined]})
    assert "5 groups out of three runs" in str(listed[Id.LIST])
    crumbs = browser.fire("shell-crumbs", "shell-url.search", {"shell-url.search": f"?run={joined}"})
    assert "Consensus · 5 segments" in str(crumbs)
    together = browser.fire(
        Id.DISPUTED,
        f"{Id.PINS}.data",
        {f"{Id.PINS}.data": [*pinned, joined], f"{Id.UNASSIGNED}.value": "in", "mirror-theme.data": "dark"},
    )
    assert "disputed" in str(together)


def test_one_press_has_every_pinned_run_judged(stage: Stage, pinned: list[str]) -> None:
    browser, shown = Browser(stage.app), {f"{Id.PINS}.data": pinned}
    listed = browser.fire(Id.LIST, f"{Id.PINS}.data", shown)
    lacking = sum(evidence.verdict_of(stage.ws, runs.run(stage.ws, one)) is None for one in pinned)
    assert (Id.JUDGE in str(listed)) == (lacking > 0)
    told = browser.fire("shell-job-request", f"{Id.JUDGE}.n_clicks", shown | {f"{Id.JUDGE}.n_clicks": 1})
    asked = [stage.ws.jobs.get(one) for one in told["shell-job-request"]["data"]["jobs"]]
    assert len([row for row in asked if row and row.kind == "stability"]) >= lacking
    for row in asked:
        assert row is not None
        stage.ws.jobs.finish(row.id, Status.CANCELLED)


def test_pins_are_saved_opened_renamed_and_deleted(stage: Stage, pinned: list[str]) -> None:
    browser, page = Browser(stage.app), importlib.import_module("pages.compare")
    here = PRESSED | {f"{Id.PINS}.data": pinned, f"{Id.SAVED_OF}.data": stage.retail}
    told = browser.fire(
        Id.SAVE_TOLD, f"{Id.SAVE}.n_clicks", here | {f"{Id.SAVE}.n_clicks": 1, f"{Id.SAVE_NAME}.value": "Spring"}
    )
    (kept,) = saved_comparisons.listed(stage.ws, stage.retail)
    assert said_of_the_address(told) == {"dataset": stage.retail, "comparison": kept.id, "pins": None}
    assert "Spring" in str(told[Id.SAVED_LIST])
    with stage.request():
        tree = page.layout(comparison=kept.id)
        assert "leads nowhere" in reading.words(page.layout(comparison="nonsense"))
    assert found(tree, Id.PINS).data == pinned
    assert "shown here" in reading.words(tree)
    named = browser.fire(
        "shell-url",
        f"{Id.SAVED_OF}.data",
        {f"{Id.SAVED_OF}.data": stage.retail, "shell-url.search": f"?comparison={kept.id}"},
    )
    assert f"dataset={stage.retail}" in named["shell-url"]["search"]
    taken = here | {f"{Id.SAVE}.n_clicks": 2, f"{Id.SAVE_NAME}.value": "spring"}
    assert "already" in browser.fire(Id.SAVE_TOLD, f"{Id.SAVE}.n_clicks", taken)[Id.SAVE_TOLD]["children"]
    acted = here | {f"{Id.ACTED_ON}.data": kept.id}
    renamed = acted | {f"{Id.RENAME_SAVE}.n_clicks": 1, f"{Id.RENAME_NAME}.value": "Autumn"}
    assert browser.fire(Id.SAVED_LIST, f"{Id.RENAME_SAVE}.n_clicks", renamed)[Id.RENAME]["is_open"] is False
    assert saved_comparisons.opened(stage.ws, kept.id).name == "Autumn"
    buttons = {"saved-delete": [{"type": "saved-delete", "comparison": kept.id}]}
    asked = browser.fire(Id.ACTED_ON, "saved-delete.n_clicks", here | {"saved-delete.n_clicks": [1]}, buttons)
    assert "goes for everybody" in str(asked)
    gone = acted | {"confirm-yes.n_clicks": 1, "shell-url.search": f"?comparison={kept.id}"}
    left = browser.fire(Id.SAVED_LIST, "confirm-yes.n_clicks", gone)
    assert said_of_the_address(left) == {"comparison": None, "pins": ",".join(pinned)}
    assert saved_comparisons.listed(stage.ws, stage.retail) == ()
