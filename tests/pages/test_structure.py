"""Structure says whether the segments are there, why, and what is supported; the verdict reaches every page."""

from __future__ import annotations

import importlib
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import no_update
from plotly.utils import PlotlyJSONEncoder

from portal.engine.evidence.verdict import Verdict
from portal.engine.params import HdbscanParams, KMeansParams
from portal.services import datasets, evidence, judging, runs, segments
from portal.services.evidence import Piece
from portal.services.runs import Run
from portal.services.specs import Spec
from portal.store.jobs import Status
from portal.ui import home
from portal.ui.profiles import unused
from portal.ui.structure import badge, card, words
from portal.ui.structure.bands import again, band_chip
from portal.ui.structure.choosing import choosing_section
from portal.ui.structure.ids import Id
from portal.ui.structure.proofs import proof_section
from portal.ui.structure.returning import returning_section
from portal.ui.structure.standing import reason_words, standing, strategy_words
from portal.ui.structure.working import _line
from tests.pages.conftest import Stage
from tests.pages.firing import Browser
from tests.pages.reading import ids, links, of_type
from tests.pages.reading import words as text
from tests.services.clustered import clustered, run_of


def quiet(_stage: str, _share: float) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.structure")


@pytest.fixture(scope="module")
def judged(stage: Stage) -> Run:
    """The stage's run with all its evidence."""
    judging.judge(stage.ws, stage.run, quiet)
    return stage.run


def other(stage: Stage, k: int) -> Run:
    return runs.register(stage.ws, Spec(stage.retail, stage.run.spec.preparation, KMeansParams(k=k)))


@pytest.fixture(scope="module")
def choice(stage: Stage, judged: Run) -> Run:
    """A run that does not return, on a table with structure."""
    run = other(stage, 2)
    judging.judge(stage.ws, run, quiet, evidence.VERDICT_NEEDS)
    assert evidence.verdict_of(stage.ws, run) is Verdict.CONSTRUCTIVE
    return run


def test_the_page_opens_with_the_verdict_and_explains_the_words(stage: Stage, page: Any, judged: Run) -> None:
    with stage.request():
        tree = page.layout()
    assert of_type(tree, "H1")[0].children == "These segments are really there"
    said = text(tree)
    for word in ("Natural", "Reproducible", "Constructive"):
        assert word in said
    assert Id.RUN in ids(tree)


def test_every_test_is_one_picture_and_one_sentence(stage: Stage, judged: Run) -> None:
    known = evidence.assessment_of(stage.ws, judged)
    tree = proof_section(known, "light")
    said = text(tree)
    assert "The table divides better than without groups" in said
    assert "none of 99 tables with the same columns and no groups reaches it" in said
    assert "The gap rule finds five groups" in said
    assert "humps" in said or "hump" in said
    assert len(of_type(tree, "Graph")) == 3
    assert "Hopkins" not in said


def test_segments_and_divisions_are_shown_to_return(stage: Stage, judged: Run) -> None:
    portrait = segments.portrait(stage.ws, judged)
    assert portrait is not None
    with stage.request():
        tree = returning_section(stage.ws, portrait, "dark")
    assert "All five segments return" in text(tree)
    assert "finds the same division in other samples" in text(tree)
    sankey = of_type(tree, "Graph")[-1].figure.data[0]
    assert sankey.type == "sankey"
    assert "entropy of origins" in sankey.node.customdata[-1]


def test_a_number_is_recommended_and_one_link_applies_it(stage: Stage, judged: Run) -> None:
    portrait = segments.portrait(stage.ws, judged)
    assert portrait is not None
    with stage.request():
        tree = choosing_section(stage.ws, portrait)
    assert "K-Means: five segments" in text(tree)
    assert badge.address(other(stage, 5)) in links(tree)
    assert "This is the current run." in text(tree)


