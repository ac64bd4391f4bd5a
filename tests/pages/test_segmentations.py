"""Segmentations: the gallery, and two versions beside each other; what a deleted table would leave behind."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from dash import no_update

from portal.engine.params import KMeansParams
from portal.services import datasets, deciding, keeping, publishing, runs, segmentations
from portal.services.segmentations import Segmentation
from portal.services.specs import Spec
from portal.ui.data.tables import goes_with
from portal.ui.keeping.ids import Comparing
from tests.pages.conftest import Stage
from tests.pages.reading import ids, links, words


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.segmentations")


@pytest.fixture
def pair(stage: Stage, request: pytest.FixtureRequest) -> Iterator[tuple[Segmentation, Segmentation]]:
    """A version on the default run, and the next one on K-Means with four groups."""
    ws = stage.ws
    first = keeping.keep(ws, stage.run.id, str(request.node.name))
    deciding.decide(ws, first.id, 0, {"owner": "Ada"}, seen=0)
    first = publishing.publish(ws, first.id, seen=1)
    other = runs.register(ws, Spec(stage.retail, stage.run.spec.preparation, KMeansParams(k=4)))
    second = publishing.next_version(ws, first.id, run_id=other.id)
    yield first, second
    for one in (first, second):
        publishing.retire(ws, one.id)


def test_two_versions_say_who_moved_and_what_changed(
    stage: Stage, page: Any, pair: tuple[Segmentation, Segmentation]
) -> None:
    first, second = pair
    with stage.request():
        tree = page.layout(before=first.id, after=second.id)
        figure, _config, title, _reading = page.draw_moves("light", [first.id, second.id])
    assert "customers moved" in words(tree)
    assert "Gone: no counterpart after" in words(tree)
    assert Comparing.FLOWS in ids(tree)
    assert figure.data[0].type == "sankey"
    assert sum(figure.data[0].link.value) == 900
    assert "customers" in title


def test_versions_of_one_run_have_no_moves(stage: Stage, page: Any, pair: tuple[Segmentation, Segmentation]) -> None:
    first, second = pair
    publishing.retire(stage.ws, second.id)
    third = publishing.next_version(stage.ws, first.id)
    deciding.decide(stage.ws, third.id, 0, {"owner": "Ben", "kpi": "Orders"}, seen=0)
    with stage.request():
        tree = page.layout(before=first.id, after=third.id)
        assert page.draw_moves("light", [first.id, third.id]) == (no_update,) * 4
    assert "Nobody moved, two decisions changed" in words(tree)
    assert "Owner:  Ada  →  Ben" in words(tree).replace(" Ada ", "  Ada  ").replace(" Ben", "  Ben")
    assert Comparing.FLOWS not in ids(tree)
    publishing.retire(stage.ws, third.id)


def test_a_pair_that_is_not_there_says_so(stage: Stage, page: Any, pair: tuple[Segmentation, Segmentation]) -> None:
    with stage.request():
        tree = page.layout(before=pair[0].id, after="nowhere")
        assert page.choose(pair[0].id, "", None) is no_update
        assert pair[1].id in page.choose(pair[0].id, pair[1].id, None)
    assert "no segmentation “nowhere”" in words(tree)


def test_the_page_lists_what_is_kept(stage: Stage, page: Any, pair: tuple[Segmentation, Segmentation]) -> None:
    with stage.request():
        tree = page.layout()
    assert any(pair[0].id in link for link in links(tree))
    assert pair[0].name in words(tree)


def test_deleting_a_table_says_what_hangs_on_it(stage: Stage, pair: tuple[Segmentation, Segmentation]) -> None:
    dataset = datasets.info(stage.ws, stage.retail)
    said = goes_with(dataset, 2, pair)
    assert f"Two kept versions of “{pair[0].name}” can then not be opened or exported" in said
    assert "kept" not in goes_with(dataset, 2)
    assert pair[0] in segmentations.of_dataset(stage.ws, stage.retail)
