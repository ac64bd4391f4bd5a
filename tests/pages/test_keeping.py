"""Keeping a run on Profiles: names, plans, status, comments; nothing is lost unseen, hostile words stay words."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from portal.services import deciding, keeping, publishing, segmentations
from portal.services.segmentations import Segmentation, Status
from portal.ui.keeping import bar, gallery, plan, sections, seen, talking
from portal.ui.keeping.ids import Id, act, plan_field, reset
from portal.ui.profiles.opening import asked_for, opened
from tests.pages.conftest import Stage
from tests.pages.firing import Browser
from tests.pages.reading import ids, links, words

HOSTILE = "<script>alert(1)</script> =1+1"


@pytest.fixture
def kept(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Segmentation]:
    yield keeping.keep(stage.ws, stage.run.id, str(request.node.name))
    for one in segmentations.of_run(stage.ws, stage.run.id):
        publishing.retire(stage.ws, one.id)


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage.app)


def write(browser: Browser, kept_id: str, label: int, field: str, value: Any, shown: dict[str, int]) -> dict[str, Any]:
    values = {"keeping-field.value": [value], f"{Id.SEEN}.data": shown, "profiles-run.data": kept_id}
    return browser.fire(Id.SAID, "keeping-field.value", values, {"keeping-field": [plan_field(label, field)]})


def test_a_run_is_kept_under_a_name(stage: Stage, browser: Browser) -> None:
    values = {f"{Id.KEEP}.n_clicks": 1, f"{Id.AS}.value": bar.NEW, "profiles-run.data": stage.run.id}
    told = browser.fire(Id.ERROR, f"{Id.KEEP}.n_clicks", values | {f"{Id.NAME}.value": " "})
    assert "needs a name" in told[Id.ERROR]["children"]
    told = browser.fire(Id.ERROR, f"{Id.KEEP}.n_clicks", values | {f"{Id.NAME}.value": HOSTILE})
    made = segmentations.of_run(stage.ws, stage.run.id)[0]
    assert made.name == HOSTILE
    assert f"segmentation={made.id}" in told["shell-nav"]["href"]
    publishing.retire(stage.ws, made.id)


def test_the_page_speaks_in_the_words_of_the_segmentation(stage: Stage, kept: Segmentation) -> None:
    deciding.decide(stage.ws, kept.id, 0, {"name": "Regulars", "strategy": "Thank them"}, seen=0)
    with stage.request():
        tree = importlib.import_module("pages.profiles").layout(segmentation=kept.id)
        assert opened(kept.id).segments[0].name == "Regulars"
        proposed = opened(stage.run.id).segments[0].name
    assert "Regulars" in words(tree)
    assert "Thank them" in words(tree)
    assert {Id.FORM, Id.MATRIX, Id.COMMENTS, Id.HISTORY} <= {one for one in ids(tree) if isinstance(one, str)}
    assert proposed != "Regulars"
    assert any(f"run={kept.id}" in link for link in links(tree))


def test_another_run_in_the_address_goes_first(stage: Stage, kept: Segmentation) -> None:
    with stage.request():
        shown = asked_for(None, "0" * 16, kept.id)
        lost = asked_for(None, None, "nowhere")
    assert "no run" in words(shown)
    assert "no segmentation “nowhere”" in words(lost)


def test_a_field_is_kept_as_it_is_left(stage: Stage, kept: Segmentation, browser: Browser) -> None:
    told = write(browser, kept.id, 0, "note", HOSTILE, seen.at(0))
    assert told[Id.SAID]["children"].startswith("Saved")
    assert told[Id.CHANGED]["data"] == {"parts": [], "revision": 1}
    assert segmentations.segmentation(stage.ws, kept.id).plan(0).note == HOSTILE
    assert write(browser, kept.id, 0, "note", HOSTILE, told[Id.SEEN]["data"]) == {}


def test_a_new_name_is_said_by_every_part_at_once(stage: Stage, kept: Segmentation, browser: Browser) -> None:
    told = write(browser, kept.id, 0, "name", "Regulars", seen.at(0))
    changed = {f"{Id.CHANGED}.data": told[Id.CHANGED]["data"], "profiles-run.data": kept.id}
    assert browser.fire(Id.NAMED, f"{Id.CHANGED}.data", changed)[Id.NAMED]["data"] == 1
    told = write(browser, kept.id, 0, "owner", "Ada", told[Id.SEEN]["data"])
    changed |= {f"{Id.CHANGED}.data": told[Id.CHANGED]["data"]}
    assert browser.fire(Id.NAMED, f"{Id.CHANGED}.data", changed) == {}, "an owner is no name"
    known = {
        f"{Id.NAMED}.data": 1, "profiles-run.data": kept.id, "takeaway-subject.data": kept.id,
        "profiles-segment.value": "0", "profiles-first.value": "0", "profiles-second.value": "1",
        "mirror-theme.data": "light", "profiles-value.value": "none",
    }  # fmt: skip
    parts = (
        "profiles-segment", "profiles-cards", "profiles-rules", "profiles-pictures", "profiles-first",
        "profiles-versus-place", "takeaway-segments", Id.ABOUT,
    )  # fmt: skip
    for part in parts:
        assert "Regulars" in str(browser.fire(part, f"{Id.NAMED}.data", known)), part


def test_a_conflict_is_said_and_the_second_try_is_knowing(stage: Stage, kept: Segmentation, browser: Browser) -> None:
    deciding.decide(stage.ws, kept.id, 0, {"owner": "Ada"}, seen=0, author="Ada")
    told = write(browser, kept.id, 0, "owner", "Ben", seen.at(0))
    assert "Not saved: Ada changed the owner" in words(told[Id.SAID]["children"])
    assert segmentations.segmentation(stage.ws, kept.id).plan(0).owner == "Ada"
    told = write(browser, kept.id, 0, "owner", "Ben", told[Id.SEEN]["data"])
    assert segmentations.segmentation(stage.ws, kept.id).plan(0).owner == "Ben"
    assert told[Id.SEEN]["data"][seen.ALL] == 0


def test_a_proposal_can_be_taken_again(stage: Stage, kept: Segmentation, browser: Browser) -> None:
    deciding.decide(stage.ws, kept.id, 0, {"name": "Mine", "offer": "Mine"}, seen=0)
    values = {"keeping-reset.n_clicks": [1], "profiles-segment.value": "0", "profiles-run.data": kept.id}
    for place, what in enumerate(("name", "plan"), 1):
        shown = {f"{Id.SEEN}.data": seen.at(place)}
        browser.fire(Id.SAID, "keeping-reset.n_clicks", values | shown, {"keeping-reset": [reset(what)]})
    assert segmentations.segmentation(stage.ws, kept.id).plans == kept.plans


def test_a_published_version_shows_words_and_no_fields(stage: Stage, kept: Segmentation) -> None:
    publishing.publish(stage.ws, kept.id, seen=0)
    with stage.request():
        portrait = opened(kept.id)
        form = plan.first_form(portrait, 0)
        shown = bar.bar(portrait)
    assert not [one for one in ids(form) if isinstance(one, dict)]
    assert "stays as it is" in words(form)
    assert "Change it: version 2" in words(shown)
    draft = publishing.next_version(stage.ws, kept.id)
    with stage.request():
        shown = bar.bar(opened(kept.id))
    assert "Go on with version 2" in words(shown)
    assert any(draft.id in link for link in links(shown))


def test_publishing_asks_first_and_notices_what_was_not_seen(
    stage: Stage, kept: Segmentation, browser: Browser
) -> None:
    values = {"keeping-act.n_clicks": [1], "profiles-run.data": kept.id}
    told = browser.fire(Id.ERROR, "keeping-act.n_clicks", values, {"keeping-act": [act("publish")]})
    assert "stays as it is" in str(told)
    deciding.decide(stage.ws, kept.id, 0, {"owner": "Ada"}, seen=0, author="Ada")
    pressed = {"confirm-yes.n_clicks": 1, f"{Id.SEEN}.data": seen.at(0), "profiles-run.data": kept.id}
    told = browser.fire(Id.ERROR, "confirm-yes.n_clicks", pressed)
    assert "changed by Ada" in told[Id.ERROR]["children"]
    browser.fire(Id.ERROR, "confirm-yes.n_clicks", pressed | {f"{Id.SEEN}.data": seen.at(1)})
    assert segmentations.segmentation(stage.ws, kept.id).status == Status.PUBLISHED


def test_comments_are_plain_words(stage: Stage, kept: Segmentation, browser: Browser) -> None:
    values = {f"{Id.SEND}.n_clicks": 1, f"{Id.COMMENT}.value": HOSTILE, f"{Id.ABOUT}.value": "0"}
    told = browser.fire(Id.COMMENTS, f"{Id.SEND}.n_clicks", values | {"profiles-run.data": kept.id})
    assert HOSTILE in words(told[Id.COMMENTS]["children"])
    assert told[Id.COMMENT]["value"] == ""
    with stage.request():
        others = talking.thread(kept)
    assert HOSTILE in words(others)
    assert not [one for one in ids(others) if isinstance(one, dict)]


def test_the_gallery_shows_status_and_evidence_and_folds_the_retired(stage: Stage, kept: Segmentation) -> None:
    with stage.request():
        first = gallery.gallery()
        publishing.retire(stage.ws, kept.id)
        second = gallery.gallery()
    assert kept.name in words(first)
    assert "Draft" in words(first)
    assert "Archive" in words(second)


def test_sections_of_a_run_that_is_not_kept_are_absent(stage: Stage) -> None:
    with stage.request():
        portrait = opened(stage.run.id)
        assert sections.decisions(portrait, 0) is None
        assert sections.together(portrait) is None
        assert "Keep this run" in words(bar.bar(portrait))