def test_a_choice_is_called_a_choice_everywhere(stage: Stage, choice: Run) -> None:
    with stage.request():
        assert badge.chip(choice).children == "Constructive"
        assert "deliberate partition" in text(standing(stage.ws, choice))
        profiles = importlib.import_module("pages.profiles").layout(run=choice.id)
        tree = importlib.import_module("pages.structure").layout(run=choice.id)
    assert "If you treat these as a group" in text(profiles)
    assert "Suggested strategy" not in text(profiles)
    assert of_type(tree, "H1")[0].children == "There is structure, but these segments do not return"
    assert strategy_words(Verdict.NATURAL) == "Suggested strategy"
    assert reason_words(Verdict.NATURAL, "Because.") == "Because."


def test_natural_segments_carry_no_warning(stage: Stage, judged: Run) -> None:
    with stage.request():
        assert standing(stage.ws, judged) is None
        assert badge.chip(judged).href == badge.address(judged)


def test_what_was_not_used_is_tested_and_nothing_else(stage: Stage, judged: Run) -> None:
    portrait = segments.portrait(stage.ws, judged)
    assert portrait is not None
    said = text(unused.unused_section(stage.ws, portrait))
    assert "Cramér's V" in said
    rows = said.split("p after Holm")[1]
    assert "Income" not in rows


def test_an_unjudged_run_asks_for_its_verdict_once(stage: Stage, page: Any, judged: Run) -> None:
    run = other(stage, 3)
    with stage.request():
        assert badge.chip(run).children == words.UNJUDGED
        assert "Appears when this has been judged" in text(page.layout(run=run.id))
        assert "not been judged" in text(standing(stage.ws, run))
        portrait = segments.portrait(stage.ws, run)
        assert portrait is not None
        assert "Structure shows in this table" in text(card.evidence_card(stage.ws, portrait))
    asked = evidence.request_lacking(stage.ws, run, owner="somebody")
    assert list(asked) == [Piece.STABILITY]
    stage.ws.jobs.finish(asked[Piece.STABILITY].id, Status.CANCELLED)


def test_the_evidence_card_reads_as_it_looks(stage: Stage, judged: Run) -> None:
    portrait = segments.portrait(stage.ws, judged)
    assert portrait is not None
    with stage.request():
        tree = card.evidence_card(stage.ws, portrait)
    said = text(tree)
    assert "These segments are really there" in said
    assert "Clearer than in any of 99 tables with the same columns and no groups, and found again" in said
    assert "The gap rule chooses five groups." in said
    assert len([part for part in of_type(tree, "Div") if getattr(part, "className", "") == "strip"]) == 3


def test_segment_cards_say_how_far_each_returns(stage: Stage, judged: Run) -> None:
    portrait = segments.portrait(stage.ws, judged)
    assert portrait is not None
    with stage.request():
        said = text(home.people(portrait))
    assert said.count("of 100 samples") == len(portrait.segments)
    assert "Highly stable" in said
    assert band_chip(None, 0) is None
    assert again(None, 0) is None


def test_a_run_without_segments_is_no_fault(stage: Stage, page: Any, judged: Run) -> None:
    params = HdbscanParams(min_cluster_size=880, min_samples=10)
    run = runs.register(stage.ws, Spec(stage.retail, judged.spec.preparation, params))
    judging.judge(stage.ws, run, quiet, evidence.VERDICT_NEEDS)
    portrait = segments.portrait(stage.ws, run)
    assert portrait is not None
    with stage.request():
        assert "this run finds no two segments" in of_type(page.layout(run=run.id), "H1")[0].children
        assert "no two segments that could return" in text(returning_section(stage.ws, portrait, "light"))
        assert card.evidence_card(stage.ws, portrait)


@pytest.mark.parametrize("query", [{"dataset": "nonsense"}, {"run": "nonsense"}])
def test_an_unknown_id_is_one_sentence(stage: Stage, page: Any, query: dict[str, str]) -> None:
    with stage.request():
        assert "This link leads nowhere" in text(page.layout(**query))


def test_a_table_that_was_never_clustered_asks_for_it(stage: Stage, page: Any) -> None:
    with stage.request():
        assert "Which segments are there among 120 customers?" in text(page.layout(dataset=stage.unbuilt))


def test_news_of_other_work_brings_the_pictures_too_while_they_are_not_there(stage: Stage, judged: Run) -> None:
    # The browser drops the answer to the theme's call when such news comes during it.
    browser = Browser(stage.app)
    values = {"mirror-theme.data": "light", f"{Id.RUN}.data": judged.id, f"{Id.SHOWN}.data": None}
    news = {"mirror-job-done.data": {"ended": {}, "news": [], "at": 1.0}}
    told = browser.fire(Id.TESTS, "mirror-job-done.data", values | news)
    assert Id.NULL in json.dumps(told[Id.TESTS])
    assert Id.ACROSS in json.dumps(told[Id.STABILITY])
    drawn = {f"{Id.SHOWN}.data": told[Id.SHOWN]["data"]}
    assert browser.fire(Id.TESTS, "mirror-job-done.data", values | news | drawn) == {}
    assert Id.TESTS in browser.fire(Id.TESTS, "mirror-theme.data", values | drawn | {"mirror-theme.data": "dark"})


def test_work_is_told_as_it_stands_and_buttons_stay() -> None:
    def held(component: Any) -> Any:
        """As the browser holds it."""
        return json.loads(json.dumps(component, cls=PlotlyJSONEncoder))

    row = {"id": "1", "status": "running", "active": True, "stage": "Going", "progress": 0.5, "elapsed": 2.0}
    line, button = _line(Piece.ASSESSMENT, row, None, None)
    assert "Going, 50%" in text(line)
    assert button.children == "Cancel"
    assert _line(Piece.ASSESSMENT, row, held(line), held(button))[1] is no_update
    failed = row | {"status": "failed", "active": False, "message": "It broke."}
    fault, button = _line(Piece.ASSESSMENT, failed, held(line), held(button))
    assert "It broke." in text(fault)
    assert "Try again" in text(fault)
    # News of other work comes every second; a button that is made anew would swallow a click that is under way.
    assert _line(Piece.ASSESSMENT, failed, held(fault), button) == [no_update, no_update]
    assert _line(Piece.ASSESSMENT, failed | {"id": "2"}, held(fault), button)[0] is not no_update
    assert _line(Piece.ASSESSMENT, row | {"status": "done", "active": False}, held(fault), None) == [None, None]
    assert _line(Piece.ASSESSMENT, None, None, None) == [None, None]


def test_small_numbers_are_written_as_people_write_them() -> None:
    assert words.p_words(0.0004) == "p < .001"
    assert words.p_words(0.02) == "p = .02"
    assert words.p_words(0.004) == "p = .004"
    assert words.p_words(1.0) == "p = 1"
    assert words.gap_words(1) == "The gap rule finds one group only"
    assert words.again_words(97, 100) == "Reappears in 97 of 100 samples"


def test_compare_warns_of_a_category_that_explains_everything(stage: Stage) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(0, 1, 200), "group": rng.choice(["north", "south"], 200)})
    choices: dict[str, Any] = {"features": ["a", "group"], "categories": ["group"]}
    repeated = run_of(stage.ws, clustered(stage.ws, frame, **choices), KMeansParams(k=2), **choices)
    importlib.import_module("pages.compare")
    browser = Browser(stage.app)
    for run, warned in ((repeated, True), (stage.run, False)):
        told = browser.fire("compare-guard", "compare-runs.data", {"compare-runs.data": {"kmeans": run.id}})
        assert ("“group”" in json.dumps(told, ensure_ascii=False)) == warned
    datasets.delete(stage.ws, repeated.spec.dataset_id)
